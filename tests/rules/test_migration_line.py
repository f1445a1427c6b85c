"""Migrations stand in one line: two that follow the same one would leave a new database without tables."""

from pathlib import Path

from alembic.script import ScriptDirectory

from opd_web.store.schema import alembic_config


def test_migrations_have_one_end_and_their_files_are_named_in_order() -> None:
    scripts = ScriptDirectory.from_config(alembic_config("sqlite://"))
    line = [script.revision for script in scripts.walk_revisions()][::-1]
    files = sorted(path.name.split("_")[0] for path in Path(scripts.versions).glob("[0-9]*.py"))
    assert (line, scripts.get_heads()) == (files, [files[-1]])
