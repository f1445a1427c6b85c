"""Where a request goes: a named slot, a window, the first free place, a day, or nowhere."""

import pytest

from tests.support.clinic import DAY, Clinic


def test_an_unknown_slot_is_refused(clinic: Clinic) -> None:
    with clinic.refuses("unknown_slot") as caught:
        clinic.book(999_999)
    assert (caught.value.refusal.code, caught.value.refusal.field) == ("unknown_slot", "slot")


def test_a_slot_that_is_over_is_refused_with_later_ones(clinic: Clinic) -> None:
    over, later = clinic.slot("10:00"), clinic.slot("11:00")
    with clinic.at("11:01").refuses("slot_in_past") as caught:
        clinic.book(over)
    assert [one.id for one in caught.value.alternatives] == [later]


def test_a_slot_takes_bookings_until_its_end(clinic: Clinic) -> None:
    slot = clinic.slot("10:00")
    assert clinic.at("11:00").book(slot).status == "BOOKED"


def test_a_late_slot_takes_bookings_for_as_long_as_it_is_late(clinic: Clinic) -> None:
    slot = clinic.slot("10:00")
    clinic.delay(slot, 30)
    assert clinic.at("11:29").book(slot).status == "BOOKED"


def test_a_cancelled_slot_is_refused(clinic: Clinic) -> None:
    slot = clinic.slot()
    clinic.cancel_slot(slot)
    with clinic.refuses("slot_closed") as caught:
        clinic.book(slot)
    assert caught.value.refusal.code == "full"


def test_a_request_that_names_nothing_is_refused(clinic: Clinic) -> None:
    with clinic.refuses("slot_required"):
        clinic.book()


def test_an_unknown_department_is_refused(clinic: Clinic) -> None:
    with clinic.refuses("unknown_department"):
        clinic.book(department_id=999_999)


def test_a_window_gives_the_least_loaded_slot(clinic: Clinic) -> None:
    window = clinic.moment("10:00")
    department = clinic.department(routing="least_loaded")
    rao, das = clinic.slot("10:00"), clinic.slot("10:00", doctor=clinic.doctor(name="Dr Das"))
    tokens = [clinic.book(department_id=department, window=window) for _ in range(4)]
    assert [token.slot_id for token in tokens] == [rao, das, rao, das]


def test_a_window_waits_as_one_list(clinic: Clinic) -> None:
    department = clinic.department(routing="least_loaded")
    slots = [clinic.slot("10:00", capacity=1, doctor=clinic.doctor()) for _ in range(2)]
    first, second, waiting = (clinic.book(department_id=department, window=clinic.moment("10:00")) for _ in range(3))
    clinic.cancel(second)
    assert (first.slot_id, clinic.token(waiting).slot_id) == (slots[0], slots[1])


def test_a_named_slot_is_taken_where_it_has_room_whatever_the_routing(clinic: Clinic) -> None:
    clinic.department(routing="least_loaded")
    clinic.slot("10:00")
    das = clinic.slot("10:00", doctor=clinic.doctor())
    assert [clinic.book(das).slot_id for _ in range(2)] == [das, das]


def test_a_named_slot_without_room_lets_its_window_decide(clinic: Clinic) -> None:
    clinic.department(routing="least_loaded")
    rao, das = clinic.slot("10:00"), clinic.slot("10:00", capacity=1, doctor=clinic.doctor())
    assert [clinic.book(das).slot_id for _ in range(2)] == [das, rao]


def test_routing_earliest_takes_the_first_slot_with_room(clinic: Clinic) -> None:
    department = clinic.department(routing="earliest")
    late, early = clinic.slot("11:00", capacity=1), clinic.slot("10:00", capacity=1)
    tokens = [clinic.book(department_id=department) for _ in range(3)]
    assert [token.slot_id for token in tokens] == [early, late, None]


def test_first_free_takes_the_earliest_slot_with_room(clinic: Clinic) -> None:
    department = clinic.department(routing="slot")
    full, free = clinic.slot("10:00", capacity=1), clinic.slot("11:00")
    clinic.book(full)
    assert clinic.book(department_id=department).slot_id == free


