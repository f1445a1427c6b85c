"""Whatever is done to the record behind the services' back is found, and the first bad row is named."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask

from opd_web.engine.events import day_genesis
from opd_web.services import audit, views
from opd_web.store.database import db
from opd_web.store.event_rows import EventRow
from opd_web.store.unit_of_work import AUDIT_KEY
from tests.audit.conftest import Tamper
from tests.support.clinic import Clinic

FORGET_TAIL = (
    "DELETE FROM event WHERE position > 4",
    "UPDATE department_day SET event_count = 4, last_call = 0, head = (SELECT hash FROM event WHERE position = 4)",
)
SWAP = (
    "UPDATE event SET position = 900 WHERE position = 3",
    "UPDATE event SET position = 3 WHERE position = 4",
    "UPDATE event SET position = 4 WHERE position = 900",
)


def test_a_record_that_nobody_touched_holds(morning: Clinic) -> None:
    result = audit.verify()
    assert (result.problem, result.events) == (None, len(morning.rows(EventRow)))


EDITS = [
    ("at", "'2020-01-01 00:00:00.000000'"),
    ("actor", "'user:99'"),
    ("kind", "'promoted'"),
    ("token_id", "1"),
    ("slot_id", "NULL"),
    ("status_before", "'WAITING'"),
    ("status_after", "'NO_SHOW'"),
    ("rule", "'favour'"),
    ("facts", "'{\"by_number\":1}'"),
    ("changes", "'{}'"),
    ("previous_hash", "'0'"),
    ("hash", "'0'"),
]


@pytest.mark.parametrize(("column", "value"), EDITS)
def test_an_edited_column_is_found_in_its_event(tamper: Tamper, column: str, value: str) -> None:
    assert "position 5)" in tamper(f"UPDATE event SET {column} = {value} WHERE position = 5")


UNREADABLE = [("at", "'yesterday'"), ("at", "12"), ("changes", "X'ff'"), ("changes", "CAST(X'ff' AS TEXT)")]
"""What SQLite stores in a column and no program reads back from it."""


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("column", "value"), UNREADABLE)
def test_what_cannot_even_be_read_is_found_in_its_event(tamper: Tamper, column: str, value: str) -> None:
    assert "position 5)" in tamper(f"UPDATE event SET {column} = {value} WHERE position >= 5")


def test_a_change_before_what_cannot_be_read_is_the_first(tamper: Tamper) -> None:
    changed = "UPDATE event SET rule = 'favour' WHERE position = 4"
    assert "position 4)" in tamper(changed, "UPDATE event SET changes = '{' WHERE position = 5")


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_a_day_whose_department_is_gone_is_found(morning: Clinic) -> None:
    with closing(sqlite3.connect(db.engine.url.database)) as connection, connection:
        connection.execute("DELETE FROM department")
    assert audit.verify().problem == "day 1: its department is gone"


def test_every_column_of_an_event_is_edited_above() -> None:
    columns = {attribute.key for attribute in EventRow.__mapper__.column_attrs}
    assert columns - {column for column, _ in EDITS} == {"id", "department_day_id", "position"}


def test_a_deleted_event_is_found_where_it_was(tamper: Tamper) -> None:
    assert "position 6)" in tamper("DELETE FROM event WHERE position = 5")


def test_an_inserted_event_is_found(tamper: Tamper) -> None:
    columns = "department_day_id, at, actor, kind, rule, facts, changes, previous_hash, hash"
    copy = f"INSERT INTO event (position, {columns}) SELECT 99, {columns} FROM event WHERE position = 5"
    assert "position 99)" in tamper(copy)


def test_two_events_in_each_other_s_place_are_found(tamper: Tamper) -> None:
    assert "position 3)" in tamper(*SWAP)


def test_an_event_given_to_another_row_is_found(tamper: Tamper) -> None:
    assert "position 5)" in tamper("UPDATE event SET id = 900 WHERE position = 4")


def test_an_emptied_table_is_found(tamper: Tamper) -> None:
    assert "position 1)" in tamper("DELETE FROM event")


def test_a_cut_tail_is_found_by_the_day_s_own_row(tamper: Tamper) -> None:
    assert "position 5)" in tamper(FORGET_TAIL[0])


def test_a_cut_tail_that_the_day_forgot_too_is_found_by_the_exported_head(tamper: Tamper) -> None:
    exported = audit.heads()
    assert tamper(*FORGET_TAIL) == ""
    assert "exported head" in (audit.verify(exported).problem or "")


def test_a_day_that_passes_for_another_is_found(tamper: Tamper) -> None:
    assert "position 1)" in tamper("UPDATE department_day SET service_day = '2020-01-01'")


def test_a_whole_day_that_is_gone_is_found_by_its_seal(morning: Clinic, tamper: Tamper) -> None:
    assert audit.seal_days(actor=morning.actor, now=morning.moment("08:00", days=1)) == 1
    start = day_genesis(morning.first_department, morning.day(), None)
    forget = f"UPDATE department_day SET event_count = 0, last_call = 0, head = '{start}'"
    assert "seal 1" in tamper("DELETE FROM event", forget)


@pytest.mark.parametrize("column", ["head", "sealed_at", "event_count", "hash", "previous_hash"])
def test_an_edited_seal_is_found(morning: Clinic, tamper: Tamper, column: str) -> None:
    audit.seal_days(actor=morning.actor, now=morning.moment("08:00", days=1))
    value = {"event_count": "1", "sealed_at": "'2020-01-01 00:00:00.000000'"}.get(column, "'0'")
    assert "seal 1" in tamper(f"UPDATE day_seal SET {column} = {value}")


def test_a_day_is_sealed_once_and_again_after_a_late_event(morning: Clinic) -> None:
    tomorrow = {"actor": morning.actor, "now": morning.moment("08:00", days=1)}
    assert [audit.seal_days(**tomorrow), audit.seal_days(**tomorrow)] == [1, 0]
    late = views.desk("K", now=morning.now).waiting[0].tokens[0]
    morning.at("09:00", days=1).cancel(late)
    assert (audit.seal_days(**tomorrow), audit.verify().problem) == (1, None)


def test_a_record_made_with_another_key_does_not_hold(app: Flask, morning: Clinic) -> None:
    app.config[AUDIT_KEY] = b"a secret that stands in no database"
    try:
        assert "another key" in (audit.verify().problem or "") or "position 1)" in (audit.verify().problem or "")
    finally:
        app.config[AUDIT_KEY] = None


def test_the_command_names_the_bad_event_and_fails(app: Flask, tamper: Tamper) -> None:
    tamper("UPDATE event SET rule = 'favour' WHERE position = 5")
    answer = app.test_cli_runner().invoke(args=["audit", "verify"])
    assert (answer.exit_code, answer.output.startswith("FAIL event ")) == (1, True)


def test_the_exported_head_is_read_back(app: Flask, morning: Clinic, tmp_path: Path) -> None:
    head = tmp_path / "head.jsonl"
    head.write_text(app.test_cli_runner().invoke(args=["audit", "head"]).output)
    assert {"department", "day", "count", "head"} == set(json.loads(head.read_text().splitlines()[0]))
    assert app.test_cli_runner().invoke(args=["audit", "verify", "--head", str(head)]).exit_code == 0


def test_a_program_that_verifies_compares_the_exported_head_too(app: Flask, tamper: Tamper, tmp_path: Path) -> None:
    head = tmp_path / "head.jsonl"
    head.write_text(app.test_cli_runner().invoke(args=["audit", "head"]).output)
    tamper(*FORGET_TAIL)
    said = app.test_cli_runner().invoke(args=["audit", "verify", "--json", "--head", str(head)]).output
    assert "exported head" in json.loads(said.splitlines()[-1])["result"]["problem"]


def test_a_head_that_is_none_is_refused_in_words(app: Flask, tmp_path: Path) -> None:
    head = tmp_path / "head.jsonl"
    head.write_text("not a head")
    answer = app.test_cli_runner().invoke(args=["audit", "verify", "--head", str(head)])
    assert (answer.exit_code, "cannot be read as a head" in answer.output) == (2, True)
