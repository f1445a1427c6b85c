"""Several people on one token or one queue: one wins, the others are told, nobody is skipped."""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress

import pytest

from opd_web.engine.model import TokenStatus
from opd_web.services import queue
from opd_web.services.refused import Refused
from opd_web.store import locking, tokens
from opd_web.store.rows import CallRow, TokenRow
from tests.support.clinic import Clinic
from tests.support.invariants import violations
from tests.support.threads import meet_before, tally, together

DESKS = 8


def all_call_next(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Let 8 desks press "call next" for one doctor at once."""
    slot = clinic.slot(capacity=DESKS)
    for _ in range(DESKS):
        clinic.book(slot)
    meet_before(monkeypatch, DESKS, (queue, "call_order"))
    return tally(together(clinic.app, [clinic.call_next] * DESKS))


def test_call_next_at_several_desks_calls_one_token(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    assert all_call_next(clinic, monkeypatch) == {"CALLED": 1, "already_calling": DESKS - 1}
    assert clinic.statuses()[1] == "CALLED"
    assert violations(clinic.app, clinic.now) == []


def test_call_next_without_the_lock_goes_wrong(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    with locking.switched_off():
        outcome = all_call_next(clinic, monkeypatch)
    assert outcome != {"CALLED": 1, "already_calling": DESKS - 1}


def two_doctors_call_next(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Let two doctors of one department call at once, and give the numbers that they called."""
    doctors = [clinic.first_doctor, clinic.doctor(name="Dr Das", room="4")]
    slots = [clinic.slot(doctor=doctor) for doctor in doctors]
    for slot in slots * 2:
        clinic.book(slot)
    meet_before(monkeypatch, 2, (queue, "call_order"))
    calls = [lambda doctor=doctor: clinic.call_next(doctor) for doctor in doctors]
    return {getattr(answer, "number", repr(answer)) for answer in together(clinic.app, calls)}


def test_two_doctors_call_at_once_each_the_own_first(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    assert two_doctors_call_next(clinic, monkeypatch) == {"K-001", "K-002"}
    assert [call.sequence for call in clinic.rows(CallRow)] == [1, 2]
    assert violations(clinic.app, clinic.now) == []


def test_two_doctors_without_the_lock_lose_an_announcement(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    with locking.switched_off():
        numbers = two_doctors_call_next(clinic, monkeypatch)
    assert numbers != {"K-001", "K-002"}


def one_shift(clinic: Clinic) -> str:
    """Call, see, and call again until nobody is left; look again where a colleague has just called."""
    while any(row.status != TokenStatus.COMPLETED for row in clinic.rows(TokenRow)):
        with suppress(Refused):
            clinic.complete(clinic.start(clinic.call_next()))
    return "nobody is left"


def a_morning_at_three_desks(clinic: Clinic) -> tuple[list[object], list[int]]:
    """Let three desks work through one queue; give how each ended, and the tokens in the order of their calls."""
    slot = clinic.slot(capacity=12)
    for class_ in ("WALK_IN", "PAID", "ONLINE", "FOLLOW_UP") * 3:
        clinic.book(slot, class_=class_)
    ended = together(clinic.app, [lambda: one_shift(clinic)] * 3)
    return ended, [call.token_id for call in clinic.rows(CallRow)]


def test_a_queue_worked_at_three_desks_calls_everybody_once_in_order(clinic: Clinic) -> None:
    ended, called = a_morning_at_three_desks(clinic)
    order = sorted(clinic.rows(TokenRow), key=lambda row: (row.rank, row.arrival))
    assert (ended, called) == (["nobody is left"] * 3, [row.id for row in order])
    assert violations(clinic.app, clinic.now) == []


def test_a_queue_without_the_lock_is_not_worked_in_peace(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    meet_before(monkeypatch, 3, (queue, "call_order"))
    with locking.switched_off():
        ended, _ = a_morning_at_three_desks(clinic)
    assert ended != ["nobody is left"] * 3


def all_act(clinic: Clinic, monkeypatch: pytest.MonkeyPatch, *actions: str) -> Counter[str]:
    """Let several people act on one token, each on the version that all saw."""
    token = clinic.book(clinic.slot())
    meet_before(monkeypatch, len(actions), (tokens, "slot_of"))
    calls: list[Callable[[], object]] = [
        lambda action=action: getattr(clinic, action)(token, version=token.version) for action in actions
    ]
    return tally(together(clinic.app, calls))


def test_of_two_nurses_on_one_token_one_wins(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    outcome = all_act(clinic, monkeypatch, "call", "cancel")
    assert outcome in ({"CALLED": 1, "stale_version": 1}, {"CANCELLED": 1, "stale_version": 1})
    assert violations(clinic.app, clinic.now) == []


def test_of_eight_who_cancel_one_token_one_wins(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    assert all_act(clinic, monkeypatch, *["cancel"] * DESKS) == {"CANCELLED": 1, "stale_version": DESKS - 1}
    assert violations(clinic.app, clinic.now) == []


def test_without_the_lock_several_think_that_they_won(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    with locking.switched_off():
        outcome = all_act(clinic, monkeypatch, *["cancel"] * DESKS)
    assert outcome != {"CANCELLED": 1, "stale_version": DESKS - 1}
