"""Several people at once: each in a thread of its own, all let go at the same moment."""

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from types import ModuleType
from typing import TypeVar

import pytest
from flask import Flask

from opd_web.services.refused import Refused
from opd_web.store import locking

Answer = TypeVar("Answer")
MOMENT = 0.3
"""Seconds for which the first thread behind a lock waits for others, who cannot come."""


def together(app: Flask, calls: Sequence[Callable[[], Answer]]) -> list[Answer | Exception]:
    """Run every call at once, and give what each answered or raised."""
    start = threading.Barrier(len(calls))

    def run(call: Callable[[], Answer]) -> Answer | Exception:
        with app.app_context():
            start.wait()
            try:
                return call()
            except Exception as problem:  # noqa: BLE001  # what is raised is the answer
                return problem

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def tally(answers: Sequence[object]) -> Counter[str]:
    """Count the answers by their status, refusals by their reason, errors by their name."""
    return Counter(_word(answer) for answer in answers)


def _word(answer: object) -> str:
    if isinstance(answer, Refused):
        return answer.refusal.reason
    return type(answer).__name__ if isinstance(answer, Exception) else str(getattr(answer, "status", answer))


class Meeting:
    """A point where threads wait for each other, each once, until so many are there.

    Behind a lock only one comes: the first waits for a moment, and from then on nobody does. Without one everybody
    comes, however busy the machine is, and is waited for.
    """

    def __init__(self, parties: int, patience: float) -> None:
        self._parties, self._patience = parties, patience
        self._guard = threading.Lock()
        self._met: set[int] = set()
        self._here: list[threading.Event] = []
        self._over = False

    def arrive(self) -> None:
        with self._guard:
            if self._over or threading.get_ident() in self._met:
                return
            self._met.add(threading.get_ident())
            own = threading.Event()
            self._here.append(own)
            if len(self._here) == self._parties:
                self._let_go()
        if not own.wait(MOMENT if locking.are_on() else self._patience):
            self._leave(own)

    def _let_go(self) -> None:
        for event in self._here:
            event.set()
        self._here = []

    def _leave(self, own: threading.Event) -> None:
        with self._guard:
            self._over = locking.are_on()
            if own in self._here:
                self._here.remove(own)


def meet_before(
    patch: pytest.MonkeyPatch, parties: int, *steps: tuple[ModuleType | type, str], patience: float = 20
) -> None:
    """Let threads meet before these steps, between reading and writing, so that a race is certain to happen."""
    meeting = Meeting(parties, patience)
    for module, name in steps:
        patch.setattr(module, name, _met(meeting, getattr(module, name)))


def hold_before(
    patch: pytest.MonkeyPatch, step: tuple[ModuleType | type, str], until: threading.Event, patience: float = 20
) -> None:
    """Let whoever comes to this step wait there until something has happened, where no lock keeps it from happening."""
    module, name = step
    real = getattr(module, name)

    def held(*args: object, **kwargs: object) -> object:
        if not locking.are_on():
            until.wait(patience)
        return real(*args, **kwargs)

    patch.setattr(module, name, held)


def _met(meeting: Meeting, step: Callable[..., Answer]) -> Callable[..., Answer]:
    def met(*args: object, **kwargs: object) -> Answer:
        meeting.arrive()
        return step(*args, **kwargs)

    return met
