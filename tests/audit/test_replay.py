"""The events alone rebuild every token and slot exactly; whatever else was changed is named."""

import pytest
from flask import Flask

from opd_web.services import audit
from opd_web.store.rows import SlotRow, TokenRow
from tests.audit.conftest import Tamper
from tests.support.clinic import Clinic

# What moves no other row: each of these columns of a token can be changed alone.
TOKEN_EDITS = [
    ("class", "'PAID'"),
    ("status", "'NO_SHOW'"),
    ("call_count", "7"),
    ("version", "70"),
    ("arrived_at", "NULL"),
    ("rank", "9"),
    ("sequence", "77"),
]


def test_a_morning_is_rebuilt_without_a_difference(morning: Clinic) -> None:
    assert audit.replay() == ()


@pytest.mark.parametrize(("column", "value"), TOKEN_EDITS)
def test_a_changed_token_is_named_with_its_column(tamper: Tamper, column: str, value: str) -> None:
    assert tamper(f'UPDATE token SET "{column}" = {value} WHERE number = 3') == ""
    (difference,) = audit.replay()
    assert difference.startswith("token ")
    assert column in difference


def test_a_changed_slot_is_named(tamper: Tamper) -> None:
    tamper("UPDATE slot SET delay_minutes = 5")
    assert audit.replay() == ("slot 1 differs from its events in delay_minutes",)


def test_a_token_that_stands_in_no_event_is_named(tamper: Tamper) -> None:
    columns = ", ".join(column.name for column in TokenRow.__table__.columns if column.name not in {"id", "number"})
    quoted = columns.replace("class", '"class"')
    values = quoted.replace("arrival,", "900,").replace("sequence,", "900,")
    tamper(f"INSERT INTO token (number, {quoted}) SELECT 900, {values} FROM token WHERE number = 3")
    (difference,) = audit.replay()
    assert difference.endswith("stands in no event")


def test_events_that_make_no_possible_row_are_named(tamper: Tamper) -> None:
    """What was removed or forged may rebuild rows that no table would take: they differ, and nothing fails."""
    tamper("DELETE FROM event WHERE kind IN ('booked', 'waitlisted') AND position = 2")
    assert "token 1 differs from its events" in audit.replay()[0]


def test_events_that_break_a_rule_of_the_table_are_named(tamper: Tamper) -> None:
    forged = '\'{"slot:1":{"taken":9},"token:2":{"sequence":1,"slot_id":1}}\''
    tamper(f"UPDATE event SET changes = {forged} WHERE position = (SELECT max(position) FROM event)")
    assert {"taken" in one or "sequence" in one for one in audit.replay()} == {True}


LAST = "(SELECT max(position) FROM event WHERE department_day_id = 1)"
UNPLAYABLE = [
    "{",
    "[]",
    '{"token:1":7}',
    '{"token:x":{"rank":1}}',
    '{"patient:1":{"name":"A"}}',
    '{"token:1":{"favour":1}}',
    '{"token:1":{"arrived_at":"soon"}}',
]
IMPOSSIBLE = [
    '{"token:1":{"arrived_at":7}}',
    '{"token:1":{"arrived_at":"2030-01-01T10:00:00"}}',
    '{"token:1":{"rank":[1]}}',
    '{"token:1":{"rank":99999999999999999999}}',
]


@pytest.mark.parametrize("changes", UNPLAYABLE)
def test_an_event_that_cannot_be_played_is_named_and_passed_over(tamper: Tamper, changes: str) -> None:
    tamper(f"UPDATE event SET changes = '{changes}' WHERE department_day_id = 1 AND position = {LAST}")
    assert "cannot be played" in audit.replay()[0]


@pytest.mark.parametrize("changes", IMPOSSIBLE)
def test_a_row_that_no_table_can_hold_differs(tamper: Tamper, changes: str) -> None:
    tamper(f"UPDATE event SET changes = '{changes}' WHERE department_day_id = 1 AND position = {LAST}")
    assert "token 1 cannot be rebuilt from its events" in audit.replay()


def test_a_row_of_two_days_differs(morning: Clinic, tamper: Tamper) -> None:
    morning.slot(days=1)
    written = "(SELECT changes FROM event WHERE department_day_id = 1 AND kind = 'booked' LIMIT 1)"
    tamper(f"UPDATE event SET changes = {written} WHERE department_day_id = 2")
    assert "token 1 cannot be rebuilt from its events" in audit.replay()


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
@pytest.mark.parametrize("value", ["'soon'", "7", "CAST(X'ff' AS TEXT)"])
def test_a_row_that_cannot_be_read_differs(tamper: Tamper, value: str) -> None:
    tamper(f"UPDATE token SET arrived_at = {value} WHERE number = 3")
    assert audit.replay() == ("token 3 cannot be read",)


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_an_event_that_cannot_be_read_is_named(tamper: Tamper) -> None:
    tamper("UPDATE event SET changes = X'ff' WHERE position = 5")
    assert "cannot be played" in audit.replay()[0]


def test_the_command_prints_the_number_of_differences(app: Flask, tamper: Tamper) -> None:
    tamper("UPDATE slot SET delay_minutes = 5")
    answer = app.test_cli_runner().invoke(args=["audit", "replay"])
    assert (answer.exit_code, answer.output.splitlines()[-1]) == (1, "1 differences")


def test_the_command_succeeds_without_differences(app: Flask, morning: Clinic) -> None:
    answer = app.test_cli_runner().invoke(args=["audit", "replay"])
    assert (answer.exit_code, answer.output) == (0, "0 differences\n")


def test_replay_writes_nothing(morning: Clinic) -> None:
    before = morning.everything()
    audit.replay()
    assert (morning.everything(), len(morning.rows(SlotRow))) == (before, 1)
