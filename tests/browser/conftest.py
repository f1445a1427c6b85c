"""A hospital of one department that is open right now, served by the real product, and people in front of it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from opd_web import clock
from opd_web.engine.roles import SYSTEM, Role
from opd_web.services import accounts, clinic
from opd_web.store.database import db
from opd_web.store.rows import BoardDepartmentRow, BoardRow
from tests.support.clinic import application
from tests.support.databases import fresh_sqlite
from tests.support.server import LiveServer

PASSWORD = "correct horse battery staple"


@dataclass
class Hospital:
    """The served product, and the ids of what is in it."""

    url: str
    doctor: int
    slot: int


@pytest.fixture
def hospital(tmp_path: Path, live_server: Callable[..., LiveServer]) -> Hospital:
    """Department K with Dr Rao in room 3, one slot that began just now, nurse `meera`, board 1."""
    url = fresh_sqlite(tmp_path)
    with application(url, tmp_path) as app, app.app_context():
        now = clock.now()
        who = {"actor": SYSTEM, "now": now}
        clinic.set_facility("Hospital", "Asia/Kolkata", **who)
        department = clinic.add_department("K", "Cardiology", "Clinic K", preset_name="elastic", **who)
        doctor = clinic.add_doctor(department, "Dr Rao", "3", **who)
        slot = clinic.add_slot(clinic.NewSlot(doctor, now, now + timedelta(hours=3), 40), **who)
        accounts.add("meera", "Meera Joshi", PASSWORD, Role.NURSE, **who)
        db.session.add(BoardRow(id=1, name="Hall", title="Hall"))
        db.session.flush()
        db.session.add(BoardDepartmentRow(board_id=1, department_id=department))
        db.session.commit()
    server = live_server(DATABASE_URL=url)
    return Hospital(server.url, doctor, slot.id)


@pytest.fixture
def context(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Open browser contexts that know nothing of each other, and close them in the end."""
    opened: list[BrowserContext] = []

    def make(**options: object) -> BrowserContext:
        opened.append(browser.new_context(**options))  # type: ignore[arg-type]  # Playwright's own options
        return opened[-1]

    yield make
    for one in opened:
        one.close()


@pytest.fixture
def nurse(hospital: Hospital, context: Callable[..., BrowserContext]) -> Page:
    """A nurse who signed in at her desk by keyboard."""
    page = context(viewport={"width": 1366, "height": 768}).new_page()
    page.goto(hospital.url)
    page.get_by_label("User name").fill("meera")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/K")
    return page


@pytest.fixture
def board(hospital: Hospital, context: Callable[..., BrowserContext]) -> Page:
    """A TV that nobody signed in at, its page loaded and its socket open."""
    page = context(viewport={"width": 1920, "height": 1080}).new_page()
    page.clock.install()
    with page.expect_websocket():
        page.goto(f"{hospital.url}/boards/1")
    return page
