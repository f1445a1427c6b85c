"""Notes on a token, and why one was cancelled: kept apart from the events, and erased with the person."""

import pytest

from opd_web.services import patients
from opd_web.store.event_rows import EventRow
from opd_web.store.read_models import TokenView
from opd_web.store.rows import NoteRow
from tests.support.clinic import Clinic
from tests.support.pages import Visitor


@pytest.fixture
def token(clinic: Clinic) -> TokenView:
    return clinic.book(clinic.slot())


def test_a_note_stands_in_the_row(clinic: Clinic, nurse: Visitor, token: TokenView) -> None:
    page = nurse.post(f"/tokens/{token.id}/note", {"text": "needs a wheelchair", "key": "k"})
    assert (page.status, page.headers["HX-Trigger"]) == (204, "queue-changed, panel-done")
    desk = nurse.get("/desk/K")
    assert "needs a wheelchair" in desk[f"token-{token.id}"].text
    assert desk["done"].text == "Note on K-001 Undo"


def test_the_dialog_tells_who_wrote_what(nurse: Visitor, token: TokenView) -> None:
    nurse.post(f"/tokens/{token.id}/note", {"text": "needs a wheelchair", "key": "k"})
    page = nurse.get(f"/tokens/{token.id}/note", htmx=True)
    assert "08:00 needs a wheelchair Note, Sister Mary" in page["note"].text


def test_a_note_sent_twice_is_written_once(clinic: Clinic, nurse: Visitor, token: TokenView) -> None:
    for _ in range(2):
        assert nurse.post(f"/tokens/{token.id}/note", {"text": "wheelchair", "key": "k"}).status == 204
    assert len(clinic.rows(NoteRow)) == 1
    assert nurse.post(f"/tokens/{token.id}/note", {"text": "other", "key": "k"}).status == 409


@pytest.mark.parametrize(("text", "error"), [(" ", "Enter the note."), ("x" * 501, "Enter at most 500 characters.")])
def test_what_is_no_note_is_said_at_its_field(nurse: Visitor, token: TokenView, text: str, error: str) -> None:
    page = nurse.post(f"/tokens/{token.id}/note", {"text": text, "key": "k"})
    assert (page.status, page.errors) == (422, [error])


def test_no_event_holds_the_text(clinic: Clinic, nurse: Visitor, token: TokenView) -> None:
    nurse.post(f"/tokens/{token.id}/note", {"text": "wheelchair", "key": "k"})
    nurse.post(f"/tokens/{token.id}/cancel", {"reason": "went to the wedding", "version": token.version})
    assert not [
        row for row in clinic.rows(EventRow) if "wheelchair" in row.facts or "wedding" in row.facts + row.changes
    ]


def test_a_note_is_taken_back(clinic: Clinic, nurse: Visitor, token: TokenView) -> None:
    nurse.post(f"/tokens/{token.id}/note", {"text": "wheelchair", "key": "k"})
    button = nurse.get("/desk/K")["undo"]
    page = clinic.wait(seconds=5) and nurse.post(button["hx-post"], {"version": token.version})
    assert (page.status, clinic.rows(NoteRow)) == (200, [])


def test_an_erased_person_leaves_no_note(clinic: Clinic, nurse: Visitor, token: TokenView) -> None:
    nurse.post(f"/tokens/{token.id}/note", {"text": "wheelchair", "key": "k"})
    patients.erase(token.patient_id, **clinic.who)
    assert "wheelchair" not in nurse.get("/desk/K")


def test_a_token_is_cancelled_with_its_reason(clinic: Clinic, nurse: Visitor, token: TokenView) -> None:
    page = nurse.post(f"/tokens/{token.id}/cancel", {"reason": "went home", "version": token.version})
    assert (page.status, clinic.status(token)) == (204, "CANCELLED")
    assert [(row.kind, row.text) for row in clinic.rows(NoteRow)] == [("cancel", "went home")]
    assert "went home" in nurse.get(f"/tokens/{token.id}/why", htmx=True)


def test_without_a_reason_nothing_is_cancelled(clinic: Clinic, nurse: Visitor, token: TokenView) -> None:
    page = nurse.post(f"/tokens/{token.id}/cancel", {"reason": " ", "version": token.version})
    assert (page.status, page.errors) == (422, ["Choose a reason, or enter one."])
    assert clinic.status(token) == "BOOKED"


def test_a_reason_can_be_chosen(nurse: Visitor, token: TokenView) -> None:
    page = nurse.get(f"/tokens/{token.id}/cancel", htmx=True)
    assert [one.text for one in page.all("button", hx_include="closest form")][:2] == [
        "The patient asked for it",
        "The patient went home",
    ]


def test_a_token_that_changed_since_is_not_cancelled(clinic: Clinic, nurse: Visitor, token: TokenView) -> None:
    clinic.call(token)
    page = nurse.post(f"/tokens/{token.id}/cancel", {"reason": "went home", "version": token.version})
    assert (page.status, clinic.status(token)) == (409, "CALLED")
    assert "changed K-001 0 s ago (called)" in page["message"].text


def test_the_reason_stays_when_the_cancellation_is_taken_back(clinic: Clinic, nurse: Visitor, token: TokenView) -> None:
    nurse.post(f"/tokens/{token.id}/cancel", {"reason": "went home", "version": token.version})
    nurse.post(f"/desk/K/tokens/{token.id}/undo")
    assert clinic.status(token) == "BOOKED"
    assert "went home Why cancelled, Sister Mary" in nurse.get(f"/tokens/{token.id}/why", htmx=True)
