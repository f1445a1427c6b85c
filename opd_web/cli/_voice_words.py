"""What espeak-ng is given to say for each clip."""

from collections.abc import Mapping
from dataclasses import dataclass
from string import ascii_lowercase

from opd_web.engine.voice import ROOM

PAUSE = 0.25
"""Seconds of silence before the room, so that its number does not run into the token's."""


HINDI_LETTERS = """
ए बी सी डी ई एफ़ जी एच आई जे के एल एम एन ओ पी क्यू आर एस टी यू वी डब्ल्यू एक्स वाई ज़ेड
"""


@dataclass(frozen=True)
class Speech:
    """One language: espeak-ng's voice, the words, and the names of the letters a to z."""

    voice: str
    words: Mapping[str, str]
    letters: tuple[str, ...]


SPEECH: Mapping[str, Speech] = {
    "en": Speech(
        "en",
        {"token": "token", ROOM: "room", "again": "again", "thousand": "thousand"},
        tuple(ascii_lowercase.upper()),
    ),
    "hi": Speech(
        "hi",
        {"token": "टोकन", ROOM: "कमरा", "again": "दोबारा", "thousand": "हज़ार"},
        tuple(HINDI_LETTERS.split()),
    ),
}


def text(language: str, clip: str) -> str:
    """Give what is said in a clip: a number is left to espeak-ng, which knows each language's number words."""
    speech = SPEECH[language]
    kind, _, rest = clip.partition("-")
    if kind == "letter":
        return speech.letters[ascii_lowercase.index(rest)]
    return rest or speech.words[clip]


def lead(clip: str) -> float:
    """Give the seconds of silence before a clip."""
    return PAUSE if clip == ROOM else 0.0
