"""Leave and holidays in the browser: asked, checked, saved, taken back. DAY is a Monday."""

import html

import pytest

from opd_web.store.access_rows import AccessRow
from opd_web.store.rows import TokenRow
from opd_web.store.schedule_rows import AbsenceRow
from tests.support.clinic import Clinic
from tests.support.pages import Page, Visitor

SCRIPT = '"><img src=x onerror=alert(1)>'

EMPTY = {"last_day": "", "starts": "", "ends": ""}


def fields(clinic: Clinic, **changed: object) -> dict[str, object]:
    doctor = f"doctor-{clinic.first_doctor}"
    return {**EMPTY, "who": doctor, "first_day": "2025-03-03", "reason": "Annual leave", **changed}


def send(admin: Visitor, step: str, filled: dict[str, object]) -> Page:
    return admin.post(f"/admin/leave/{step}", filled, htmx=False)


def option(page: Page, token: int) -> str:
    """Give what is chosen for a token: the first option where none is marked."""
    found = [one for one in page.all("option") if "selected" in one.attributes]
    return found[0]["value"] if found else ""


def test_the_check_names_who_is_affected_and_saves_nothing(clinic: Clinic, admin: Visitor) -> None:
    clinic.book(clinic.slot(), name="Asha Nair", phone="+919812345678")
    page = send(admin, "check", fields(clinic))
    assert page.status == 200
    for text in ("1 slot is cancelled", "in 1 clinic session", "1 patient is affected", "K-001", "Asha Nair"):
        assert text in page
    assert clinic.rows(AbsenceRow) == []


@pytest.mark.parametrize(
    ("away", "named"),
    [("everybody", "The whole hospital: Annual leave"), ("", "Dr Rao: Annual leave")],
)
def test_the_check_says_who_is_away(clinic: Clinic, admin: Visitor, away: str, named: str) -> None:
    assert named in send(admin, "check", fields(clinic, **({"who": away} if away else {})))


def test_nobody_is_away_before_somebody_was_chosen(clinic: Clinic, admin: Visitor) -> None:
    """Else a doctor's leave closes the whole hospital, if the first field was overlooked."""
    assert [one["value"] for one in admin.get("/admin/leave/new").all("option")][:2] == ["", "everybody"]
    refused = send(admin, "check", fields(clinic, who=""))
    assert (refused.status, refused.errors) == (422, ["Choose who is away."])
    assert option(admin.get(f"/admin/leave/new?doctor={clinic.first_doctor}"), 0) == f"doctor-{clinic.first_doctor}"


def test_a_proposal_for_all_is_chosen_and_can_be_dropped(clinic: Clinic, admin: Visitor) -> None:
    token, later = clinic.book(clinic.slot()), clinic.slot(days=7)
    proposed = send(admin, "check", fields(clinic, prefer="same_doctor"))
    assert "1 of 1 have another slot chosen." in proposed
    assert option(proposed, token.id) == str(later)
    dropped = send(admin, "check", fields(clinic, prefer="nobody", **{f"token-{token.id}": later}))
    assert "0 of 1 have another slot chosen." in dropped


def test_changing_the_days_keeps_what_was_typed(clinic: Clinic, admin: Visitor) -> None:
    page = send(admin, "new", fields(clinic, reason="Diwali"))
    assert (page.typed("reason"), page.typed("first_day")) == ("Diwali", "2025-03-03")


def test_saving_moves_whom_it_was_chosen_for(clinic: Clinic, admin: Visitor) -> None:
    token, later = clinic.book(clinic.slot()), clinic.slot(days=7)
    answer = send(admin, "save", fields(clinic, **{f"token-{token.id}": later}))
    assert answer.status == 303
    page = admin.get(answer.location or "")
    assert "moved to Dr Rao, Mon 10 Mar 10:00, new number K-001" in page
    assert clinic.status(token) == "CANCELLED"


def test_one_without_a_place_stays_listed_until_dealt_with(clinic: Clinic, admin: Visitor) -> None:
    token, later = clinic.book(clinic.slot(), name="Asha Nair", phone="+919812345678"), clinic.slot(days=7)
    place = send(admin, "save", fields(clinic)).location or ""
    assert "1 patient without a place" in admin.get("/admin/leave/")
    assert "1 patient has no place yet" in admin.get(place)
    answer = admin.post(f"{place}/tokens/{token.id}/rebook", {"slot": later}, htmx=False)
    assert "The patient has K-001 now: Dr Rao, Mon 10 Mar 10:00." in admin.get(answer.location or "")
    assert "Nobody is left without a place." in admin.get(place)


