"""What holds for every call of its kind: tags, pages, keys of repetition, and departments that are not one's own."""

from typing import Any

import pytest
from flask import Flask

from opd_web.engine.roles import Role
from tests.api.conftest import Setting
from tests.api.test_contract import LINES
from tests.support.clinic import Clinic
from tests.support.programs import Answer, Program, with_key

SINGLE = ["departments", "doctors", "patients", "slots", "tokens"]
CHANGES = {"departments": {"name": "Heart"}, "doctors": {"room": "5"}, "patients": {"language": "hi"},
           "slots": {"capacity": 3}}  # fmt: skip
LISTS = ["/departments", "/doctors", "/patients", "/slots", "/tokens", "/slots/1/tokens", "/waiting-list?department=1",
         "/audit?token=1"]  # fmt: skip
POSTS = [(path, body) for method, path, body, status, _ in LINES if method == "POST" and status < 400]
OTHER = {"name": "Somebody else", "phone": "+911122334455"}
NOT_OWN = [
    ("GET", "/slots/1"), ("GET", "/slots/1/tokens"), ("PUT", "/slots/1/delay"), ("POST", "/slots/1/cancel"),
    ("GET", "/tokens/1"), ("GET", "/tokens/1/explanation"), ("DELETE", "/tokens/1"), ("POST", "/tokens/1/arrive"),
    ("POST", "/tokens/1/call"), ("POST", "/tokens/1/undo"), ("POST", "/doctors/1/call-next"),
    ("GET", "/waiting-list?slot=1"), ("GET", "/waiting-list?department=1"), ("GET", "/tokens?department=1"),
    ("GET", "/audit?token=1"),
]  # fmt: skip


@pytest.fixture
def app(sqlite_app: Flask) -> Flask:
    """What is tried here does not depend on the kind of database."""
    return sqlite_app


@pytest.fixture
def busy(setting: Setting) -> Setting:
    """Slot 1 with token 1 of patient 1 and two who wait, slot 2 empty, and a second one of each thing."""
    slot = setting.slot(capacity=1)
    setting.slot("12:00", "13:00")
    for _ in range(3):
        setting.book(slot)
    setting.clinic.department("B")
    setting.clinic.doctor()
    return setting


@pytest.mark.parametrize("place", SINGLE)
def test_one_of_each_has_a_tag_that_spares_reading_it_again(busy: Setting, place: str) -> None:
    first = busy.program.get(f"/{place}/1")
    again = busy.program.get(f"/{place}/1", headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status, again.status, again.body) == (200, 304, None)


@pytest.mark.parametrize("place", CHANGES)
def test_a_change_of_what_was_seen_otherwise_is_refused(busy: Setting, place: str) -> None:
    seen = {"If-Match": busy.program.get(f"/{place}/1").headers["ETag"]}
    assert busy.program.put(f"/{place}/1", CHANGES[place], headers=seen).status == 200
    late = busy.program.put(f"/{place}/1", CHANGES[place], headers=seen)
    assert (late.status, late.code) == (412, "stale_version")


def test_a_token_is_not_cancelled_as_it_was_seen_before(busy: Setting) -> None:
    seen = {"If-Match": busy.program.get("/tokens/1").headers["ETag"]}
    busy.program.post("/tokens/1/call")
    assert busy.program.delete("/tokens/1", headers=seen).status == 412


@pytest.mark.parametrize("path", LISTS)
def test_every_list_is_read_page_by_page(busy: Setting, path: str) -> None:
    address, _, query = path.partition("?")
    asked = dict(pair.split("=") for pair in query.split("&") if pair)
    whole = busy.program.get(address, **asked).body["items"]
    found: list[Any] = []
    page: dict[str, Any] = {"next": ""}
    while page["next"] is not None:
        page = busy.program.get(address, **asked, limit=1, cursor=page["next"]).body
        found += page["items"]
    assert (found, len(found)) == (whole, len(whole))
    assert len(whole) > 0


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize(("name", "value"), [("cursor", "x"), ("limit", "0"), ("limit", "501"), ("favour", "1")])
def test_a_page_that_cannot_be_is_refused_by_field(busy: Setting, path: str, name: str, value: str) -> None:
    address, _, query = path.partition("?")
    asked = dict(pair.split("=") for pair in query.split("&") if pair)
    answer = busy.program.get(address, **asked, **{name: value})
    assert (answer.status, answer.fields) == (422, {name})


@pytest.mark.parametrize(("path", "body"), POSTS)
def test_every_post_that_is_sent_again_is_done_once(busy: Setting, path: str, body: dict[str, Any]) -> None:
    first = busy.program.post(path, body, once="again")
    before = busy.clinic.everything()
    again = busy.program.post(path, body, once="again")
    assert (again.status, again.body, again.headers["Idempotent-Replayed"]) == (first.status, first.body, "true")
    assert busy.clinic.everything() == before
    other = busy.program.post("/patients", OTHER, once="again")
    assert (other.status, other.code) == (422, "idempotency_mismatch")


@pytest.mark.parametrize(("method", "path"), NOT_OWN)
def test_what_belongs_to_another_department_is_closed(
    busy: Setting, clinic: Clinic, app: Flask, method: str, path: str
) -> None:
    before = clinic.everything()
    program = with_key(app, Role.ADMINISTRATOR, department_codes=["B"])
    kept = clinic.everything()
    answer = _send(program, method, path)
    assert (answer.status, answer.code) == (403, "forbidden")
    assert {name for name, rows in clinic.everything().items() if rows != kept[name]} <= {"api_key"}
    assert before["token"] == clinic.everything()["token"]


def _send(program: Program, method: str, path: str) -> Answer:
    body = {"minutes": 20} if path.endswith("/delay") else {}
    return program.send(method, path, json=None if method in {"GET", "DELETE"} else body)
