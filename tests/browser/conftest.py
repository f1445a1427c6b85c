"""A hospital of one department that is open right now, served by the real product, and people in front of it."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from secrets import token_hex

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect

from opd_web import clock
from opd_web.engine.roles import SYSTEM, Role
from opd_web.services import accounts, booking, clinic, queue
from opd_web.services.booking import BookingRequest
from opd_web.simulation.demo import load
from opd_web.store.board_rows import BoardDepartmentRow, BoardRow
from opd_web.store.database import db
from tests.support import run
from tests.support.clinic import ZONE, application, empty
from tests.support.databases import fresh_sqlite
from tests.support.server import LiveServer

PASSWORD = "correct horse battery staple"

# What comes in a moment comes later on a busy machine; who waits longer loses nothing.
expect.set_options(timeout=30_000)


@dataclass
class Hospital:
    """The served product, and the ids of what is in it."""

    url: str
    doctor: int
    slot: int
    app: Flask
    server: LiveServer
    _booked: Iterator[int] = field(default_factory=lambda: count(1))

    def call_many(self, many: int, *, seconds_ago: float = 0) -> list[str]:
        """Let so many patients come, be called and be seen, as fast as the services go, and give their numbers."""
        with self.app.app_context():
            return [self._see(clock.now() - timedelta(seconds=seconds_ago)) for _ in range(many)]

    def _see(self, now: datetime) -> str:
        who = {"actor": SYSTEM, "now": now}
        number = next(self._booked)
        asked = BookingRequest(slot_id=self.slot, class_="WALK_IN", phone=f"+9198{number:08d}", name="Zebrawood Canary")
        token = booking.book(asked, key=f"many-{number}", **who).token
        for step in (queue.call, queue.start, queue.complete):
            token = step(token.id, **who)
        return token.number

    def changes(self) -> Iterator[None]:
        """Change the day for ever, one change at a time: patients come, are called and are seen."""
        while True:
            with self.app.app_context():
                who = {"actor": SYSTEM, "now": clock.now()}
                number = next(self._booked)
                asked = BookingRequest(slot_id=self.slot, class_="WALK_IN", phone=f"+9198{number:08d}", name="Somebody")
                token = booking.book(asked, key=f"many-{number}", **who).token
            yield
            for step in (queue.call, queue.start, queue.complete):
                with self.app.app_context():
                    step(token.id, actor=SYSTEM, now=clock.now())
                yield


@pytest.fixture(scope="session")
def _product(
    live_server: Callable[..., LiveServer], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Flask, LiveServer]]:
    """The product on a database that each test fills anew: to start it takes longer than most tests."""
    folder = tmp_path_factory.mktemp("product")
    url = fresh_sqlite(folder)
    with application(url, folder) as app:
        yield app, live_server(DATABASE_URL=url)


@pytest.fixture
def product(_product: tuple[Flask, LiveServer]) -> tuple[Flask, LiveServer]:
    """The product, with whatever the last test left in it."""
    return _product


@pytest.fixture
def hospital(_product: tuple[Flask, LiveServer]) -> Hospital:
    """Department K with Dr Rao in room 3, one slot that began just now, nurse `meera`, board 1."""
    app, server = _product
    with app.app_context():
        empty()
        now = clock.now()
        who = {"actor": SYSTEM, "now": now}
        clinic.set_facility("Hospital", "Asia/Kolkata", **who)
        department = clinic.add_department("K", "Cardiology", "Clinic K", preset_name="elastic", **who)
        doctor = clinic.add_doctor(department, "Dr Rao", "3", **who)
        slot = clinic.add_slot(clinic.NewSlot(doctor, now, now + timedelta(hours=3), 10_000), **who)
        accounts.add("meera", "Meera Joshi", PASSWORD, Role.NURSE, **who)
        # The server keeps a board as drawn for each version; the name tells this test's versions from the last one's.
        db.session.add(BoardRow(id=1, name=token_hex(4), title="Hall", open_to_all=True, last_contact_at=now))
        db.session.flush()
        db.session.add(BoardDepartmentRow(board_id=1, department_id=department))
        db.session.commit()
    return Hospital(server.url, doctor, slot.id, app, server)


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
def colleague(
    nurse: Page, hospital: Hospital, product: tuple[Flask, LiveServer], context: Callable[..., BrowserContext]
) -> Page:
    """Latha at another desk, on a PC of her own, live."""
    app, _ = product
    with app.app_context():
        accounts.add("latha", "Latha Nair", PASSWORD, Role.NURSE, actor=SYSTEM, now=clock.now())
    page = context(viewport={"width": 1366, "height": 768}).new_page()
    sign_in(page, hospital.url, "latha", PASSWORD)
    expect(page.locator("#live_state")).to_have_attribute("data-state", "live")
    return page


@pytest.fixture
def board(hospital: Hospital, context: Callable[..., BrowserContext]) -> Page:
    """A TV that nobody signed in at, its page loaded and its socket open."""
    page = context(viewport={"width": 1920, "height": 1080}).new_page()
    page.clock.install()
    with page.expect_websocket():
        page.goto(f"{hospital.url}/boards/1")
    return page


@dataclass
class Demo:
    """The served demo clinic: four departments in the middle of their morning, and who may sign in."""

    app: Flask
    url: str
    passwords: Mapping[str, str]

    def sign_in(self, page: Page, user: str = "admin") -> None:
        """Sign in, whatever language the page speaks."""
        sign_in(page, self.url, user, self.passwords[user])


@pytest.fixture(scope="session")
def demo(live_server: Callable[..., LiveServer], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """The demo clinic, loaded once for a whole run; tests only look at it, or change what no other looks at."""
    url, passwords = json.loads(run.once("demo-served", _load))
    with application(url, tmp_path_factory.mktemp("demo")) as app:
        yield Demo(app, live_server(DATABASE_URL=url).url, passwords)


def _load() -> str:
    passwords: dict[str, str] = {}
    url = fresh_sqlite(run.folder())
    with application(url, run.folder()) as app, app.app_context():
        load.load(
            ZONE.key,
            now=clock.now(),
            tell=lambda told: passwords.update({one.account.username: one.password for one in told}),
        )
    return json.dumps((url, passwords))


def sign_in(page: Page, url: str, user: str, password: str) -> None:
    """Sign in, whatever language the page speaks."""
    page.goto(f"{url}/sign-in")
    page.locator("[name=username]").fill(user)
    page.locator("[name=password]").fill(password)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url(lambda address: "/sign-in" not in address)
