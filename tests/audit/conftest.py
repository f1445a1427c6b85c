"""A record with a morning in it, and a hand that reaches past the services into the database."""

from collections.abc import Callable

import pytest

from opd_web.services import audit
from opd_web.store.database import db
from tests.support.clinic import Clinic

Tamper = Callable[..., str]


@pytest.fixture
def morning(clinic: Clinic) -> Clinic:
    """Two departments, a waiting list, an emergency, a visit, a cancellation and a call: two chains."""
    slot = clinic.slot(capacity=2)
    first, second, _ = (clinic.book(slot) for _ in range(3))
    clinic.emergency(slot)
    clinic.see(first)
    clinic.cancel(second, reason="asked for it")
    clinic.department("M")
    return clinic


@pytest.fixture
def tamper(morning: Clinic) -> Tamper:
    """Run statements that no service would run, and give what verifying then says."""

    def run(*statements: str) -> str:
        with db.engine.begin() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)
        return audit.verify().problem or ""

    return run
