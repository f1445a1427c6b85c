"""Pressing twice, or sending again, never makes two."""

import pytest

from opd_web.store.event_rows import EventRow
from opd_web.store.rows import TokenRow
from tests.support.clinic import Clinic


def test_the_same_request_sent_again_gives_the_same_token(clinic: Clinic) -> None:
    request = clinic.ask(clinic.slot())
    first, again = clinic.send(request, key="form-1"), clinic.send(request, key="form-1")
    assert (first.repeated, again.repeated, again.token) == (False, True, first.token)
    assert (len(clinic.rows(TokenRow)), len(clinic.rows(EventRow))) == (1, 2)


def test_the_same_key_with_other_content_is_refused(clinic: Clinic) -> None:
    slot = clinic.slot()
    clinic.send(clinic.ask(slot), key="form-1")
    with clinic.refuses("idempotency_mismatch"):
        clinic.send(clinic.ask(slot), key="form-1")


def test_the_same_key_of_another_person_is_another_request(clinic: Clinic) -> None:
    slot = clinic.slot()
    first = clinic.send(clinic.ask(slot), key="form-1").token
    clinic.actor = clinic.account("Desk 2")
    assert clinic.send(clinic.ask(slot), key="form-1").token.number != first.number


def test_a_request_sent_again_after_its_slot_is_over_still_gives_its_token(clinic: Clinic) -> None:
    request = clinic.ask(clinic.slot("10:00"))
    first = clinic.send(request, key="form-1")
    assert clinic.at("12:00").send(request, key="form-1").token.id == first.token.id


def test_a_request_sent_again_shows_what_became_of_its_token(clinic: Clinic) -> None:
    request = clinic.ask(clinic.slot())
    clinic.cancel(clinic.send(request, key="form-1").token)
    assert clinic.send(request, key="form-1").token.status == "CANCELLED"


def test_a_refused_request_may_be_sent_again_with_its_key(clinic: Clinic) -> None:
    request = clinic.ask(clinic.slot(), class_="NONE")
    with clinic.refuses("unknown_class"):
        clinic.send(request, key="form-1")
    assert clinic.send(clinic.ask(request.slot_id), key="form-1").token.number == "K-001"


@pytest.mark.parametrize("key", ["k" * 201, "k\x00", "k\ud800"])
def test_a_key_that_no_column_could_hold_works_like_any_other(clinic: Clinic, key: str) -> None:
    request = clinic.ask(clinic.slot())
    assert [clinic.send(request, key=key).repeated for _ in range(2)] == [False, True]