def test_one_who_needs_nothing_is_taken_off_the_list(clinic: Clinic, admin: Visitor) -> None:
    token = clinic.book(clinic.slot())
    place = send(admin, "save", fields(clinic)).location or ""
    admin.post(f"{place}/tokens/{token.id}/settle", htmx=False)
    assert "Nobody is left without a place." in admin.get(place)


def test_a_slot_that_filled_up_meanwhile_is_said_and_the_rest_kept(clinic: Clinic, admin: Visitor) -> None:
    slot, full, free = clinic.slot(), clinic.slot(days=7, capacity=1), clinic.slot("12:00", days=7)
    first, second = clinic.book(slot), clinic.book(slot)
    clinic.book(full)
    page = send(admin, "save", fields(clinic, **{f"token-{first.id}": full, f"token-{second.id}": free}))
    assert page.status == 422
    assert "The slot for K-001 has no free place any more." in page
    assert option(page, second.id) == str(free)
    assert clinic.statuses()[1] == "BOOKED"


@pytest.mark.parametrize(
    ("name", "value", "error"),
    [
        ("who", "", "Choose who is away."),
        ("first_day", "soon", "Enter a day, such as 2026-05-01."),
        ("last_day", "2025-03-01", "The last day is not before the first."),
        ("starts", "10:00", "Enter both times, or none for whole days."),
        ("reason", "", "Enter why: it stands in the calendar."),
    ],
)
def test_what_is_wrong_stands_at_its_field(clinic: Clinic, admin: Visitor, name: str, value: str, error: str) -> None:
    page = send(admin, "check", fields(clinic, **{name: value}))
    assert (page.status, page.errors) == (422, [error])


def test_leave_is_taken_back(clinic: Clinic, admin: Visitor) -> None:
    clinic.slot()
    place = send(admin, "save", fields(clinic)).location or ""
    answer = admin.post(f"{place}/take-back", htmx=False)
    assert "Taken back. 1 slot was made anew." in admin.get(answer.location or "")
    assert "This leave was taken back" in admin.get(place)


def test_the_schedule_shows_the_leave(clinic: Clinic, admin: Visitor) -> None:
    send(admin, "save", fields(clinic))
    send(admin, "save", fields(clinic, first_day="2025-03-04", starts="09:00", ends="12:00", reason="Meeting"))
    page = admin.get(f"/admin/schedule/{clinic.first_doctor}")
    assert "Annual leave" in page
    assert "part of the day: Meeting" in page


def test_nobody_is_named_in_the_title_or_the_address(clinic: Clinic, admin: Visitor) -> None:
    clinic.book(clinic.slot(), name="Asha Nair", phone="+919812345678")
    answer = send(admin, "save", fields(clinic))
    page = admin.get(answer.location or "")
    assert "Asha" not in page.all("title")[0].text + (answer.location or "")
    assert len(clinic.rows(TokenRow)) == 1


def test_stored_script_is_text_on_the_check_and_afterwards(clinic: Clinic, admin: Visitor) -> None:
    clinic.book(clinic.slot(), name=SCRIPT, phone="+919812345678")
    checked = send(admin, "check", fields(clinic, reason=SCRIPT))
    saved = admin.get(send(admin, "save", fields(clinic, reason=SCRIPT)).location or "")
    for page in (checked, saved):
        assert SCRIPT in html.unescape(page.html)
        assert not page.all("img")


def test_each_look_at_patients_is_noted(clinic: Clinic, admin: Visitor) -> None:
    clinic.book(clinic.slot())
    send(admin, "check", fields(clinic))
    admin.get(send(admin, "save", fields(clinic)).location or "")
    assert [(row.what, row.detail) for row in clinic.rows(AccessRow)] == [("token_panel", "leave")] * 2


def test_a_leave_that_was_taken_back_is_not_saved_by_its_old_form(clinic: Clinic, admin: Visitor) -> None:
    clinic.slot()
    checked = send(admin, "check", fields(clinic))
    filled = fields(clinic, form_key=checked.typed("form_key"))
    assert send(admin, "check", {**filled, "prefer": "nobody"}).typed("form_key") == filled["form_key"]
    send(admin, "save", filled)
    admin.post("/admin/leave/1/take-back", htmx=False)
    again = send(admin, "save", filled)
    assert again.location == "/admin/leave/"
    assert "This form had already been sent: nothing was saved twice." in admin.get("/admin/leave/")
    assert [row.taken_back_at is None for row in clinic.rows(AbsenceRow)] == [False]
