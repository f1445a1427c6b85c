"""The policy lab: the same arrivals under several policies side by side, of a made-up day or a real one."""

from flask import Blueprint

from opd_web.web.lab import asking, days, showing

bp = Blueprint("lab", __name__, url_prefix="/reports/lab")

for part in (asking, showing, days):
    bp.register_blueprint(part.bp)
