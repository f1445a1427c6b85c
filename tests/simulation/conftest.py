"""Scenarios run in one throw-away database for all tests of a module, on SQLite and on PostgreSQL."""

from collections.abc import Iterator

import pytest

from opd_web.store.scratch import scratch


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest) -> Iterator[str]:
    """An empty clinic for each scenario, since a scenario makes departments of its own."""
    near = request.getfixturevalue("postgres_server") if request.param == "postgres" else None
    with scratch(near):
        yield request.param
