"""The voice of the boards: the clips of a sentence, and the files themselves."""

import re
from pathlib import Path

from flask import Blueprint, Response, abort, current_app, send_file

from opd_web import voice_clips
from opd_web.config import Settings
from opd_web.engine import voice
from opd_web.voice_clips import LANGUAGES, ClipFolders
from opd_web.web.permissions import public

bp = Blueprint("voice", __name__, url_prefix="/voice")

NAME = re.compile(r"(?:(?P<language>[a-z]{2,3})/)?(?P<name>[\w-]+)")
HOUR = 3600
"""How long a board plays a clip without asking whether a newer one was dropped in."""

__all__ = ["LANGUAGES", "bp", "clips"]


def clips(number: str, room: str, *, recall: bool, language: str) -> list[str]:
    """Give the clips of a call in one language, in the order of speaking, for `static/js/voice.js`."""
    return voice.clips(number, room, recall=recall, known=_folders().names(language))


@bp.get("/<path:clip>")
@public
def file(clip: str) -> Response:
    """Give one clip: `en/number-14`, or `chime`."""
    asked = NAME.fullmatch(clip)
    path = asked and _folders().find(asked["language"] or "", asked["name"])
    if not path:
        abort(404)
    return send_file(path, conditional=True, max_age=HOUR)


def _folders() -> ClipFolders:
    settings: Settings = current_app.config["OPD_SETTINGS"]
    return voice_clips.folders(settings.instance, Path(current_app.static_folder or ""))
