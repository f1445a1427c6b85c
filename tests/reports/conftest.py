"""Visits in a clinic, minute by minute, and what a report says of them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest

from opd_web.engine.roles import SYSTEM, Actor
from opd_web.services import reports
from opd_web.store.read_models import TokenView
from opd_web.store.report_models import Asked, WaitsReport
from tests.support.clinic import DAY, Clinic


@dataclass
class Reports:
    """A clinic with a long slot, and the reports of its day."""

    clinic: Clinic

    def visit(self, wait: float, minutes: float = 5, **asked: object) -> TokenView:
        """Book a walk-in now, call after so many minutes, and see them for so many; the clock stands at the end."""
        token = self.clinic.book(self.slot, **asked)
        self.clinic.wait(minutes=wait)
        self.clinic.call(token)
        self.clinic.start(token)
        self.clinic.wait(minutes=minutes)
        return self.clinic.complete(token)

    @property
    def slot(self) -> int:
        return self.clinic.slot_of(500)

    def waits(self, days: int = 0, last: int | None = None, actor: Actor = SYSTEM, **narrowed: int) -> WaitsReport:
        asked = Asked(DAY + timedelta(days), DAY + timedelta(days if last is None else last), **narrowed)
        return reports.waits(asked, actor=actor, now=self.clinic.now)


@pytest.fixture
def at(clinic: Clinic) -> Reports:
    """Reports of a clinic at ten, on SQLite and on PostgreSQL."""
    clinic.at("09:00")
    clinic.slot("10:00", "23:00", capacity=500)
    return Reports(clinic.at("10:00"))


@pytest.fixture
def visits(at: Reports) -> Callable[..., Reports]:
    """Fill the day with these waits."""

    def fill(*waits: float, **asked: object) -> Reports:
        for wait in waits:
            at.visit(wait, **asked)
        return at

    return fill