def test_first_free_waits_for_the_earliest_slot_where_all_are_full(clinic: Clinic) -> None:
    department = clinic.department(routing="slot")
    slots = [clinic.slot(start, capacity=1) for start in ("10:00", "11:00")]
    first, _, waiting = (clinic.book(department_id=department) for _ in range(3))
    clinic.cancel(first)
    assert clinic.token(waiting).slot_id == slots[0]


def test_first_free_looks_at_open_slots_that_are_not_over(clinic: Clinic) -> None:
    department = clinic.department(routing="slot")
    clinic.slot("08:30", "09:00")
    clinic.cancel_slot(clinic.slot("09:00"))
    open_slot = clinic.slot("10:00")
    assert clinic.at("09:01").book(department_id=department).slot_id == open_slot


def test_a_window_alone_is_not_enough_where_the_department_books_into_named_slots(clinic: Clinic) -> None:
    department = clinic.department(routing="slot")
    with clinic.refuses("slot_required") as caught:
        clinic.book(department_id=department, window=clinic.moment("10:00"))
    assert caught.value.refusal.code == "invalid"


def test_a_department_without_slots_lets_a_request_wait_for_the_first_one(clinic: Clinic) -> None:
    department = clinic.department(routing="earliest")
    token = clinic.book(department_id=department)
    slot = clinic.slot("10:00")
    assert (token.status, clinic.token(token).slot_id) == ("WAITING", slot)


def test_a_window_without_slots_lets_a_request_wait_for_one(clinic: Clinic) -> None:
    department = clinic.department(routing="least_loaded")
    token = clinic.book(department_id=department, window=clinic.moment("10:00"))
    clinic.slot("11:00")
    slot = clinic.slot("10:00")
    assert (token.status, clinic.token(token).slot_id) == ("WAITING", slot)


@pytest.mark.parametrize("routing", ["earliest", "least_loaded"])
def test_a_department_without_slots_refuses_where_nobody_may_wait(clinic: Clinic, routing: str) -> None:
    department = clinic.department(routing=routing, when_full="preempt_or_reject")
    with clinic.refuses("no_slots") as caught:
        clinic.book(department_id=department, window=clinic.moment("10:00"))
    assert (caught.value.refusal.code, caught.value.alternatives) == ("full", ())


def test_a_department_that_books_into_named_slots_refuses_a_day_without_any(clinic: Clinic) -> None:
    department, tomorrow = clinic.department(routing="slot"), clinic.slot(days=1)
    with clinic.refuses("no_slots") as caught:
        clinic.book(department_id=department)
    assert [one.id for one in caught.value.alternatives] == [tomorrow]


def test_a_window_whose_slots_are_over_is_refused(clinic: Clinic) -> None:
    department = clinic.department(routing="least_loaded")
    clinic.slot("10:00")
    with clinic.at("11:01").refuses("slot_in_past"):
        clinic.book(department_id=department, window=clinic.moment("10:00"))


@pytest.mark.parametrize("routing", ["slot", "earliest", "least_loaded"])
def test_a_day_that_is_over_is_refused(clinic: Clinic, routing: str) -> None:
    department = clinic.department(routing=routing)
    with clinic.at("08:00", days=1).refuses("slot_in_past"):
        clinic.book(department_id=department, day=DAY)


def test_a_day_ahead_can_be_booked(clinic: Clinic) -> None:
    department = clinic.department(routing="earliest")
    slot = clinic.slot("10:00", days=3)
    token = clinic.book(department_id=department, day=clinic.day(3))
    assert (token.slot_id, token.number) == (slot, "K-001")


def test_a_window_says_its_day_itself(clinic: Clinic) -> None:
    department = clinic.department(routing="least_loaded")
    slot = clinic.slot("10:00", days=1)
    token = clinic.book(department_id=department, window=clinic.moment("10:00", 1), day=DAY)
    assert token.slot_id == slot
