"""The description is complete, needs no key, and its examples work when they are pasted."""

import json
import re
from typing import Any

import pytest
from flask import Flask

from opd_web.engine.roles import PERMISSIONS
from tests.api.conftest import Setting
from tests.support.programs import Program

BEFORE: dict[str, tuple[str, ...]] = {
    "departments_add": (), "departments_change": (), "doctors_add": (), "doctors_change": (), "patients_register": (),
    "patients_change": (), "slots_add": (), "slots_change": (), "slots_delay": (), "slots_cancel": (),
    "tokens_book": (), "tokens_emergency": (), "steps_arrive": (), "steps_call": (), "steps_call_next": (),
    "steps_cancel": (), "steps_no_show": (), "steps_transfer": (), "steps_undo": ("call",), "steps_recall": ("call",),
    "simulations_opd_day": (), "steps_hold": ("call",), "steps_start": ("call",), "steps_complete": ("call", "start"),
    "steps_escalate": (),
}  # fmt: skip
"""What brings token 1 to where each call that has an example begins."""


@pytest.fixture
def app(sqlite_app: Flask) -> Flask:
    """What is tried here does not depend on the kind of database."""
    return sqlite_app


@pytest.fixture
def described(nobody: Program) -> dict[str, Any]:
    body: dict[str, Any] = nobody.get("/api/openapi.json").body
    return body


def calls(described: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (path, method, call)
        for path, methods in described["paths"].items()
        for method, call in methods.items()
        if method != "parameters"
    ]


def test_it_is_openapi_3_1_and_needs_no_key(nobody: Program) -> None:
    answer = nobody.get("/api/openapi.json")
    assert (answer.status, answer.body["openapi"]) == (200, "3.1.0")
    assert nobody.get("/api/openapi.json", headers={"If-None-Match": answer.headers["ETag"]}).status == 304


def test_every_call_is_described(app: Flask, described: dict[str, Any]) -> None:
    rules = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/api/v1")]
    there = {
        (re.sub(r"<key:([^>]*)>", r"{\1}", rule.rule), method.lower())
        for rule in rules
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert {(path, method) for path, method, _ in calls(described)} == there


def test_every_call_says_what_it_is_for_and_who_may_make_it(described: dict[str, Any]) -> None:
    roles = {role.value for role in PERMISSIONS}
    assert not [path for path, _, call in calls(described) if not call["summary"].endswith(".")]
    assert not [path for path, _, call in calls(described) if not set(call["x-roles"]) <= roles or not call["x-roles"]]


def test_every_post_takes_an_idempotency_key(described: dict[str, Any]) -> None:
    posts = [call for _, method, call in calls(described) if method == "post"]
    wanted = {"$ref": "#/components/parameters/IdempotencyKey"}
    assert not [call["operationId"] for call in posts if wanted not in call["parameters"]]


def test_every_body_has_an_example(described: dict[str, Any]) -> None:
    bodies = [call["requestBody"] for _, _, call in calls(described) if "requestBody" in call]
    assert not [body for body in bodies if "example" not in body["content"]["application/json"]]


def test_every_reference_leads_somewhere(described: dict[str, Any]) -> None:
    for reference in set(re.findall(r'"\$ref": "#/([^"]+)"', json.dumps(described))):
        place = described
        for step in reference.split("/"):
            place = place[step]


def test_every_example_is_tried(described: dict[str, Any]) -> None:
    assert {call["operationId"] for _, _, call in calls(described) if "requestBody" in call} == set(BEFORE)


@pytest.mark.parametrize("operation", BEFORE)
def test_an_example_works_when_it_is_pasted(setting: Setting, described: dict[str, Any], operation: str) -> None:
    path, method, call = next(one for one in calls(described) if one[2]["operationId"] == operation)
    slot = setting.slot()
    setting.slot("12:00", "13:00")
    if operation.startswith("steps"):
        setting.book(slot)
    else:
        setting.program.post("/patients", {"name": "First", "phone": "+911111111111"})
    for step in BEFORE[operation]:
        setting.program.post(f"/tokens/1/{step}")
    example = call["requestBody"]["content"]["application/json"]["example"]
    answer = setting.program.send(method.upper(), re.sub(r"\{[a-z_]*\}", "1", path), json=example)
    assert answer.status in (200, 201), answer.body


def test_the_page_needs_no_key_and_names_every_code(nobody: Program) -> None:
    response = nobody.app.test_client().get("/api/docs")
    text = response.get_data(as_text=True)
    assert response.status_code == 200
    assert 'id="stale_version"' in text
    assert "<script>" not in text
    assert " style=" not in text
