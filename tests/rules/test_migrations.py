"""Models equal migrations; every migration goes up and down with awkward data in place."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, MetaData, create_engine, inspect, select
from sqlalchemy.pool import NullPool

from opd_web.store.database import Base
from opd_web.store.schema import alembic_config, migrate
from tests.support import run
from tests.support.clinic import ZONE, Clinic, application, clinic
from tests.support.databases import (
    close_postgres,
    copy_postgres,
    copy_sqlite,
    drop_postgres,
    fresh_postgres,
    fresh_sqlite,
)

REVISIONS = [script.revision for script in ScriptDirectory.from_config(alembic_config("")).walk_revisions()][::-1]
NAMES = [
    "லக்ஷ்மி நாராயணஸ்வாமி வெங்கடசுப்பிரமணியன் " * 4,
    "क्षितिज़ त्र्यम्बक",
    "محمد عبد الرحمن",
    "O'Brien; DROP TABLE token; --",
    "👩🏽‍⚕️ Zoë\t",
]


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    yield from _engine(database_url)


@pytest.fixture
def filled_engine(filled: str) -> Iterator[Engine]:
    yield from _engine(filled)


def _engine(url: str) -> Iterator[Engine]:
    engine = create_engine(url, poolclass=NullPool)
    yield engine
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgres"])
def filled(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database of the test's own with tokens in every state and names in every script."""
    original = run.once(f"{request.param}-filled", lambda: _filled(request.param))
    if request.param == "sqlite":
        yield copy_sqlite(original, tmp_path)
        return
    copied = copy_postgres(original)
    yield copied
    drop_postgres(copied)


def _filled(kind: str) -> str:
    """Fill a database that all tests copy: to fill it takes longer than a migration."""
    url = fresh_postgres() if kind == "postgres" else fresh_sqlite(run.folder())
    with application(url, run.folder()) as app, app.app_context():
        fill(Clinic(app))
    return close_postgres(url) if kind == "postgres" else url


def fill(at: Clinic) -> None:
    clinic.set_facility("Hôpital “Śrī”", ZONE.key, **at.who)
    slot = at.slot(capacity=3)
    for state, name in zip(("call", "hold", "complete", "cancel", "no_show"), NAMES, strict=True):
        at.bring_to(at.book(slot, name=name.strip()[:200], phone="+919812345678"), state)
    at.emergency(slot, reason="Schmerzen ⚠ 'x'")
    at.delay(slot, 25)
    at.cancel_slot(at.slot("12:00"))


def rows(connection: Connection) -> dict[str, list[Mapping[str, Any]]]:
    """Read whatever tables there are."""
    metadata = MetaData()
    metadata.reflect(connection)
    return {
        table.name: sorted((dict(row._mapping) for row in connection.execute(select(table))), key=repr)
        for table in metadata.sorted_tables
    }


def test_models_equal_migrations(engine: Engine) -> None:
    with engine.connect() as connection:
        options = {"compare_type": True, "compare_server_default": True}
        assert compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata) == []


def test_the_checks_of_models_equal_those_of_migrations(engine: Engine) -> None:
    found = inspect(engine)
    migrated = {
        table: {check["name"] for check in found.get_check_constraints(table)} for table in Base.metadata.tables
    }
    named = {
        table.name: {str(constraint.name) for constraint in table.constraints if str(constraint.name).startswith("ck_")}
        for table in Base.metadata.sorted_tables
    }
    assert migrated == named


def test_there_is_one_line_of_migrations() -> None:
    assert len(ScriptDirectory.from_config(alembic_config("")).get_heads()) == 1


@pytest.mark.parametrize("revision", REVISIONS[:-1])
def test_down_to_a_revision_and_up_again_with_data_in_place(filled: str, filled_engine: Engine, revision: str) -> None:
    with filled_engine.connect() as connection:
        before = rows(connection)
    migrate(filled, revision)
    with filled_engine.connect() as connection:
        kept = rows(connection)
    migrate(filled)
    with filled_engine.connect() as connection:
        after = rows(connection)
    assert before["token"]
    assert {name: len(found) for name, found in kept.items()} == {name: len(before[name]) for name in kept}
    assert [after[name] == before[name] for name in ("token", "patient", "event", "slot")] == [True] * 4


def test_down_to_nothing_and_up_again(filled: str, filled_engine: Engine) -> None:
    migrate(filled, "base")
    with filled_engine.connect() as connection:
        assert rows(connection).keys() == {"alembic_version"}
    migrate(filled)
    with filled_engine.connect() as connection:
        assert rows(connection).keys() == {"alembic_version", *Base.metadata.tables}
