"""The key of every role on every call: let in where the table of permissions says so, and nowhere else."""

import re

import pytest
from flask import Flask
from werkzeug.routing import Rule

from opd_web import access
from opd_web.engine.roles import PERMISSIONS, Role
from tests.support.programs import Program, with_key

OPEN = {
    "GET /departments", "GET /departments/<department_id>", "GET /doctors", "GET /doctors/<doctor_id>", "GET /slots",
    "GET /slots/<slot_id>", "GET /slots/<slot_id>/tokens", "GET /tokens", "GET /tokens/<token_id>",
    "GET /tokens/<token_id>/explanation", "GET /waiting-list",
}  # fmt: skip
"""What any key may read: no call here gives a name."""


@pytest.fixture
def app(sqlite_app: Flask) -> Flask:
    """What is tried here does not depend on the kind of database."""
    return sqlite_app


def calls(app: Flask) -> list[tuple[str, Rule]]:
    return [
        (method, rule)
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1")
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    ]


def name(method: str, rule: Rule) -> str:
    return f"{method} {re.sub('<key:', '<', rule.rule.removeprefix('/api/v1'))}"


def status(program: Program, method: str, rule: Rule) -> int:
    address = re.sub(r"<key:[^>]*>", "1", rule.rule)
    return program.send(method, address, json=None if method in {"GET", "DELETE"} else {}).status


def test_there_are_as_many_calls_as_the_design_lists(app: Flask) -> None:
    # And one more: a token that becomes an emergency.
    assert len(calls(app)) == 43 + 1


def test_every_call_states_what_it_needs(app: Flask) -> None:
    unmarked = [
        name(method, rule)
        for method, rule in calls(app)
        if access.needs(app.view_functions[rule.endpoint]) != access.BY_KEY
        or getattr(app.view_functions[rule.endpoint], access.KEY_NEEDS, None) is None
    ]
    assert unmarked == []


def test_what_every_key_may_read_is_listed_here(app: Flask) -> None:
    free = {
        name(method, rule)
        for method, rule in calls(app)
        if not getattr(app.view_functions[rule.endpoint], access.KEY_NEEDS)
    }
    assert free == OPEN


@pytest.mark.parametrize("role", Role)
def test_every_role_is_let_in_where_its_permissions_say(app: Flask, wall: object, role: Role) -> None:
    program = with_key(app, role)
    wrong = [
        name(method, rule)
        for method, rule in calls(app)
        if rule.endpoint != "simulations.opd_day" or role != Role.ADMINISTRATOR
        if (status(program, method, rule) == 403)
        == (getattr(app.view_functions[rule.endpoint], access.KEY_NEEDS) <= PERMISSIONS[role])
    ]
    assert wrong == []


def test_nobody_is_let_in_without_a_key(nobody: Program, wall: object) -> None:
    assert {status(nobody, method, rule) for method, rule in calls(nobody.app)} == {401}


def test_a_view_without_a_list_of_needs_is_closed(app: Flask, wall: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(app.view_functions["departments.list_all"], access.KEY_NEEDS)
    assert with_key(app, Role.NURSE).get("/departments").code == "forbidden"
