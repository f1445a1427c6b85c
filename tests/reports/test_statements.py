"""What a report asks of the database does not grow with the tokens that it counts."""

from collections.abc import Callable
from typing import Any

import pytest

from opd_web.engine.roles import SYSTEM
from opd_web.services import reports
from opd_web.store.report_models import Asked
from tests.reports.conftest import Reports
from tests.support.clinic import DAY
from tests.support.statements import recorded

READS: list[Callable[..., Any]] = [
    reports.today, reports.figures, reports.waits, reports.utilisation, reports.no_shows, reports.fairness,
    reports.promises, reports.arrivals,
]  # fmt: skip


def statements(at: Reports, read: Callable[..., Any]) -> int:
    with recorded() as seen:
        read(Asked(DAY, DAY), actor=SYSTEM, now=at.clinic.now)
    return len(seen)


@pytest.mark.parametrize("read", READS, ids=lambda read: read.__name__)
def test_many_tokens_cost_as_many_statements_as_few(at: Reports, read: Callable[..., Any]) -> None:
    at.visit(1)
    few = statements(at, read)
    for _ in range(12):
        at.visit(1)
    assert statements(at, read) == few
