"""Every form that makes something carries a key, so that sending it again makes nothing more."""

import re

import pytest
from flask import Flask

from opd_web.engine.roles import Role
from tests.support.clinic import Clinic
from tests.support.pages import signed_in
from tests.support.site import addresses

FORM = re.compile(r'<form\b[^>]*(?:method="post"|hx-post).*?</form>', re.DOTALL)
ADDRESS = re.compile(r'(?:action|hx-post)="([^"?]+)')
KEY = re.compile(r'name="(?:form_)?key"')

MAKES_NOTHING = {
    "account.change_password", "account.set_pin", "admin.days.cancel", "admin.days.change", "admin.days.move",
    "admin.departments.save", "admin.doctors.retire", "admin.doctors.save", "admin.imports.check", "admin.leave.check",
    "admin.overview.save_facility", "admin.pairings.find", "admin.policies.save", "admin.retention.check",
    "admin.retention.erase", "admin.retention.search", "admin.users.disable", "admin.users.reset_password",
    "admin.users.save", "admin.users.sign_out", "audit.patients.search", "audit.seal.verify", "auth.lock",
    "auth.sign_in", "auth.sign_out", "auth.unlock", "clinic_day.late", "escalation.escalate", "identifying.identify",
    "languages.choose",
    "notes.cancel", "pairing.begin", "people.change", "people.find", "report.download", "second_step.begin",
    # Every print counts: the second one is a copy.
    "slips.print_one",
}  # fmt: skip
"""What sets, looks up or ends something: done twice, it stands as after once."""


@pytest.fixture
def forms(app: Flask, clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> set[tuple[str, bool]]:
    """Each form of each page and dialog, by what it is sent to, and whether it carries a key."""
    monkeypatch.setattr("opd_web.clock.now", lambda: clinic.now)
    clinic.book(clinic.slot())
    visitor = signed_in(app, Role.ADMINISTRATOR)
    pages = [(address, visitor.get(address).html) for address in addresses(app, clinic.day())]
    return {(_sent_to(app, form, page), bool(KEY.search(form))) for page, html in pages for form in FORM.findall(html)}


def _sent_to(app: Flask, form: str, page: str) -> str:
    """Give the endpoint; a form that names none is sent to its own page."""
    named = ADDRESS.search(form)
    endpoint, _ = app.url_map.bind("").match(named[1] if named else page.partition("?")[0], method="POST")
    return str(endpoint)


def test_every_form_that_makes_something_carries_a_key(forms: set[tuple[str, bool]]) -> None:
    assert {name for name, has_key in forms if not has_key} == MAKES_NOTHING


def test_a_form_has_a_key_wherever_it_stands(forms: set[tuple[str, bool]]) -> None:
    assert {name for name, has_key in forms if has_key} >= {
        "people.register",
        "reception.book",
        "admin.doctors.add",
        "admin.users.add",
        "lab.asking.play_day",
    }
    assert not {name for name, has_key in forms if has_key} & {name for name, has_key in forms if not has_key}
