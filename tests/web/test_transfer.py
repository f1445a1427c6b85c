"""A token is moved to another open slot of its day, chosen from a dialog."""

import pytest

from tests.support.clinic import Clinic
from tests.support.pages import Visitor


@pytest.fixture
def slots(clinic: Clinic) -> tuple[int, int]:
    """A slot of Dr Rao, and a smaller one of Dr Das."""
    return clinic.slot("10:00"), clinic.slot("11:00", doctor=clinic.doctor(name="Dr Das"), capacity=1)


def test_the_other_slots_are_offered(clinic: Clinic, nurse: Visitor, slots: tuple[int, int]) -> None:
    token = clinic.book(slots[0])
    page = nurse.get(f"/tokens/{token.id}/transfer", htmx=True)
    offered = page.all("button", hx_target="#panel")
    assert [one.text for one in offered] == ["11:00–12:00, 1 free of 1"]
    assert "Dr Das" in page


def test_a_full_slot_is_offered_only_to_whom_the_policy_gives_a_place(clinic: Clinic, nurse: Visitor) -> None:
    clinic.department(when_full="preempt_or_wait", emergency="overflow")
    slot, full = clinic.slot("10:00"), clinic.slot("11:00", capacity=1)
    clinic.book(full, class_="FOLLOW_UP")
    tokens = [clinic.book(slot, class_=class_) for class_ in ("WALK_IN", "PAID")]
    tokens.append(clinic.emergency(slot).token)
    pages = [nurse.get(f"/tokens/{token.id}/transfer", htmx=True) for token in tokens]
    assert [len(page.all("button", hx_target="#panel")) for page in pages] == [0, 1, 1]


def test_it_moves_and_keeps_when_the_patient_came(clinic: Clinic, nurse: Visitor, slots: tuple[int, int]) -> None:
    token = clinic.book(slots[0])
    page = clinic.at("08:10") and nurse.post(f"/tokens/{token.id}/transfer", {"slot": slots[1], "version": 1})
    moved = clinic.token(token)
    assert (page.status, page.headers["HX-Trigger"]) == (204, "queue-changed, panel-done")
    assert (moved.slot_id, moved.arrived_at) == (slots[1], token.arrived_at)
    assert nurse.get("/desk/K")["done"].text == "K-001 moved to Dr Das Undo"


def test_a_full_slot_is_refused_with_what_is_left(clinic: Clinic, nurse: Visitor, slots: tuple[int, int]) -> None:
    later = clinic.slot("12:00")
    clinic.book(slots[1])
    token = clinic.book(slots[0])
    page = nurse.post(f"/tokens/{token.id}/transfer", {"slot": slots[1], "version": token.version})
    assert (page.status, clinic.token(token).slot_id) == (422, slots[0])
    assert "This slot is full." in page
    assert page.all("button", hx_target="#panel")[0]["hx-vals"] == f'{{"slot": {later}, "version": {token.version}}}'


def test_a_token_that_changed_since_stays(clinic: Clinic, nurse: Visitor, slots: tuple[int, int]) -> None:
    seen = clinic.book(slots[0])
    clinic.call(seen)
    page = nurse.post(f"/tokens/{seen.id}/transfer", {"slot": slots[1], "version": seen.version})
    assert (page.status, clinic.token(seen).slot_id) == (409, slots[0])


@pytest.mark.parametrize("slot", ["", "x", "0", str(10**20)])
def test_what_is_no_slot_is_not_understood(clinic: Clinic, nurse: Visitor, slots: tuple[int, int], slot: str) -> None:
    token = clinic.book(slots[0])
    assert nurse.post(f"/tokens/{token.id}/transfer", {"slot": slot}).status == 400


def test_with_no_other_slot_it_says_what_to_do(clinic: Clinic, nurse: Visitor) -> None:
    token = clinic.book(clinic.slot())
    assert "No other slot of today has room." in nurse.get(f"/tokens/{token.id}/transfer", htmx=True)
