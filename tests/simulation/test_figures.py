"""The figures of a day, from records written by hand."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from opd_web.engine.model import TokenStatus
from opd_web.simulation.figures import Quantile, figures
from opd_web.store.day_record import DayRecord, SlotRecord, TokenRecord

NINE = datetime(2025, 3, 3, 9, tzinfo=UTC)


def at(minutes: float | None) -> datetime | None:
    return None if minutes is None else NINE + timedelta(minutes=minutes)


def seen(arrived: float, called: float, minutes: float = 5, **more: object) -> TokenRecord:
    """A visit in minutes after nine; whoever arrives earlier came earlier to the engine."""
    token = TokenRecord(
        1, "ONLINE", "ONLINE", TokenStatus.COMPLETED, 1, None, 1, int(arrived * 10), NINE,
        at(arrived), int(arrived * 10), at(called), int(called * 10 + 1), at(called), at(called + minutes), None, 0,
    )  # fmt: skip
    return replace(token, **more)


def left(arrived: float, closed: float) -> TokenRecord:
    """A patient who was never called."""
    token = seen(arrived, closed, closed_at=at(closed), status=TokenStatus.DISPLACED)
    return replace(token, first_called_at=None, first_called_event=None, started_at=None, completed_at=None)


def day(*tokens: TokenRecord, ends: int = 60) -> DayRecord:
    ended = NINE + timedelta(minutes=ends)
    slots = (SlotRecord(1, 1, NINE, ended, 10, 0),)
    return DayRecord("K", date(2025, 3, 3), ZoneInfo("UTC"), "fair", slots, tokens, 0)


def test_waits_are_from_arrival_to_the_first_call() -> None:
    waits = figures([day(*(seen(0, wait) for wait in range(11)))]).everybody
    assert (waits.n, waits.p50, waits.p90) == (11, Quantile(5, at_least=False), Quantile(9, at_least=False))


def test_quantiles_lie_between_two_waits_as_in_postgresql() -> None:
    waits = figures([day(*(seen(0, wait) for wait in range(10)))]).everybody
    assert (waits.p50, waits.p90) == (Quantile(4.5, at_least=False), Quantile(8.1, at_least=False))


def test_of_fewer_than_ten_only_the_number_is_told() -> None:
    waits = figures([day(*(seen(0, wait) for wait in range(9)))]).everybody
    assert (waits.n, waits.p50, waits.p90) == (9, None, None)


def test_a_wait_that_never_ended_counts_as_at_least() -> None:
    waits = figures([day(*(seen(0, wait) for wait in range(10)), left(0, 8.5))]).everybody
    assert (waits.p50, waits.p90) == (Quantile(5, at_least=False), Quantile(8.5, at_least=True))


def test_who_waits_now_has_waited_until_now() -> None:
    waiting = replace(left(0, 0), closed_at=None, status=TokenStatus.BOOKED)
    record = day(*[waiting] * 10)
    assert figures([record]).everybody.n == 0
    assert figures([record], now=NINE + timedelta(minutes=30)).everybody.p50 == Quantile(30, at_least=True)


def test_waits_stand_under_the_class_that_the_label_gives() -> None:
    record = day(seen(0, 1), seen(0, 2))
    assert [waits.class_ for waits in figures([record], lambda _: "PAID").by_class] == ["PAID"]


def test_an_overtake_is_a_later_one_called_past_who_is_present() -> None:
    found = figures([day(seen(0, 20), seen(5, 10), seen(30, 40))])
    assert (found.overtakes, found.most_overtaken) == (1, 1)


def test_an_emergency_does_not_overtake() -> None:
    assert figures([day(seen(0, 20), seen(5, 10, class_="EMERGENCY"))]).overtakes == 0


def test_idle_is_the_doctors_time_without_a_patient() -> None:
    found = figures([day(seen(0, 10, 20))])
    assert (found.idle_total, found.overrun_total, found.sessions) == (40, 0, 1)


def test_overrun_is_past_the_planned_end() -> None:
    found = figures([day(seen(0, 50, 25))])
    assert (found.overrun_total, found.idle_total) == (15, 50)


@pytest.mark.parametrize(("days", "means"), [(9, (None, None)), (10, (15, 50))])
def test_of_fewer_than_ten_sessions_only_their_number_and_sum_are_told(days: int, means: object) -> None:
    found = figures([day(seen(0, 50, 25))] * days)
    assert (found.sessions, found.overrun_total, found.idle_total) == (days, 15 * days, 50 * days)
    assert (found.overrun, found.idle) == means


def test_an_empty_day_has_no_means() -> None:
    nothing = replace(day(), slots=())
    found = figures([nothing])
    assert (found.overrun, found.idle, found.utilisation, found.everybody.n) == (None, None, None, 0)


def test_utilisation_is_seen_of_the_capacity() -> None:
    assert figures([day(seen(0, 10), left(0, 30))]).utilisation == 0.1


def test_of_fewer_than_ten_places_no_share_is_told() -> None:
    record = day(seen(0, 10))
    few = replace(record, slots=tuple(replace(slot, capacity=9) for slot in record.slots))
    assert (figures([few]).utilisation, figures([few]).capacity) == (None, 9)
