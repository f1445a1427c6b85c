"""Many bookings at once: numbers are unique, one form is one token, nobody is told that the database is locked."""

from collections import Counter
from collections.abc import Callable

import pytest

from opd_web.services import booking, views
from opd_web.store import days, locking, patients, places
from opd_web.store.rows import PatientRow, TokenRow
from tests.support.clinic import Clinic
from tests.support.invariants import violations
from tests.support.threads import meet_before, tally, together

AT_ONCE = 32
PHONE = "+919812345678"


def book_everywhere(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Let 32 people book into four slots at once, and give the numbers."""
    slots = [clinic.slot(start, capacity=9, doctor=clinic.doctor()) for start in ("09:00", "09:00", "10:00", "11:00")]
    meet_before(monkeypatch, AT_ONCE, (booking, "allocate"))
    requests = [clinic.ask(slot, patient_id=clinic.patient()) for slot in slots] * (AT_ONCE // 4)
    together(clinic.app, [lambda one=one: clinic.send(one) for one in requests])
    return [row.number for row in clinic.rows(TokenRow)]


def test_numbers_are_unique_and_without_gaps(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    assert book_everywhere(clinic, monkeypatch) == list(range(1, AT_ONCE + 1))
    assert violations(clinic.app, clinic.now) == []


def test_numbers_without_the_lock_are_not(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    with locking.switched_off():
        numbers = book_everywhere(clinic, monkeypatch)
    assert numbers != list(range(1, AT_ONCE + 1))


def send_one_form(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> Counter[tuple[str, bool]]:
    """Send one form 16 times at once; count the answers by number, and by whether they were repeated."""
    request = clinic.ask(clinic.slot(capacity=16))
    meet_before(monkeypatch, 16, (booking, "allocate"))
    answers = together(clinic.app, [lambda: clinic.send(request, key="form-1")] * 16)
    return Counter(
        (one.token.number, one.repeated) if isinstance(one, booking.BookedToken) else (repr(one), False)
        for one in answers
    )


def test_one_form_sent_16_times_at_once_is_one_token(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    assert send_one_form(clinic, monkeypatch) == {("K-001", False): 1, ("K-001", True): 15}
    assert violations(clinic.app, clinic.now) == []


def test_one_form_is_more_than_one_where_nobody_looks_again(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(booking, "_earlier", lambda *_: None)
    assert send_one_form(clinic, monkeypatch) != {("K-001", False): 1, ("K-001", True): 15}


def register_twice(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch, book: Callable[..., booking.BookedToken]
) -> Counter[str]:
    """Register one new patient in two departments at once."""
    slots = [clinic.slot(), clinic.slot(doctor=clinic.doctor(clinic.department("E")))]
    requests = [clinic.ask(slot, phone=PHONE, name="Asha Devi") for slot in slots]
    meet_before(monkeypatch, 2, (patients, "register"))
    calls = [
        lambda one=one: book(one, key=str(one.slot_id), actor=clinic.actor, now=clinic.now).token for one in requests
    ]
    return tally(together(clinic.app, calls))


def test_one_new_patient_at_two_desks_is_one_patient(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    assert register_twice(clinic, monkeypatch, booking.book) == {"BOOKED": 2}
    assert len(clinic.rows(PatientRow)) == 1


def test_one_new_patient_without_a_second_look_is_an_error(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    with locking.switched_off():
        outcome = register_twice(clinic, monkeypatch, without_second_look)
    assert outcome != {"BOOKED": 2}


def without_second_look(request: booking.BookingRequest, *, key: str, **who: object) -> booking.BookedToken:
    return booking._book(request, key, *who.values())


def book_and_add_a_slot(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch, book: Callable[..., booking.BookedToken]
) -> tuple[Counter[str], list[str]]:
    """Book into a window without slots, and add its first slot, at once."""
    department = clinic.department(routing="least_loaded")
    clinic.slot("12:00")
    request = clinic.ask(department_id=department, window=clinic.moment("10:00"), patient_id=clinic.patient())
    meet_before(monkeypatch, 2, (booking, "allocate"), (places, "pass_on"))
    calls = [lambda: book(request, key="form-1", **clinic.who), lambda: clinic.slot("10:00")]
    return tally(type(answer).__name__ for answer in together(clinic.app, calls)), list(clinic.statuses().values())


def test_a_booking_and_a_new_slot_do_not_miss_each_other(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    outcome = book_and_add_a_slot(clinic, monkeypatch, booking.book)
    assert outcome == ({"BookedToken": 1, "int": 1}, ["BOOKED"])
    assert violations(clinic.app, clinic.now) == []


def test_without_the_lock_a_booking_and_a_new_slot_collide(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    with locking.switched_off():
        outcome = book_and_add_a_slot(clinic, monkeypatch, without_second_look)
    assert outcome != ({"BookedToken": 1, "int": 1}, ["BOOKED"])


def begin_the_day(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Let eight people make the first booking of a day at once, and give the numbers."""
    department = clinic.department(routing="earliest")
    meet_before(monkeypatch, 8, (days, "_make"))
    requests = [clinic.ask(department_id=department) for _ in range(8)]
    together(clinic.app, [lambda one=one: clinic.send(one) for one in requests])
    return [row.number for row in clinic.rows(TokenRow)]


def test_a_day_begins_once_however_many_begin_it(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    assert begin_the_day(clinic, monkeypatch) == list(range(1, 9))
    assert violations(clinic.app, clinic.now) == []


def test_a_day_without_the_lock_loses_those_who_begin_it(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    meet_before(monkeypatch, 2, (booking, "allocate"), patience=1)
    with locking.switched_off():
        numbers = begin_the_day(clinic, monkeypatch)
    assert numbers != list(range(1, 9))


def crowd(clinic: Clinic) -> Counter[str]:
    """Let 24 threads book five times each, while eight others look at the desk."""
    slot = clinic.slot(capacity=60)

    def book_five() -> str:
        return ", ".join(sorted({clinic.book(slot).status for _ in range(5)}))

    def look_five() -> str:
        return f"saw {len([views.desk('K', now=clinic.now) for _ in range(5)])}"

    return Counter(str(one) for one in together(clinic.app, [book_five] * 24 + [look_five] * 8))


def test_a_crowd_books_without_an_error(clinic: Clinic) -> None:
    outcome = crowd(clinic)
    assert set(outcome) <= {"BOOKED", "WAITING", "BOOKED, WAITING", "saw 5"}
    assert sorted(clinic.statuses().values()) == ["BOOKED"] * 60 + ["WAITING"] * 60
    assert violations(clinic.app, clinic.now) == []


def test_a_crowd_without_the_lock_meets_errors(clinic: Clinic) -> None:
    with locking.switched_off():
        outcome = crowd(clinic)
    assert not set(outcome) <= {"BOOKED", "WAITING", "BOOKED, WAITING", "saw 5"}
