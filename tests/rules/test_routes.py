"""Every route says who may use it, and every role is tried on it."""

import re

import pytest
from flask import Flask
from werkzeug.routing import Rule

from opd_web import running
from opd_web.engine.roles import PERMISSIONS, Permission, Role
from opd_web.web.permissions import stated
from tests.support.clinic import Clinic
from tests.support.pages import Visitor, signed_in

PUBLIC = {
    "boards.calls", "pairing.ask", "pairing.begin", "pairing.collect",
    "api_docs.description", "api_docs.page", "auth.ask", "auth.sign_in", "boards.board", "boards.screen",
    "health.alive", "health.ready", "languages.choose", "second_step.ask",
    "second_step.sign_in", "setup.ask", "setup.make", "static",
    "tracking.page", "turns.ask", "turns.take", "voice.file",
}  # fmt: skip
"""What is open to everyone. A board shows no personal data, nobody can type on a TV, a language is one browser's."""


def _rules(app: Flask) -> list[Rule]:
    """Give the addresses of pages; those of programs are tried in tests/api."""
    return [rule for rule in app.url_map.iter_rules() if not rule.rule.startswith(("/static", "/api"))]


def _address(rule: Rule) -> str:
    address = re.sub(r"<id:[^>]*>", "1", re.sub(r"<day:[^>]*>", "2025-03-03", rule.rule))
    return address.replace("<code>", "K").replace("<action>", "call")


def test_every_route_states_who_may_use_it(app: Flask) -> None:
    assert not [rule.endpoint for rule in app.url_map.iter_rules() if stated(app.view_functions[rule.endpoint]) is None]


def test_what_is_public_is_listed_here(app: Flask) -> None:
    assert {name for name, view in app.view_functions.items() if stated(view) == "public"} == PUBLIC


def test_addresses_are_in_kebab_case(app: Flask) -> None:
    bare = [re.sub(r"<[^>]*>", "", rule.rule) for rule in _rules(app)]
    assert not [address for address in bare if not re.fullmatch(r"[a-z0-9/-]*", address)]


def test_what_changes_something_is_a_post(app: Flask) -> None:
    changing = {rule.endpoint for rule in _rules(app) if "POST" in (rule.methods or ())}
    assert not [rule.endpoint for rule in _rules(app) if rule.endpoint in changing and "GET" in (rule.methods or ())]


@pytest.fixture(autouse=True)
def _no_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing run on beside the tests after a button was pressed."""
    monkeypatch.setattr(running, "launch", lambda *_: None)


@pytest.mark.parametrize("role", Role)
def test_every_role_is_let_in_where_its_permissions_say(app: Flask, clinic: Clinic, role: Role) -> None:
    visitor = signed_in(app, role, doctor_id=clinic.first_doctor if role == Role.DOCTOR else None)
    wrong = [
        (rule.rule, needed)
        for rule in _rules(app)
        if isinstance(needed := stated(app.view_functions[rule.endpoint]), frozenset)
        and rule.endpoint not in {"auth.sign_out", "auth.lock"}
        if (_status(visitor, rule) == 403) == (needed <= PERMISSIONS[role])
    ]
    assert wrong == []


def test_nobody_is_let_in_without_signing_in(app: Flask, visitor: Visitor) -> None:
    closed = [rule for rule in _rules(app) if rule.endpoint not in PUBLIC]
    assert {_status(visitor, rule) for rule in closed} == {401}


def test_every_permission_is_asked_for(app: Flask) -> None:
    asked = frozenset().union(
        *(needed for view in app.view_functions.values() if isinstance(needed := stated(view), frozenset))
    )
    assert asked == set(Permission)


def _status(visitor: Visitor, rule: Rule) -> int:
    send = visitor.post if "POST" in (rule.methods or ()) else visitor.get
    return send(_address(rule), htmx=True).status
