"""Passwords: hashed, compared, made, and refused where somebody could guess them."""

import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from opd_web.engine.phrases import say
from opd_web.services.refused import refuse

HASHER = PasswordHasher()
SHORTEST = 12
UNMISTAKABLE = "abcdefghijkmnpqrstuvwxyz23456789"


def check(password: str) -> None:
    """Refuse a password that is too short."""
    if len(password) < SHORTEST:
        problem = say("A password has {count} characters or more.", count=SHORTEST)
        raise refuse("invalid", "password", problem=problem)


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
