"""Once: a call that is sent again with the same key is done once, and gets the same answer."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from opd_web.engine.roles import Actor
from opd_web.services.refused import refuse
from opd_web.store import answers
from opd_web.store.answers import Answer
from opd_web.store.errors import Busy
from opd_web.store.reading import reading
from opd_web.store.unit_of_work import unit_of_work, whole_answer

__all__ = ["Answer", "Attempt", "Done", "earlier", "forget_old", "once"]

KEPT = timedelta(days=7)
"""How long a call may be sent again."""

TRIES = 5
"""How often a lock is waited for: a twin may itself wait for others."""


@dataclass(frozen=True)
class Attempt:
    """A call with its key; `fingerprint` tells it from another call that uses the same key."""

    key: str
    fingerprint: str


@dataclass(frozen=True)
class Done:
    """The answer, and whether it had been given before."""

    answer: Answer
    repeated: bool = False


def once(attempt: Attempt, act: Callable[[], Answer], *, actor: Actor, now: datetime) -> Done:
    """Do it and keep its answer in one transaction; what a service in `act` changes becomes a part of that.

    Raise Refused where the key was used for another call, and whatever `act` raises; then nothing is kept.
    """
    for left in reversed(range(TRIES)):
        try:
            return _once(attempt, act, actor, now)
        except Busy:
            if not left:
                raise
    raise AssertionError("the last try returns or raises")


def _once(attempt: Attempt, act: Callable[[], Answer], actor: Actor, now: datetime) -> Done:
    with whole_answer(actor, now) as work:
        earlier = answers.claim(work, attempt.key, attempt.fingerprint)
        if earlier is None:
            answer = act()
            answers.keep(work, attempt.key, answer)
            return Done(answer)
        if earlier.fingerprint != attempt.fingerprint:
            raise refuse("key_reused", "Idempotency-Key")
        return Done(answers.view(earlier), repeated=True)


def earlier(attempt: Attempt, *, actor: Actor) -> Done | None:
    """Give the answer that was given before, None where there is none. Raise Refused as `once` does."""
    with reading() as session:
        found = answers.find(session, actor.id, attempt.key)
        if found is None:
            return None
        if found.fingerprint != attempt.fingerprint:
            raise refuse("key_reused", "Idempotency-Key")
        return Done(answers.view(found), repeated=True)


def forget_old(*, actor: Actor, now: datetime) -> int:
    """Take away the answers that nobody asks for any more; give how many."""
    with unit_of_work(actor, now) as work:
        return answers.forget(work, now - KEPT)
