"""Every form of a page is refused without its token, and with that of another sign-in."""

from flask import Flask
from werkzeug.routing import Rule

from opd_web import access
from opd_web.engine.roles import Role
from tests.security.conftest import address, methods
from tests.support.clinic import Clinic
from tests.support.pages import Visitor, signed_in


def forms(app: Flask) -> list[Rule]:
    """Give every address that a page sends a form to."""
    return [
        rule
        for rule in app.url_map.iter_rules()
        if "POST" in methods(rule) and access.needs(app.view_functions[rule.endpoint]) != access.BY_KEY
    ]


def test_every_form_needs_its_token(app: Flask, clinic: Clinic) -> None:
    clinic.book(clinic.slot())
    admin = signed_in(app, Role.ADMINISTRATOR)
    before = clinic.everything()
    statuses = {rule.rule: admin.post(address(rule), csrf=False).status for rule in forms(app)}
    assert {rule: status for rule, status in statuses.items() if status != 400} == {}
    assert len(statuses) >= 50
    assert clinic.everything() == before


def test_the_token_of_another_sign_in_is_none(app: Flask, clinic: Clinic) -> None:
    admin, attacker = signed_in(app, Role.ADMINISTRATOR), signed_in(app, Role.NURSE, "Eve")
    token = attacker.csrf
    statuses = {admin.post(address(rule), {"csrf_token": token}, csrf=False).status for rule in forms(app)}
    assert statuses == {400}


def test_a_token_in_an_address_is_none(app: Flask, nurse: Visitor) -> None:
    assert nurse.post(f"/session/active?csrf_token={nurse.csrf}", csrf=False).status == 400
