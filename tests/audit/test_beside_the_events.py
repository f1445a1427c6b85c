"""What stands beside the events is compared with them: counters, policies, seals, the number of the newest event."""

import pytest

from opd_web.services import audit, policies
from opd_web.store.event_rows import DaySealRow
from opd_web.store.rows import DepartmentDayRow
from tests.audit.conftest import Tamper
from tests.reports.mornings import random_day
from tests.support.clinic import Clinic


def seal(clinic: Clinic, days: int = 1) -> int:
    return audit.seal_days(actor=clinic.actor, now=clinic.moment("08:00", days=days))


@pytest.mark.parametrize("seed", range(3))
def test_what_services_write_holds(clinic: Clinic, seed: int) -> None:
    random_day(clinic, seed, 250)
    assert audit.verify().problem is None
    seal(clinic)
    assert audit.verify().problem is None


def test_who_returns_at_the_end_of_the_class_is_counted(clinic: Clinic) -> None:
    clinic.department(late_return="end_of_class")
    slot = clinic.slot(capacity=3)
    first, *_ = (clinic.book(slot) for _ in range(3))
    clinic.arrive(clinic.hold(clinic.call(first)))
    (day,) = clinic.rows(DepartmentDayRow)
    assert (day.last_arrival, audit.verify().problem) == (4, None)


COUNTERS = [("last_number", 9), ("last_number", 1), ("last_arrival", 9), ("last_arrival", 1), ("last_call", 9),
            ("last_call", 0)]  # fmt: skip


@pytest.mark.parametrize(("counter", "value"), COUNTERS)
def test_a_changed_counter_is_named_with_its_day(tamper: Tamper, counter: str, value: int) -> None:
    found = tamper(f"UPDATE department_day SET {counter} = {value}")
    assert found.startswith(f"day K, 2025-03-03: its {counter} is {value};")


def test_a_day_that_names_another_policy_is_found(morning: Clinic, tamper: Tamper) -> None:
    policies.change(morning.first_department, "strict", {}, **morning.who)
    found = tamper("UPDATE department_day SET policy_version_id = (SELECT max(id) FROM policy_version)")
    assert "its tokens name 1" in found


POLICIES = [
    "options = '{}'",
    "preset = 'elastic'",
    "effective_from = '2020-01-01'",
    "created_by = 'user:9'",
    "hash = NULL",
]


@pytest.mark.parametrize("change", POLICIES)
def test_a_changed_policy_version_is_named(morning: Clinic, tamper: Tamper, change: str) -> None:
    policies.change(morning.first_department, "strict", {}, **morning.who)
    policies.change(morning.first_department, "fair", {}, **morning.who)
    assert audit.verify().problem is None
    found = tamper(f"UPDATE policy_version SET {change} WHERE department_id = 1 AND version = 2")
    assert found.startswith("policy version ")


def test_a_removed_policy_version_is_found_by_the_next(morning: Clinic, tamper: Tamper) -> None:
    policies.change(morning.first_department, "strict", {}, **morning.who)
    policies.change(morning.first_department, "fair", {}, **morning.who)
    found = tamper("DELETE FROM policy_version WHERE department_id = 1 AND version = 2")
    assert "the one before it was removed" in found


def test_a_policy_that_an_earlier_version_made_is_covered_by_the_seals(morning: Clinic, tamper: Tamper) -> None:
    assert tamper("UPDATE policy_version SET hash = NULL") == ""
    seal(morning)
    assert "day seal 1" in tamper("UPDATE policy_version SET options = '{}'")


@pytest.mark.parametrize("last", ["position = 2", "position > 0"])
def test_a_deleted_last_seal_is_found(morning: Clinic, tamper: Tamper, last: str) -> None:
    morning.at("08:00", days=1).book(morning.slot(days=1))
    assert (seal(morning, 2), audit.verify().problem) == (2, None)
    assert "and should have 2" in tamper(f"DELETE FROM day_seal WHERE {last}")


def test_a_removed_end_of_the_seals_is_found(morning: Clinic, tamper: Tamper) -> None:
    seal(morning)
    assert tamper("DELETE FROM seal_end") == "day seal 1: the chain of seals has 1, and should have 0"


def test_what_was_counted_is_sealed_with_its_day(morning: Clinic, tamper: Tamper) -> None:
    seal(morning)
    (sealed,) = morning.rows(DaySealRow)
    assert sealed.state
    assert "day seal 1" in tamper("UPDATE day_seal SET state = NULL")


def test_a_seal_of_an_earlier_version_covers_the_head_only(morning: Clinic, tamper: Tamper) -> None:
    seal(morning)
    (sealed,) = morning.rows(DaySealRow)
    assert "day seal 1 was changed" in tamper(f"UPDATE day_seal SET state = '{'0' * 64}' WHERE id = {sealed.id}")


def test_a_policy_that_changes_afterwards_leaves_the_seals_whole(morning: Clinic) -> None:
    seal(morning)
    policies.change(morning.first_department, "strict", {}, actor=morning.actor, now=morning.moment("09:00", days=1))
    assert audit.verify().problem is None


def test_the_newest_event_under_another_number_is_found(tamper: Tamper) -> None:
    newest = "UPDATE event SET id = 900 WHERE id = (SELECT max(id) FROM event)"
    assert tamper(newest).startswith("event 900: no event was ever given this number")


def test_both_ways_of_verifying_look_at_it(tamper: Tamper) -> None:
    tamper("UPDATE department_day SET last_call = 7")
    found = audit.verify_in_parts(lambda _done, _total: None).problem or ""
    assert found.startswith("day K, 2025-03-03: its last_call is 7;")
