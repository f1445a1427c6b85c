"""Retention: who is erased after a while, and what stays. DAY is a Monday."""

from collections.abc import Mapping
from typing import Any

import pytest
from flask import Flask

from opd_web import jobs
from opd_web.services import audit, people, retention
from opd_web.store.event_rows import EventRow
from opd_web.store.rows import NoteRow, PatientRow, TokenRow
from tests.support.clinic import Clinic
from tests.support.invariants import violations


def who(clinic: Clinic) -> Mapping[str, Any]:
    return {"actor": clinic.actor, "now": clinic.now}


def names(clinic: Clinic) -> list[str]:
    return [row.name for row in clinic.rows(PatientRow)]


@pytest.fixture
def seen(clinic: Clinic) -> Clinic:
    """A clinic where Asha was seen on DAY, with a remark."""
    token = clinic.book(clinic.slot(), name="Asha", phone="+919812345678", reason="chest pain")
    clinic.see(token)
    return clinic


def test_nobody_is_erased_as_long_as_nothing_is_set(seen: Clinic) -> None:
    assert retention.days() is None
    assert retention.erase_due(**who(seen.at("08:00", days=5000))) == 0
    assert names(seen) == ["Asha"]


def test_a_person_is_erased_when_the_last_token_is_older(seen: Clinic) -> None:
    retention.change(30, **who(seen))
    assert retention.erase_due(**who(seen.at("08:00", days=30))) == 0
    assert retention.erase_due(**who(seen.at("08:00", days=31))) == 1
    assert names(seen) == ["erased"]


def test_what_was_counted_stays_and_the_record_is_whole(seen: Clinic) -> None:
    tokens, events = seen.rows(TokenRow), len(seen.rows(EventRow))
    retention.change(30, **who(seen))
    retention.erase_due(**who(seen.at("08:00", days=31)))
    assert [(row.number, row.status) for row in seen.rows(TokenRow)] == [(row.number, row.status) for row in tokens]
    assert len(seen.rows(EventRow)) == events
    assert (violations(seen.app, seen.now), audit.verify().problem) == ([], None)
    assert [row.text for row in seen.rows(NoteRow)] == [""]


def test_whoever_came_again_stays(seen: Clinic) -> None:
    seen.book(seen.slot(days=20), patient_id=seen.rows(PatientRow)[0].id)
    retention.change(30, **who(seen))
    assert retention.erase_due(**who(seen.at("08:00", days=45))) == 0


def test_whoever_is_booked_ahead_stays(seen: Clinic) -> None:
    seen.book(seen.slot(days=90), patient_id=seen.rows(PatientRow)[0].id)
    retention.change(30, **who(seen))
    assert retention.erase_due(**who(seen.at("08:00", days=60))) == 0


def test_whoever_never_had_a_token_is_kept_from_the_registration_on(clinic: Clinic) -> None:
    clinic.patient()
    retention.change(30, **who(clinic))
    assert retention.erase_due(**who(clinic.at("08:00", days=30))) == 0
    assert retention.erase_due(**who(clinic.at("08:00", days=31))) == 1


def test_a_second_run_finds_nobody(seen: Clinic) -> None:
    retention.change(30, **who(seen))
    retention.erase_due(**who(seen.at("08:00", days=31)))
    assert retention.erase_due(**who(seen)) == 0


def test_a_run_that_is_full_goes_on_in_the_next(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "AT_ONCE", 2)
    for _ in range(3):
        clinic.patient()
    retention.change(30, **who(clinic))
    clinic.at("08:00", days=31)
    assert [retention.erase_due(**who(clinic)) for _ in range(3)] == [2, 1, 0]


def test_the_preview_counts_and_erases_nobody(seen: Clinic) -> None:
    found = retention.preview(30, now=seen.at("08:00", days=31).now)
    assert (found.persons, found.first_kept) == (1, seen.day(1))
    assert names(seen) == ["Asha"]


@pytest.mark.parametrize("days", [0, -1, 29, 36501])
def test_what_is_too_short_or_too_long_is_refused(clinic: Clinic, days: int) -> None:
    with clinic.refuses("invalid"):
        retention.change(days, **who(clinic))


def test_the_process_erases_by_itself(seen: Clinic, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    retention.change(30, **who(seen))
    seen.at("08:00", days=31)
    monkeypatch.setattr("opd_web.clock.now", lambda: seen.now)
    jobs.erase_old(app)
    assert names(seen) == ["erased"]


def test_one_who_asks_is_erased_at_once(seen: Clinic) -> None:
    people.erase(1, **who(seen))
    assert names(seen) == ["erased"]
    with seen.refuses("not_found"):
        people.erase(1, **who(seen))


def test_one_who_has_a_place_is_not_erased(clinic: Clinic) -> None:
    clinic.book(clinic.slot())
    with clinic.refuses("person_has_tokens"):
        people.erase(1, **who(clinic))


@pytest.mark.parametrize("text", ["98123 45678", "ash", "ASHA", "M-1"])
def test_a_person_is_found_in_several_ways(seen: Clinic, text: str) -> None:
    seen.execute("UPDATE patient SET external_id = 'M-1'")
    assert [one.name for one in people.find(text)] == ["Asha"]
