"""Whatever somebody types is text: on every page that shows it, for every role that may see the page."""

import re
from datetime import time

import pytest
from flask import Flask
from werkzeug.routing import Rule

from opd_web import access
from opd_web.engine.roles import SYSTEM, Actor, Role
from opd_web.services import accounts, api_keys, booking, departments, desks, doctors, facility, schedule, users
from opd_web.services.departments import DepartmentFields
from opd_web.services.doctors import DoctorFields
from opd_web.services.users import UserFields
from opd_web.store.board_rows import BoardRow
from opd_web.store.database import db
from tests.security.conftest import address, methods
from tests.support.clinic import Clinic
from tests.support.pages import PASSWORD, Page, Visitor, add_board

ATTEMPTS = (
    '"><img src=x onerror=alert(1)>',
    '" hx-get="/evil" hx-trigger="load" x="',
    "' data-hx-get='/evil' data-hx-trigger='load' x='",
    '<p hx-get="/evil" data-hx-on:load="alert(1)">evil</p></template></script>',
    "{{ 7 * 7 }}<svg onload=alert(1)>",
)


def fill(clinic: Clinic, text: str) -> None:
    """Write the attempt into every text that there is."""
    who = {"actor": SYSTEM, "now": clinic.now}
    slot = clinic.slot()
    schedule.plan(clinic.first_doctor, [0], schedule.Hours(time(14), time(15), 30, 2), **who)
    clinic.bring_to(clinic.book(slot, name=text, phone="+919812345678"), "call")
    request = clinic.ask(slot, name=text, phone="+919812345679", reason=text)
    booking.emergency(request, key="evil", **clinic.who)
    clinic.cancel(clinic.book(slot), reason=text)
    facility.change(text, "Asia/Kolkata", **who)
    departments.change(clinic.first_department, DepartmentFields("K", text, text), **who)
    doctors.change(clinic.first_doctor, DoctorFields(clinic.first_department, text, text[:40], text[:20]), **who)
    users.add(text[:80], UserFields(text, Role.NURSE), **who)
    pc = desks.enrol(text[:80], **who)
    api_keys.create(text, Role.NURSE, **who)
    add_board(clinic.first_department, title=text)
    db.session.query(BoardRow).update({"name": text})
    db.session.commit()
    assert desks.is_enrolled(pc.secret)


@pytest.fixture(params=ATTEMPTS, ids=["image", "htmx", "data-hx", "element", "template"])
def hostile(request: pytest.FixtureRequest, app: Flask, clinic: Clinic) -> Visitor:
    """An administrator of a clinic in which every text is an attempt, at an enrolled PC."""
    text = str(request.param)
    fill(clinic, text)
    account = accounts.add("boss", text, PASSWORD, Role.ADMINISTRATOR, actor=SYSTEM, now=clinic.now)
    assert Actor(f"user:{account}", Role.ADMINISTRATOR)
    visitor = Visitor(app)
    visitor.sign_in("boss")
    return visitor


def pages(app: Flask) -> list[Rule]:
    """Give every address that shows a page or a part of one."""
    views = app.view_functions
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static" and "GET" in methods(rule)]
    return [rule for rule in rules if access.needs(views[rule.endpoint]) != access.BY_KEY]


def evil(page: Page) -> list[str]:
    """Give what became markup, in a page or in the part of one."""
    return [
        f"{one.tag} {name}"
        for one in page.elements
        for name, value in one.attributes.items()
        if (one.tag == "img" and value == "x")
        or re.fullmatch(r"on\w+|(data-)?hx-on.*", name)
        or (re.fullmatch(r"(data-)?hx-\w+", name) and "evil" in value)
    ]


def test_every_page_shows_it_as_text(app: Flask, hostile: Visitor) -> None:
    shown = {rule.rule: hostile.get(address(rule)) for rule in pages(app)}
    html = [page for page in shown.values() if page.headers.get("Content-Type", "").startswith("text/html")]
    assert {path: evil(page) for path, page in shown.items() if page in html and evil(page)} == {}
    assert {path for path, page in shown.items() if page.status >= 500} == set()
    assert sum(page.status == 200 for page in html) >= 30
    assert not [page for page in html if "evil</p>" in page.html or "49<svg" in page.html]


def test_the_test_sees_markup(app: Flask) -> None:
    """The twin: what stands in a page as it was typed is noticed, for every attempt but the one without markup."""
    from werkzeug.test import TestResponse
    from werkzeug.wrappers import Response

    for attempt in ATTEMPTS:
        body = f"<input value=\"{attempt}\"><input value='{attempt}'>{attempt}"
        response = TestResponse([body.encode()], "200 OK", Response(body).headers, None)  # type: ignore[arg-type]
        assert evil(Page(response)), attempt
