"""Who was seen, cancelled or did not come stands in a list of its own: some of them turn up after all."""

import pytest

from opd_web.store.gone import LISTED
from tests.support.clinic import Clinic
from tests.support.pages import Page, Visitor


def rows(page: Page) -> list[str]:
    return [one.text for one in page.all("li", class_="is-gone")]


def test_while_nobody_is_gone_there_is_no_list(clinic: Clinic, nurse: Visitor) -> None:
    clinic.book(clinic.slot())
    assert not nurse.get("/desk/K").all("details", id="gone")


def test_the_latest_stands_first_with_what_became_of_it_and_when(clinic: Clinic, nurse: Visitor) -> None:
    slot = clinic.slot(capacity=3)
    seen, cancelled, absent = (clinic.book(slot) for _ in range(3))
    clinic.at("10:00").see(seen)
    clinic.at("10:05").cancel(cancelled)
    clinic.at("10:10").no_show(absent)
    page = nurse.get("/desk/K")
    assert page["gone-title"].text == "Gone today 3"
    assert "open" not in page["gone"].attributes
    assert [row.removesuffix(" Book anew") for row in rows(page)] == [
        f"K-003 {absent.patient_name} Did not come at 10:10",
        f"K-002 {cancelled.patient_name} Cancelled at 10:05",
        f"K-001 {seen.patient_name} Seen at 10:00",
    ]


@pytest.mark.parametrize("step", ["cancel", "no_show"])
def test_who_turns_up_after_all_is_booked_anew(clinic: Clinic, nurse: Visitor, step: str) -> None:
    token = clinic.bring_to(clinic.book(clinic.slot(), name="Asha Rao", phone="+919840000001"), step)
    link = nurse.get("/desk/K")[f"gone-{token.id}-again"]
    assert (link.text, link["aria-label"]) == ("Book anew", "Book K-001 anew")
    assert nurse.get(link["href"].partition("#")[0]).typed("phone").replace(" ", "").endswith("9840000001")


def test_who_was_seen_is_not_booked_anew(clinic: Clinic, nurse: Visitor) -> None:
    clinic.see(clinic.book(clinic.slot()))
    assert "Book anew" not in nurse.get("/desk/K")


def test_who_has_another_token_in_its_stead_is_not_booked_anew(clinic: Clinic, nurse: Visitor) -> None:
    token = clinic.book(clinic.slot())
    nurse.post(f"/tokens/{token.id}/rebook", {"slot": clinic.slot(days=1), "version": token.version})
    page = nurse.get("/desk/K")
    assert rows(page) == [f"K-001 {token.patient_name} Cancelled at 08:00 Booked anew"]


def test_only_the_last_ones_are_listed_and_the_rest_counted(clinic: Clinic, nurse: Visitor) -> None:
    slot = clinic.slot(capacity=LISTED + 3)
    for _ in range(LISTED + 3):
        clinic.cancel(clinic.book(slot))
    page = nurse.get("/desk/K")
    assert len(rows(page)) == LISTED
    assert "And 3 more." in page["gone"].text
