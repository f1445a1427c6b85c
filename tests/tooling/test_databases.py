"""Each test gets a migrated database that no other test sees."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.support.databases import drop_postgres, fresh_postgres, fresh_sqlite


def tables(url: str) -> set[str]:
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    return set(sa.inspect(engine).get_table_names())


def test_a_fresh_database_is_migrated(database_url: str) -> None:
    assert {"alembic_version", "token", "slot"} <= tables(database_url)


def test_what_one_test_writes_another_does_not_see(tmp_path: Path) -> None:
    first, second = fresh_sqlite(tmp_path), fresh_sqlite(tmp_path)
    with sa.create_engine(first, poolclass=sa.NullPool).begin() as connection:
        connection.exec_driver_sql("CREATE TABLE only_here (id INTEGER)")
    assert tables(first) - tables(second) == {"only_here"}


def test_a_dropped_database_is_gone() -> None:
    url = fresh_postgres()
    drop_postgres(url)
    with pytest.raises(sa.exc.OperationalError, match="does not exist"):
        tables(url)
