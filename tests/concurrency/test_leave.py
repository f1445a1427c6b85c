"""Leave is saved while people book: nobody is left with a place in a slot that went."""

from threading import Event

import pytest

from opd_web.engine.model import LIVE, SlotStatus
from opd_web.services import _closing, absences, booking
from opd_web.services.booking import BookingRequest
from opd_web.services.leave import Span
from opd_web.store import locking
from opd_web.store.read_models import TokenView
from opd_web.store.rows import SlotRow, TokenRow
from tests.support.clinic import Clinic
from tests.support.invariants import violations
from tests.support.threads import hold_before, meet_before, tally, together

AT_ONCE = 12


def race(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let twelve people book into a slot that goes at that moment; say what is wrong afterwards.

    Where no lock stops them, the leave has read who stands there before the first books, and is written after that.
    """
    slot = clinic.slot(capacity=AT_ONCE)
    requests = [clinic.ask(slot, patient_id=clinic.patient()) for _ in range(AT_ONCE)]
    span = Span(clinic.first_doctor, None, clinic.day(), clinic.day())
    somebody_has = Event()

    def book(request: BookingRequest) -> TokenView:
        try:
            return clinic.send(request).token
        finally:
            somebody_has.set()

    calls = [lambda one=one: book(one) for one in requests]
    hold_before(monkeypatch, (_closing, "shut"), somebody_has)
    meet_before(monkeypatch, AT_ONCE + 1, (booking, "allocate"), (_closing, "shut"))
    saved, *booked = together(clinic.app, [lambda: absences.put(span, "Ill", {}, **clinic.who), *calls])
    gone = {row.id for row in clinic.rows(SlotRow) if row.status == SlotStatus.CANCELLED}
    live = [row for row in clinic.rows(TokenRow) if row.status in LIVE]
    stranded = [f"{row.number} stands in a slot that went" for row in live if row.slot_id in gone]
    unexpected = [*(set(tally(booked)) - {"BOOKED", "slot_closed"}), *([str(saved)] * isinstance(saved, Exception))]
    return [*stranded, *unexpected, *violations(clinic.app, clinic.now)]


def test_nobody_books_into_a_slot_that_went(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    assert race(clinic, monkeypatch) == []


def test_without_the_lock_somebody_does(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    with locking.switched_off():
        assert race(clinic, monkeypatch) != []
