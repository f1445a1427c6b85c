"""The clips as a board gets them: a recorded one wins, and the browser keeps what it heard."""

from pathlib import Path

import pytest
from flask import Flask

from opd_web import voice_clips
from opd_web.web import voice
from tests.support.pages import Visitor


@pytest.fixture
def recorded(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of recorded clips of an instance of the test's own."""
    places = voice_clips.folders(tmp_path, Path(str(app.static_folder)))
    monkeypatch.setattr(voice, "_folders", lambda: places)
    return places.recorded


def drop(folder: Path, name: str, content: bytes = b"RIFF") -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def test_a_clip_is_kept_for_an_hour_and_then_asked_for_by_its_mark(visitor: Visitor) -> None:
    clip = visitor.get("/voice/en/number-14")
    assert (clip.status, clip.headers["Content-Type"]) == (200, "audio/x-wav")
    assert "max-age=3600" in clip.headers["Cache-Control"]
    assert visitor.get("/voice/en/number-14", **{"If-None-Match": clip.headers["ETag"]}).status == 304


def test_the_chime_belongs_to_no_language(visitor: Visitor) -> None:
    assert visitor.get("/voice/chime").status == 200


@pytest.mark.parametrize(
    "path", ["en/number-1000", "xx/token", "en", "en/../../css/app.css", "en/en/token", "..", "a/b"]
)
def test_what_is_no_clip_is_not_found(visitor: Visitor, path: str) -> None:
    assert visitor.get(f"/voice/{path}").status == 404


def test_a_recorded_clip_wins(visitor: Visitor, recorded: Path) -> None:
    drop(recorded, "en/number-14.mp3", b"recorded")
    assert visitor.get("/voice/en/number-14").html == "recorded"


def test_a_recorded_code_is_spoken_as_a_word(app: Flask, recorded: Path) -> None:
    drop(recorded, "en/code-card.wav")
    assert voice.clips("CARD-014", "3", recall=False, language="en")[:3] == ["token", "code-card", "number-14"]
    assert voice.clips("CARD-014", "3", recall=False, language="hi")[1] == "letter-c"


def test_a_language_without_clips_is_named_all_the_same(app: Flask) -> None:
    assert voice.clips("K-001", "3", recall=True, language="ta")[0] == "again"
