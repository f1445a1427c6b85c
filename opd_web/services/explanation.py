"""Why a token stands where it stands: read from the events, never guessed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from opd_web.engine.explanation import REASONS, STORY, ahead_of
from opd_web.engine.phrases import Phrase, class_phrase, room_phrase, say
from opd_web.engine.roles import SYSTEM, Actor
from opd_web.services import _scope
from opd_web.services.refused import refuse
from opd_web.store import actors, days, history
from opd_web.store.reading import reading


@dataclass(frozen=True)
class Because:
    """One token ahead, the stable name of the reason, and its sentence."""

    token_id: int
    number: str
    reason: str
    sentence: str


@dataclass(frozen=True)
class Told:
    """One event as a sentence: when (UTC), and who did it."""

    at: datetime
    who: str
    sentence: str


@dataclass(frozen=True)
class Explanation:
    """The answer to «why am I here, who is ahead and why, what moved me»."""

    token_id: int
    number: str
    summary: str
    ahead: tuple[Because, ...]
    story: tuple[Told, ...]


def explain(token_id: int, *, actor: Actor = SYSTEM) -> Explanation:
    """Explain one token to whoever works in its queue. Raise Refused."""
    with reading() as session:
        about = history.subject(session, token_id)
        if about is None:
            raise refuse("not_found", "token", what="token")
        _scope.check_queue(actor, about.department_id, about.doctor_id)
        zone = days.zone(session)
        standings = history.standings(session, about)
        mine = next((one for one in standings if one.queued.token_id == token_id), None)
        policy = days.read_policy(about.policy_options)
        ahead = ahead_of(mine, standings, policy) if mine else []
        because = tuple(
            Because(one.token_id, one.number, one.reason, _fill(REASONS[one.reason], one.facts, zone)) for one in ahead
        )
        chapters = history.story(session, about)
        names = actors.names(session, [chapter.actor for chapter in chapters])
        story = tuple(Told(one.at, names[one.actor], _fill(STORY[one.key], one.facts, zone)) for one in chapters)
        return Explanation(token_id, about.number, _summary(because), because, story)


def _summary(because: tuple[Because, ...]) -> str:
    """Say it in one line: `2 ahead: K-012 (emergency, 10:42), K-009 (booked 10:30).`"""
    if not because:
        return say("Nobody is ahead.")
    return f"{len(because)} ahead: " + ", ".join(f"{one.number} ({one.sentence})" for one in because) + "."


IN_WORDS = {"class": class_phrase, "own_class": class_phrase, "by_class": class_phrase, "room": room_phrase}
"""Facts that events hold as codes, to how they stand in a sentence."""


def _fill(template: str, facts: Mapping[str, object], zone: ZoneInfo) -> Phrase:
    """Fill a sentence in, with moments as the facility's wall time."""
    return Phrase(template, {name: _shown(name, value, zone) for name, value in facts.items()})


def _shown(name: str, value: object, zone: ZoneInfo) -> object:
    if isinstance(value, datetime):
        return f"{value.astimezone(zone):%H:%M}"
    return IN_WORDS[name](value) if name in IN_WORDS and isinstance(value, str) else value
