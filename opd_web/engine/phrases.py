"""Sentences that remember what they were made of, so that a screen can say them in another language."""

from collections.abc import Mapping
from typing import Self


class Phrase(str):
    """English text; `template` and `facts` are what it was made of, and the facts may be phrases too."""

    __slots__ = ("facts", "template")

    template: str
    facts: Mapping[str, object]

    def __new__(cls, template: str, facts: Mapping[str, object] | None = None) -> Self:
        """Fill the template in; without facts it is the text itself, whatever braces stand in it."""
        phrase = super().__new__(cls, template.format(**facts) if facts else template)
        phrase.template, phrase.facts = template, facts or {}
        return phrase


def say(template: str, **facts: object) -> Phrase:
    """Make a sentence. The template is a constant, since translators read it: what varies is a fact."""
    return Phrase(template, facts)


CLASSES = {
    "EMERGENCY": "emergency",
    "PAID": "paid",
    "FOLLOW_UP": "follow-up",
    "ONLINE": "online",
    "WALK_IN": "walk-in",
}
"""Priority classes as they stand inside a sentence."""


def class_phrase(code: str) -> Phrase:
    """Give a priority class inside a sentence; a policy may use others than ours."""
    return Phrase(CLASSES.get(code) or code.replace("_", " ").lower())


def room_phrase(room: str) -> Phrase:
    """Name a room inside a sentence; one that is only a number needs the word."""
    return say("room {room}", room=room) if room[:1].isdigit() else Phrase(room)
