"""Passwords: hashed, compared, made, and refused where somebody could guess them."""

import gzip
import re
import secrets
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from opd_web.engine.phrases import say
from opd_web.services.refused import refuse

HASHER = PasswordHasher()
SHORTEST = 12
FEWEST_CHARACTERS = 5
UNMISTAKABLE = "abcdefghijkmnpqrstuvwxyz23456789"
COMMON = Path(__file__).parent / "common_passwords" / "list.txt.gz"
ROWS = ("01234567890", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm")
OURS = frozenset(
    {"administrator", "admin", "clinic", "desk", "doctor", "hospital", "nurse", "opd", "password", "token"}
)

SHORT = say("A password has {count} characters or more.", count=SHORTEST)
GUESSED = "Many people use this password, so it is guessed first. Choose another one, such as four words by chance."
ABOUT = "This password is made of names that everybody here knows. Choose another one."


def check(password: str, *names: str) -> None:
    """Refuse what is too short, what many people use, and what is made of the user's or the hospital's names."""
    if len(password) < SHORTEST:
        raise refuse("invalid", "password", problem=SHORT)
    folded = password.casefold()
    if _is_common(folded):
        raise refuse("invalid", "password", problem=GUESSED)
    if _is_made_of(folded, names):
        raise refuse("invalid", "password", problem=ABOUT)


def hashed(password: str) -> str:
    """Give what is kept of a password; it costs time on purpose."""
    return HASHER.hash(password)


def matches(kept: str | None, password: str) -> bool:
    """Tell whether this is the password; nobody's takes as long to compare as somebody's."""
    try:
        HASHER.verify(kept or _nobodys(), password)
    except VerifyMismatchError:
        return False
    return kept is not None


def made() -> str:
    """Make a password of 60 bits without letters and digits that look alike, in groups that are easy to type."""
    return "-".join("".join(secrets.choice(UNMISTAKABLE) for _ in range(4)) for _ in range(3))


@cache
def _nobodys() -> str:
    """Give a hash that no password has: an unknown user name must cost as much time as a wrong password."""
    return HASHER.hash(secrets.token_urlsafe(32))


@cache
def _common() -> frozenset[str]:
    with gzip.open(COMMON, "rt", encoding="utf-8") as file:
        return frozenset(line.rstrip("\n") for line in file)


def _is_common(folded: str) -> bool:
    """Look for the password itself, for what it repeats, and for its core without the digits and signs around it."""
    if len(set(folded)) < FEWEST_CHARACTERS or _is_a_row(folded):
        return True
    core = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", folded)
    return not {folded, _unit(folded), core, _unit(core)}.isdisjoint(_common())


def _unit(text: str) -> str:
    """Give the shortest text that this one repeats: `pass` of `passpass`."""
    found = (text + text).find(text, 1)
    return text[: max(found, 0)]


def _is_a_row(folded: str) -> bool:
    """Tell whether it is nothing but keys or letters in a row, forwards or backwards, one row after the other."""
    rest = folded
    for row in (*ROWS, *(row[::-1] for row in ROWS)):
        for length in range(len(row), 3, -1):
            for first in range(len(row) - length + 1):
                rest = rest.replace(row[first : first + length], "")
    return len(rest) < FEWEST_CHARACTERS


def _is_made_of(folded: str, names: Iterable[str]) -> bool:
    """Tell whether hardly a letter is left without the words that anybody here would try."""
    words = {word for name in names for word in re.findall(r"[^\W\d_]{3,}", name.casefold())} | OURS
    rest = folded
    for word in sorted(words, key=len, reverse=True):
        rest = rest.replace(word, "")
    return rest != folded and len(re.findall(r"[^\W\d_]", rest)) < FEWEST_CHARACTERS
