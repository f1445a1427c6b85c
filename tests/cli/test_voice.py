"""`voice build`: clips that can be heard, for the rooms of this hospital and, where asked, all that are shipped."""

from pathlib import Path

import numpy as np
import pytest
from click.testing import Result
from flask import Flask
from numpy.typing import NDArray

from opd_web.cli import _sound
from opd_web.cli._espeak import speaker
from opd_web.cli._voice_words import SPEECH, text
from opd_web.config import ROOT
from opd_web.engine.voice import shipped
from opd_web.voice_clips import LANGUAGES
from tests.support.clinic import Clinic
from tests.support.pages import Visitor


@pytest.fixture
def app(sqlite_app: Flask) -> Flask:
    """The application on SQLite."""
    return sqlite_app


def build(app: Flask, *options: str) -> Result:
    return app.test_cli_runner().invoke(args=["voice", "build", *options])


def seconds(path: Path) -> float:
    """Give how long a clip is: one byte a sample, behind a head of 58 bytes."""
    return (path.stat().st_size - 58) / _sound.RATE


def decoded(path: Path) -> NDArray[np.float64]:
    """Decode a clip by the table of G.711: the error stays below a thirtieth of the sample."""
    head, content = path.read_bytes()[:58], path.read_bytes()[58:]
    coded = ~np.frombuffer(content[: int.from_bytes(head[-4:], "little")], np.uint8).astype(int) & 0xFF
    size = (((coded & 0x0F) << 3) + 132 << ((coded & 0x70) >> 4)) - 132
    return np.where(coded & 0x80, -size, size).astype(float)


def test_a_room_with_a_name_gets_a_clip_in_each_language(app: Flask, clinic: Clinic) -> None:
    clinic.doctor(name="Dr Das", room="Reception 2")
    made = build(app)
    assert made.output.startswith("2 clips made")
    assert Visitor(app).get("/voice/hi/word-reception").status == 200
    assert build(app).output.startswith("0 clips made")


def test_the_shipped_clips_are_what_the_command_makes(app: Flask, tmp_path: Path) -> None:
    app.static_folder = str(tmp_path)
    assert build(app, "--shipped").output.startswith(f"{2 * len(shipped())} clips made")
    static = ROOT / "static"
    made = {path.relative_to(tmp_path): seconds(path) for path in tmp_path.rglob("*.wav")}
    there = {path.relative_to(static): seconds(path) for path in (static / "voice").rglob("*.wav")}
    # What it spoke before leaves a trace of some hundredths of a second.
    assert made == pytest.approx(there, abs=0.1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_shipped_clip_is_as_long_as_a_word(language: str) -> None:
    lengths = {path.stem: seconds(path) for path in (ROOT / "static/voice" / language).glob("*.wav")}
    assert {name: length for name, length in lengths.items() if not 0.1 < length < 1.6} == {}


def is_even(path: Path) -> bool:
    """Tell whether a clip is as loud as the others, nowhere cut off, and without silence at its ends."""
    heard = decoded(path)
    loud = np.flatnonzero(np.abs(heard) > 0.02 * 32_767) / _sound.RATE
    level, lead = 20 * np.log10(_sound.loudness(heard) / 32_767), 0.25 if path.stem == "room" else 0
    rest = len(heard) / _sound.RATE - loud[-1]
    return abs(level + 17) < 1.2 and np.abs(heard).max() < 31_000 and abs(loud[0] - lead) < 0.02 and rest < 0.05


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_shipped_clip_is_as_loud_as_the_others_and_cut_at_both_ends(language: str) -> None:
    clips = sorted((ROOT / "static/voice" / language).glob("*.wav"))
    assert [path.stem for path in clips if not is_even(path)] == []


def test_a_loud_sound_is_pressed_together_and_not_cut_off() -> None:
    spike = np.concatenate([np.full(2_000, 3_000), [30_000, -30_000], np.full(2_000, 3_000)]).astype(np.int16)
    made = _sound.tidy(spike).astype(int)
    assert 0.6 * 32_767 < np.abs(made).max() <= _sound.PEAK
    assert np.sign(made[2_000]) == -np.sign(made[2_001]) == 1


def test_no_two_numbers_sound_alike() -> None:
    for language in LANGUAGES:
        numbers = [path.read_bytes() for path in (ROOT / "static/voice" / language).glob("number-*.wav")]
        assert len(set(numbers)) == len(numbers) == 109


def test_a_letter_is_said_by_its_name() -> None:
    assert text("hi", "letter-k") == "के"
    assert text("en", "letter-z") == "Z"
    assert {len(speech.letters) for speech in SPEECH.values()} == {26}


def test_a_number_is_spoken_as_its_digits_but_where_they_are_read_wrong() -> None:
    assert (text("hi", "number-14"), text("en", "number-94")) == ("14", "94")
    assert {text("hi", f"number-{value}") for value in (28, 69, 88, 94, 98)} == {
        "अट्ठाईस", "उनहत्तर", "अट्ठासी", "चौरानवे", "अट्ठानवे",
    }  # fmt: skip


def test_silence_stays_silent() -> None:
    assert not len(_sound.tidy(np.zeros(100, dtype=np.int16)))


def test_the_code_of_g711_can_be_undone(tmp_path: Path) -> None:
    samples = np.array([0, 1, -1, 100, -100, 1000, -1000, 20_000, -20_000, 32_767, -32_768], dtype=np.int16)
    _sound.write(tmp_path / "a.wav", samples)
    error = np.abs(decoded(tmp_path / "a.wav")[: len(samples)] - samples)
    assert np.all(error <= np.abs(samples.astype(int)) / 30 + 4)


def test_espeak_says_when_it_has_no_voice() -> None:
    with pytest.raises(Exception, match="no voice 'xx-none'"):
        speaker()("word", "xx-none")


def test_a_clip_is_a_wave_file(tmp_path: Path) -> None:
    _sound.write(tmp_path / "a.wav", np.zeros(3, dtype=np.int16))
    content = (tmp_path / "a.wav").read_bytes()
    assert content[:4] + content[8:12] == b"RIFFWAVE"
    assert int.from_bytes(content[4:8], "little") == len(content) - 8
