"""What is spoken is what is shown: the clips of a call, and that every one of them is shipped."""

import pytest

from opd_web.config import ROOT
from opd_web.engine.voice import clips, place_words, shipped
from opd_web.voice_clips import LANGUAGES, folders

FOLDERS = folders(ROOT / "nowhere", ROOT / "static")

SENTENCES = [
    ("CARD-014", "3", "token letter-c letter-a letter-r letter-d number-14 room number-3"),
    ("K-001", "3", "token letter-k number-1 room number-3"),
    ("K-000", "3", "token letter-k number-0 room number-3"),
    ("K-070", "12", "token letter-k number-70 room number-12"),
    ("K-100", "100", "token letter-k number-100 room number-100"),
    ("K-999", "101", "token letter-k number-900 number-99 room number-100 number-1"),
    ("K-1000", "3", "token letter-k number-1 thousand room number-3"),
    ("K-12345", "3", "token letter-k number-12 thousand number-300 number-45 room number-3"),
    ("K-100000", "3", "token letter-k number-1" + 5 * " number-0" + " room number-3"),
    ("A1-007", "3", "token letter-a number-1 number-7 room number-3"),
    ("K-014", "007", "token letter-k number-14 room number-7"),
    ("K-014", "2A", "token letter-k number-14 room number-2 letter-a"),
    ("K-014", "A 2", "token letter-k number-14 room letter-a number-2"),
    ("K-014", "Room 3", "token letter-k number-14 room number-3"),
    ("K-014", "OPD-2", "token letter-k number-14 room letter-o letter-p letter-d number-2"),
    ("K-014", "Hall", "token letter-k number-14 room letter-h letter-a letter-l letter-l"),
    ("K-014", "Reception 2", "token letter-k number-14 word-reception number-2"),
    ("K-014", "कक्ष ३", "token letter-k number-14 word-कक्ष number-3"),
    ("K-014", "", "token letter-k number-14 room"),
    ("GENERAL-014", "3", "token code-general number-14 room number-3"),
]
"""Number and room as the board shows them, and the clips in their order."""


@pytest.mark.parametrize(("number", "room", "spoken"), SENTENCES)
def test_a_call_is_spoken_as_it_is_shown(number: str, room: str, spoken: str) -> None:
    assert clips(number, room, recall=False, known={"code-general", "word-reception"}) == spoken.split()


def test_a_recall_says_so_first() -> None:
    once = clips("K-014", "3", recall=False)
    assert clips("K-014", "3", recall=True) == ["again", *once]


@pytest.mark.parametrize(
    ("room", "words"),
    [("3", []), ("OPD 2", []), ("A", []), ("Room 4", []), ("Reception", ["reception"]), ("Lab कक्ष", ["lab", "कक्ष"])],
)
def test_the_words_of_a_place_that_need_a_clip(room: str, words: list[str]) -> None:
    assert place_words(room) == words


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_every_letter_and_every_word_is_shipped(language: str) -> None:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
    calls = [f"{letters[value % 36]}-{value:03d}" for value in range(1000)] + [f"{one}-1234" for one in letters]
    needed = {clip for number in calls for room in (number[2:], "B") for clip in clips(number, room, recall=True)}
    assert needed <= FOLDERS.names(language)
    assert set(shipped()) == FOLDERS.names(language)


def test_the_chime_is_shipped() -> None:
    assert FOLDERS.find("", "chime")
