"""What a call sounds like: the names of the clips of a sentence, put together from what a board shows."""

import re
from collections.abc import Collection
from string import ascii_lowercase

CHIME = "chime"
TOKEN, ROOM, AGAIN, THOUSAND = "token", "room", "again", "thousand"
WORDS = (TOKEN, ROOM, AGAIN, THOUSAND)

TENS = range(100)
"""Each has a clip of its own: in Hindi no number below a hundred follows from its digits."""

HUNDREDS = range(100, 1000, 100)
MOST = 99_999
"""The largest number that is spoken as one; what is longer is spoken digit by digit."""

SPELLED = 4
"""Up to so many letters a word is spelled, as OPD is, unless a clip for it is there."""

ANY_PART = re.compile(r"\d+|(?:[^\W\d_]|[\u0900-\u0dff])+")


def shipped() -> tuple[str, ...]:
    """Name every clip that a language needs before any code or place has one of its own."""
    numbers = (f"number-{value}" for value in (*TENS, *HUNDREDS))
    return (*WORDS, *numbers, *(f"letter-{letter}" for letter in ascii_lowercase))


def clips(number: str, room: str, *, recall: bool, known: Collection[str] = ()) -> list[str]:
    """Give the clips of one call in the order of speaking: "Token CARD 14, room 3", "Again: …" for a recall.

    `known` names the clips that are there beyond the shipped ones: `code-card` is spoken as a word where it exists,
    and letter by letter where not; `word-reception` likewise.
    """
    code, _, digits = number.rpartition("-")
    spoken = [TOKEN, *_code(code, known), *_number(digits), *_room(room, known)]
    return [AGAIN, *spoken] if recall else spoken


def place_words(room: str) -> list[str]:
    """Give the words of a room's name that sound wrong when spelled, as clips need them: `reception`."""
    return [part.casefold() for part in _parts(room) if _is_word(part) and part.casefold() != ROOM]


def _code(code: str, known: Collection[str]) -> list[str]:
    whole = f"code-{code.casefold()}"
    return [whole] if whole in known else [clip for part in _parts(code) for clip in _part(part, ())]


def _room(room: str, known: Collection[str]) -> list[str]:
    """Say "room 3", and "Reception" without the word: as the board writes them."""
    spoken = [clip for part in _parts(room) for clip in _part(part, known)]
    names_itself = ROOM in spoken or (spoken and spoken[0].startswith("word-"))
    return spoken if names_itself else [ROOM, *spoken]


def _parts(text: str) -> list[str]:
    return ANY_PART.findall(text)


def _part(part: str, known: Collection[str]) -> list[str]:
    if part.isdecimal():
        return _number(part)
    if part.casefold() == ROOM:
        return [ROOM]
    word = f"word-{part.casefold()}"
    if word in known or not part.isascii():
        return [word]
    return [f"letter-{letter}" for letter in part.casefold()]


def _is_word(part: str) -> bool:
    if not part.isascii():
        return True
    return part.isalpha() and not (part.isupper() and len(part) <= SPELLED) and len(part) > 1


def _number(digits: str) -> list[str]:
    """Speak a number without its leading zeros."""
    value = int(digits)
    if value > MOST:
        return [f"number-{int(digit)}" for digit in digits]
    thousands, rest = divmod(value, 1000)
    spoken = [*_below_thousand(thousands), THOUSAND] if thousands else []
    return spoken + (_below_thousand(rest) if rest or not spoken else [])


def _below_thousand(value: int) -> list[str]:
    hundreds, rest = value - value % 100, value % 100
    spoken = [f"number-{hundreds}"] if hundreds else []
    return spoken + ([f"number-{rest}"] if rest or not spoken else [])
