"""`flask --app wsgi voice`: make the clips of the boards' voice."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from opd_web import clock
from opd_web.cli import _sound
from opd_web.cli._espeak import NoVoice, speaker
from opd_web.cli._options import fail
from opd_web.cli._voice_words import SPEECH, lead, text
from opd_web.config import Settings, make_instance
from opd_web.engine import voice
from opd_web.services import doctors
from opd_web.voice_clips import ClipFolders, folders

group = AppGroup("voice", help="Make the clips of the boards' voice.")

Clip = tuple[str, str]


@group.command("build")
@click.option("--shipped", is_flag=True, help="Make the shipped clips anew: numbers, letters, words, the chime.")
def build(*, shipped: bool) -> None:
    """Make a clip in each language for the names of rooms that would sound wrong when spelled."""
    settings: Settings = current_app.config["OPD_SETTINGS"]
    places = folders(settings.instance, Path(current_app.static_folder or ""))
    try:
        if shipped:
            made = _make(places.shipped, _shipped())
            _sound.write(places.shipped / f"{voice.CHIME}.wav", _sound.chime())
        else:
            make_instance(settings.instance)
            made = _make(places.made, _missing(places))
    except (NoVoice, OSError) as problem:
        fail(problem)
    print(f"{made} clips made; files of the same name in {places.recorded}/<language> win over them")


def _shipped() -> Iterator[Clip]:
    return ((language, clip) for language in SPEECH for clip in voice.shipped())


def _missing(places: ClipFolders) -> Iterator[Clip]:
    """Give what rooms need, and whatever else is not there."""
    rooms = [doctor.room for doctor in doctors.every(now=clock.now())]
    words = {f"word-{word}" for room in rooms for word in voice.place_words(room)}
    for language in SPEECH:
        there = places.names(language)
        yield from ((language, clip) for clip in sorted({*voice.shipped(), *words} - there))


def _make(folder: Path, clips: Iterable[Clip]) -> int:
    speak, made = speaker(), 0
    for language, clip in clips:
        samples = speak(text(language, clip), SPEECH[language].voice)
        _sound.write(folder / language / f"{clip}.wav", _sound.tidy(samples, lead(clip)))
        made += 1
    return made
