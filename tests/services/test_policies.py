"""Policies change from a day on: a day that has tokens keeps the policy that decided them."""

from datetime import timedelta

import pytest

from opd_web.services import policies
from opd_web.store.rows import PolicyVersionRow, TokenRow
from tests.support.clinic import Clinic


def change(clinic: Clinic, preset: str = "strict", days: int | None = None, **options: object) -> policies.Changed:
    from_day = None if days is None else clinic.day(days)
    return policies.change(clinic.first_department, preset, options, from_day=from_day, **clinic.who)


def full(clinic: Clinic, days: int = 0) -> int:
    slot = clinic.slot(capacity=1, days=days)
    clinic.book(slot)
    return slot


def test_a_day_without_tokens_takes_the_new_policy_at_once(clinic: Clinic) -> None:
    clinic.slot(capacity=1)
    assert change(clinic).effective_from == clinic.day(0)
    slot = clinic.slot_of(1)
    clinic.book(slot, class_="PAID")
    with clinic.refuses("full"):
        clinic.book(slot, class_="PAID")


def test_a_day_with_tokens_keeps_its_policy(clinic: Clinic) -> None:
    slot = full(clinic)
    assert change(clinic).effective_from == clinic.day(1)
    assert clinic.book(slot).status == "WAITING"


def test_the_next_day_has_the_new_policy(clinic: Clinic) -> None:
    full(clinic)
    change(clinic)
    slot = clinic.slot(capacity=1, days=1)
    clinic.book(slot, class_="PAID")
    with clinic.refuses("full"):
        clinic.book(slot, class_="PAID")


def test_a_later_day_that_has_tokens_keeps_its_policy_too(clinic: Clinic) -> None:
    clinic.department()
    booked_ahead = full(clinic, days=1)
    assert change(clinic).effective_from == clinic.day(0)
    assert clinic.book(booked_ahead).status == "WAITING"


def test_a_policy_for_a_later_day_leaves_the_days_before(clinic: Clinic) -> None:
    clinic.department()
    change(clinic, days=2)
    assert [clinic.book(full(clinic, days), class_="WALK_IN").status for days in (0, 1)] == ["WAITING", "WAITING"]
    later = clinic.slot(days=2)
    with clinic.refuses("unknown_class"):
        clinic.book(later, class_="WALK_IN")


def test_no_policy_reaches_back(clinic: Clinic) -> None:
    clinic.department()
    assert change(clinic, days=-5).effective_from == clinic.day(0)


def test_a_token_remembers_the_version_that_decided_it(clinic: Clinic) -> None:
    full(clinic)
    change(clinic)
    clinic.book(clinic.slot(days=1), class_="PAID")
    versions = {row.id: row.version for row in clinic.rows(PolicyVersionRow)}
    assert [versions[row.policy_version_id] for row in clinic.rows(TokenRow)] == [1, 2]


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({"routing": "nearest"}, "policy.routing"),
        ({"consult_minutes": 0}, "policy.consult_minutes"),
        ({"classes": ["A", "A"]}, "policy.classes"),
        ({"emergency": "off"}, "policy.emergency"),
        ({"colour": "red"}, "policy.colour"),
    ],
)
def test_an_option_that_cannot_be_used_is_refused_by_name(
    clinic: Clinic, options: dict[str, object], field: str
) -> None:
    clinic.department()
    with clinic.refuses("invalid") as caught:
        change(clinic, "fair", **options)
    assert caught.value.refusal.field == field


def test_an_unknown_preset_and_an_unknown_department_are_refused(clinic: Clinic) -> None:
    clinic.department()
    with clinic.refuses("invalid"):
        change(clinic, "best")
    with clinic.refuses("unknown_department"):
        policies.change(999_999, "fair", **clinic.at("09:00").who)


def test_the_same_day_may_be_decided_anew_as_long_as_nobody_is_booked(clinic: Clinic) -> None:
    clinic.department()
    first, second = change(clinic, "strict"), change(clinic, "fair")
    assert (first.version, second.version) == (2, 3)
    assert second.effective_from - first.effective_from == timedelta(0)
