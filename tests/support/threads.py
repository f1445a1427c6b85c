"""Several people at once: each in a thread of its own, all let go at the same moment."""

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from types import ModuleType
from typing import TypeVar

import pytest
from flask import Flask

from opd_web.services.refused import Refused

Answer = TypeVar("Answer")
PATIENCE = 0.5
"""Seconds for which threads wait for each other: behind a lock only one comes, and all go on without it."""


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


def meet_before(patch: pytest.MonkeyPatch, parties: int, *steps: tuple[ModuleType, str]) -> None:
    """Let threads meet before these steps, between reading and writing, so that a race is certain to happen.

    Behind a lock nobody else comes: the first waits for a moment, and from then on nobody does.
    """
    barrier = threading.Barrier(parties)
    for module, name in steps:
        patch.setattr(module, name, _met(barrier, getattr(module, name)))


def _met(barrier: threading.Barrier, step: Callable[..., Answer]) -> Callable[..., Answer]:
    def met(*args: object, **kwargs: object) -> Answer:
        with suppress(threading.BrokenBarrierError):
            barrier.wait(PATIENCE)
        return step(*args, **kwargs)

    return met
