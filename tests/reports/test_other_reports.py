"""Utilisation, no-shows, fairness, promises, arrivals, and the lines that are taken away, on both databases."""

from datetime import timedelta
from typing import Any

from opd_web.engine.roles import SYSTEM
from opd_web.services import reports
from opd_web.store.report_models import Asked, Cost, Due, Overtaken, Use
from tests.reports.conftest import Reports
from tests.support.clinic import DAY, Clinic

TODAY = Asked(DAY, DAY)


def who(clinic: Clinic) -> dict[str, Any]:
    return {"actor": SYSTEM, "now": clinic.now}


def test_utilisation_is_seen_of_the_capacity(at: Reports) -> None:
    at.visit(1)
    other = at.clinic.doctor(name="Dr Das")
    at.clinic.slot("12:00", capacity=4, doctor=other)
    at.clinic.cancel_slot(at.clinic.slot("14:00", capacity=9, doctor=other))
    found = reports.utilisation(TODAY, **who(at.clinic))
    assert found.doctors == (Use(at.clinic.first_doctor, 1, 500, 1), Use(other, 1, 4, 0))
    assert (found.everybody.share, found.overrun.n, found.overrun.p50) == (1 / 504, 2, None)


def test_no_capacity_has_no_utilisation() -> None:
    assert Use(1, 0, 0, 0).share is None


def test_no_shows_by_source_and_lead_time(clinic: Clinic) -> None:
    clinic.at("09:00")
    for days in (0, 3, 12):
        slot = clinic.at("09:00").slot("10:00", days=days)
        clinic.no_show(clinic.book(slot, source="ONLINE"))
    found = [one for day in (0, 3, 12) for one in reports.no_shows(_on(day), **who(clinic))]
    assert found == [Due("ONLINE", 0, 1, 0, 1), Due("ONLINE", 1, 1, 0, 1), Due("ONLINE", 2, 1, 0, 1)]


def _on(days: int) -> Asked:
    return Asked(DAY + timedelta(days), DAY + timedelta(days))


def test_who_cancels_before_the_slot_was_not_expected(clinic: Clinic) -> None:
    slot = clinic.at("09:00").slot("10:00", capacity=5)
    tokens = [clinic.book(slot, source="STAFF") for _ in range(3)]
    clinic.cancel(tokens[0])
    clinic.at("10:20").cancel(tokens[1])
    clinic.no_show(tokens[2])
    assert reports.no_shows(TODAY, **who(clinic)) == (Due("STAFF", 0, 3, 1, 1),)


def test_who_is_still_expected_is_not_due(clinic: Clinic) -> None:
    clinic.book(clinic.at("09:00").slot("10:00"), source="STAFF")
    assert reports.no_shows(TODAY, **who(clinic)) == ()


def test_a_place_that_was_taken_and_what_became_of_its_holder(clinic: Clinic) -> None:
    slot = clinic.at("09:00").slot("10:00", capacity=1)
    clinic.book(slot)
    clinic.wait(minutes=10).emergency(slot)
    found = reports.fairness(TODAY, **who(clinic))
    assert (found.costs, found.outcomes) == ((Cost("WALK_IN", "EMERGENCY", 1),), {"WAITING": 1})
    assert [(one.key, one.n) for one in found.waits["displaced"]] == [(0, 1), (1, 1)]


def test_an_overtake_is_counted_for_the_one_who_was_passed(clinic: Clinic) -> None:
    slot = clinic.at("09:00").slot("10:00", capacity=5)
    first, second, third = (clinic.wait(minutes=1).book(slot) for _ in range(3))
    clinic.see(third)
    clinic.see(second)
    clinic.see(first)
    assert reports.fairness(TODAY, **who(clinic)).overtaken == (Overtaken("WALK_IN", 3, 2, 2),)


def test_promised_is_the_slot_and_those_before_in_it(clinic: Clinic) -> None:
    clinic.department(consult_minutes=10)
    slot = clinic.at("09:00").slot("10:00", capacity=5)
    tokens = [clinic.book(slot) for _ in range(3)]
    for token, at in zip(tokens, ("09:40", "10:20", "11:00"), strict=True):
        clinic.at(at).call(token)
        clinic.complete(clinic.start(token))
    found = reports.promises(TODAY, **who(clinic)).everybody
    assert (found.n, found.early, found.on_time, found.late) == (3, 1, 1, 1)


def test_promises_of_nobody(clinic: Clinic) -> None:
    clinic.slot()
    assert reports.promises(TODAY, **who(clinic)).everybody.n == 0


def test_arrivals_by_the_facilitys_weekday_and_hour(clinic: Clinic) -> None:
    slot = clinic.at("09:00").slot("10:00", capacity=5)
    clinic.book(slot)
    clinic.at("10:59").book(slot)
    found = reports.arrivals(Asked(DAY, DAY + timedelta(days=30)), **who(clinic))
    # The third of March 2025 was a Monday.
    assert (found.counts, found.days) == ({(0, 9): 1, (0, 10): 1}, {0: 1})


def test_the_lines_of_every_token(clinic: Clinic) -> None:
    slot = clinic.at("10:00").slot("10:00", capacity=5)
    clinic.see(clinic.wait(minutes=3).book(slot))
    clinic.book(slot, source="STAFF")
    clinic.at("10:00", days=1).book(clinic.slot("10:00", days=1))
    lines = list(reports.token_lines(Asked(DAY, DAY + timedelta(days=1)), **who(clinic)))
    assert [(line.day, line.number, line.status, line.wait) for line in lines] == [
        (DAY, 1, "COMPLETED", 0),
        (DAY, 2, "BOOKED", None),
        (clinic.day(1), 1, "BOOKED", 0),
    ]
