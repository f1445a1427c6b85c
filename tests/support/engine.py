"""Values of the engine, with what a test does not care about filled in."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from opd_web.engine.model import PriorityKey, Slot, Token, TokenStatus
from opd_web.engine.ordering import Queued, QueueKey
from opd_web.engine.policy import Policy, preset

DAY = datetime(2025, 3, 3, tzinfo=UTC)


def moment(time: str) -> datetime:
    """Give the moment of "09:30" on the day that tests of the engine play on."""
    hours, minutes = time.split(":")
    return DAY + timedelta(hours=int(hours), minutes=int(minutes))


def policy(**options: Any) -> Policy:
    """Give the preset `balanced`, the plainest one, with single options changed."""
    return preset("balanced", **options)


def slot(id_: int = 1, *, used: int = 0, of: int = 2, start: str = "09:00", **more: Any) -> Slot:
    """Give a slot of an hour with `used` of its `of` places taken."""
    begin = moment(start)
    return Slot(id_, begin, begin + timedelta(hours=1), of, used, **more)


def token(id_: int = 1, class_: str = "ONLINE", *, slot_id: int | None = 1, arrival: int | None = None) -> Token:
    """Give a token of the usual classes that came as number `arrival`, its id where that is left out."""
    rank = policy().rank(class_)
    return Token(id_, class_, PriorityKey(rank, 0, id_ if arrival is None else arrival), slot_id)


def queued(id_: int, class_: str = "ONLINE", *, start: str = "09:00", **more: Any) -> Queued:
    """Give a booked token in the slot that begins at `start`, placed and come in the order of ids."""
    key = QueueKey(policy().rank(class_), 0, id_)
    plain = Queued(id_, class_, TokenStatus.BOOKED, key, slot_id=moment(start).hour, slot_starts_at=moment(start))
    return replace(plain, **more)
