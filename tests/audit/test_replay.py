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
