"""The factory: the only module that knows every layer."""

from flask import Flask
from flask_migrate import Migrate

from opd_web import api, cli, realtime, web
from opd_web.config import ROOT, Settings
from opd_web.store.database import Base, db, engine_options
from opd_web.store.unit_of_work import AFTER_COMMIT, AUDIT_KEY


def create_app(settings: Settings) -> Flask:
    """Build the application from its settings; touches no database."""
    app = Flask("opd_web", root_path=str(ROOT), instance_path=str(settings.instance))
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(settings.database_url, settings.threads),
        OPD_SETTINGS=settings,
    )
    app.config[AUDIT_KEY] = settings.audit_key.encode() if settings.audit_key else None
    db.init_app(app)
    Migrate(app, db, directory=str(ROOT / "migrations"), render_as_batch=True, metadata=Base.metadata)
    web.register(app)
    api.register(app)
    cli.register(app)
    realtime.connect(app)
    app.extensions[AFTER_COMMIT] = realtime.announce
    return app
