"""Waits in SQL, on both databases: what counts, where it ends, and how few are too few."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from opd_web.engine.roles import Actor, Role
from opd_web.services import clinic as clinics
from opd_web.services import reports
from opd_web.store.report_models import Asked, Spread
from opd_web.store.reports.moments import LocalTime, Offset
from tests.reports.conftest import Reports


def rounded(spread: Spread) -> tuple[object, int, object, object]:
    """Give a spread with its minutes to the thousandth."""
    parts = [one and (round(one.minutes, 3), one.at_least) for one in (spread.p50, spread.p90)]
    return (spread.key, spread.n, *parts)


def test_median_and_ninetieth_percentile(visits: Callable[..., Reports]) -> None:
    at = visits(*range(10))
    (everybody,) = at.waits().waits["all"]
    assert rounded(everybody) == (None, 10, (4.5, False), (8.1, False))


def test_of_fewer_than_ten_only_the_number(visits: Callable[..., Reports]) -> None:
    (everybody,) = visits(*range(9)).waits().waits["all"]
    assert rounded(everybody) == (None, 9, None, None)


def test_an_empty_day_has_nobody(at: Reports) -> None:
    found = at.waits()
    assert [spread.n for spread in found.waits["all"]] in ([], [0])
    assert (found.waits["class"], found.delay.n) == ((), 0)


def test_by_class_and_doctor(visits: Callable[..., Reports]) -> None:
    at = visits(*[3] * 10)
    at.visit(1, class_="EMERGENCY")
    found = at.waits().waits
    assert [rounded(one) for one in found["class"]] == [
        ("EMERGENCY", 1, None, None),
        ("WALK_IN", 10, (3, False), (3, False)),
    ]
    assert [(one.key, one.n) for one in found["doctor"]] == [(at.clinic.first_doctor, 11)]


def test_by_the_facilitys_hour_of_arrival(at: Reports) -> None:
    at.visit(1)
    at.clinic.at("22:30")
    at.visit(1)
    assert [(one.key, one.n) for one in at.waits().waits["hour"]] == [(10, 1), (22, 1)]


def test_who_still_waits_has_waited_at_least_until_now(at: Reports) -> None:
    for _ in range(10):
        at.clinic.book(at.slot)
    at.clinic.wait(minutes=30)
    (everybody,) = at.waits().waits["all"]
    assert rounded(everybody) == (None, 10, (30, True), (30, True))


def test_a_wait_that_never_ended_stops_with_its_day(at: Reports) -> None:
    for _ in range(10):
        at.clinic.book(at.slot)
    at.clinic.at("09:00", days=3)
    (everybody,) = at.waits().waits["all"]
    assert rounded(everybody) == (None, 10, (14 * 60, True), (14 * 60, True))


def test_a_cancelled_token_waited_until_it_was_cancelled(at: Reports) -> None:
    tokens = [at.clinic.book(at.slot) for _ in range(10)]
    at.clinic.wait(minutes=7)
    for token in tokens:
        at.clinic.cancel(token)
    at.clinic.wait(minutes=60)
    (everybody,) = at.waits().waits["all"]
    assert rounded(everybody) == (None, 10, (7, True), (7, True))


def test_longer_waits_that_never_ended_leave_the_median_exact(visits: Callable[..., Reports]) -> None:
    at = visits(*range(10))
    at.clinic.book(at.slot)
    at.clinic.wait(minutes=30)
    (everybody,) = at.waits().waits["all"]
    assert rounded(everybody) == (None, 11, (5, False), (9, False))


def test_the_rest_of_a_visit(at: Reports) -> None:
    for _ in range(10):
        at.visit(2, 6.5)
    found = at.waits()
    assert rounded(found.consultation) == (None, 10, (6.5, False), (6.5, False))
    assert rounded(found.walk) == (None, 10, (0, False), (0, False))
    assert found.delay.n == 10


def test_who_went_in_before_the_slot_has_no_delay(at: Reports) -> None:
    slot = at.clinic.slot("23:00", "23:30", capacity=20)
    for token in [at.clinic.book(slot) for _ in range(10)]:
        at.clinic.see(token)
    assert rounded(at.waits().delay) == (None, 10, (0, False), (0, False))


def test_a_report_counts_the_days_it_is_asked_for(at: Reports) -> None:
    at.visit(1)
    assert [at.waits(*days).consultation.n for days in ((0, 0), (1, 5), (-3, 0), (-3, -1))] == [1, 0, 1, 0]


def test_it_is_narrowed_to_a_department_and_a_doctor(at: Reports) -> None:
    at.visit(1)
    other = at.clinic.department("B")
    doctor = at.clinic.first_doctor
    asked = [{}, {"department_id": other}, {"department_id": at.clinic.first_department}, {"doctor_id": doctor}]
    assert [at.waits(**narrowed).consultation.n for narrowed in asked] == [1, 0, 1, 1]


def test_nobody_reads_of_a_department_that_is_not_theirs(at: Reports) -> None:
    at.visit(1)
    other, own = at.clinic.department("B"), at.clinic.first_department
    auditor = Actor("user:9", Role.AUDITOR, frozenset({other}))
    assert at.waits(actor=auditor).consultation.n == 0
    assert at.waits(actor=auditor, department_id=own).consultation.n == 0


def test_a_day_is_the_facilitys_even_where_clocks_change(at: Reports) -> None:
    clinics.set_facility("Hospital", "Europe/Berlin", actor=at.clinic.actor, now=at.clinic.now)
    on = date(2025, 3, 30)
    opens = datetime(2025, 3, 29, 23, tzinfo=UTC)
    at.clinic.now = opens
    doctor = at.clinic.first_doctor
    who = at.clinic.who
    slot = clinics.add_slot(clinics.NewSlot(doctor, opens, datetime(2025, 3, 30, 21, tzinfo=UTC), 50), **who).id
    for hour in (23, 0, 1, 20):
        at.clinic.now = datetime(2025, 3, 29 if hour == 23 else 30, hour, 30, tzinfo=UTC)
        at.clinic.book(slot)
    found = reports.waits(Asked(on, on), actor=at.clinic.actor, now=datetime(2025, 4, 2, tzinfo=UTC))
    assert [(one.key, one.n) for one in found.waits["hour"]] == [(0, 1), (1, 1), (3, 1), (22, 1)]


@pytest.mark.parametrize(("zone", "first", "offsets"), [
    ("Asia/Kolkata", date(2025, 3, 3), [19800]),
    ("Europe/Berlin", date(2025, 3, 30), [3600, 7200]),
])  # fmt: skip
def test_the_clocks_of_a_zone(zone: str, first: date, offsets: list[int]) -> None:
    found = LocalTime.over(ZoneInfo(zone), first, first).offsets
    assert [one.seconds for one in found] == offsets


def test_the_second_at_which_clocks_change() -> None:
    change = int(datetime(2025, 3, 30, 1, tzinfo=UTC).timestamp())
    assert LocalTime.over(ZoneInfo("Europe/Berlin"), date(2025, 3, 30), date(2025, 3, 30)).offsets[0] == Offset(
        change, 3600
    )
