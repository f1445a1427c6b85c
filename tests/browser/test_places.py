"""Where the booking form books: its proposal follows what is free, a nurse's own choice does not."""

from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from opd_web import clock
from opd_web.engine.roles import SYSTEM
from opd_web.services import booking, clinic, queue
from opd_web.services.booking import BookingRequest
from tests.browser.conftest import Hospital
from tests.support.server import LiveServer

pytestmark = pytest.mark.browser


@pytest.fixture
def early(hospital: Hospital, product: tuple[Flask, LiveServer]) -> int:
    """A slot of Dr Das for one, which begins before that of Dr Rao and so is proposed first."""
    with product[0].app_context():
        now = clock.now()
        who = {"actor": SYSTEM, "now": now}
        doctor = clinic.add_doctor(1, "Dr Das", "4", **who)
        start = now - timedelta(minutes=5)
        return clinic.add_slot(clinic.NewSlot(doctor, start, start + timedelta(hours=2), 1), **who).id


@pytest.fixture
def desk(early: int, nurse: Page) -> Page:
    """A desk whose form proposes the early slot, live."""
    nurse.reload()
    expect(nurse.locator("#live_state")).to_have_attribute("data-state", "live")
    expect(nurse.get_by_label("Slot", exact=True)).to_have_value(str(early))
    return nurse


def fill(hospital: Hospital, slot: int) -> int:
    """Let another desk book somebody there, and give the token."""
    asked = BookingRequest(slot_id=slot, class_="WALK_IN", phone="+919840000001", name="Somebody Else")
    with hospital.app.app_context():
        return booking.book(asked, key="other", actor=SYSTEM, now=clock.now()).token.id


def send(page: Page) -> None:
    page.get_by_label("Phone").fill("98765 43210")
    page.get_by_label("Name", exact=True).fill("Sunita Rao")
    page.get_by_role("button", name="Book", exact=True).click()


def test_a_proposal_that_was_filled_elsewhere_goes_to_what_is_free(desk: Page, hospital: Hospital, early: int) -> None:
    desk.get_by_label("Phone").fill("98765 43210")
    fill(hospital, early)
    expect(desk.get_by_label("Slot", exact=True)).to_have_value(str(hospital.slot))
    expect(desk.get_by_label("Phone")).to_have_value("98765 43210")
    send(desk)
    expect(desk.locator("#booked")).to_contain_text("Position 1 with Dr Rao")


def test_a_place_that_the_nurse_chose_stays_also_after_an_error(desk: Page, hospital: Hospital, early: int) -> None:
    place = desk.get_by_label("Slot", exact=True)
    place.select_option(str(hospital.slot))
    place.select_option(str(early))
    desk.get_by_role("button", name="Book", exact=True).click()
    expect(desk.locator(".error-summary")).to_be_focused()
    fill(hospital, early)
    expect(place.locator(f"[value='{early}']")).to_contain_text("full")
    expect(place).to_have_value(str(early))


def test_the_next_form_proposes_again(desk: Page, hospital: Hospital, early: int) -> None:
    place = desk.get_by_label("Slot", exact=True)
    place.select_option(str(hospital.slot))
    send(desk)
    expect(desk.locator("#booked")).to_contain_text("K-001")
    expect(place).to_have_value(str(early))
    fill(hospital, early)
    expect(place).to_have_value(str(hospital.slot))


def test_who_came_on_the_waiting_list_is_moved_with_one_key(desk: Page, hospital: Hospital, early: int) -> None:
    desk.get_by_label("Slot", exact=True).select_option(str(hospital.slot))
    desk.get_by_label("Slot", exact=True).select_option(str(early))
    fill(hospital, early)
    send(desk)
    expect(desk.locator("#booked .alert-warning")).to_contain_text("No place is free yet.")
    expect(desk.locator("#elsewhere")).to_contain_text("K-002")
    desk.keyboard.press("Alt+u")
    expect(desk.locator("#moved")).to_contain_text("K-002 is now at")
    expect(desk.locator("#doctor-1 .queue")).to_contain_text("K-002")
    expect(desk.locator("#booked .alert-success")).not_to_contain_text("No place is free yet.")
    expect(desk.get_by_label("Phone")).to_be_focused()


def test_the_offers_go_when_a_place_comes_free_by_itself(desk: Page, hospital: Hospital, early: int) -> None:
    place = desk.get_by_label("Slot", exact=True)
    place.select_option(str(hospital.slot))
    place.select_option(str(early))
    token = fill(hospital, early)
    send(desk)
    expect(desk.locator("#moved button")).to_have_count(1)
    expect(desk.locator("#elsewhere")).to_contain_text("K-002")
    with hospital.app.app_context():
        queue.cancel(token, actor=SYSTEM, now=clock.now())
    expect(desk.locator("#moved button")).to_have_count(0)
    expect(desk.locator("#booked .alert-success")).to_be_visible()
