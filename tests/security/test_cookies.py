"""Every cookie of the product, over https and without: kept to this host, from scripts, and from other sites."""

from collections.abc import Callable
from contextvars import Context

import pytest
from flask import Flask
from werkzeug.test import Client, TestResponse

from opd_web.engine.roles import SYSTEM, Role
from opd_web.services import accounts
from tests.support.clinic import Clinic
from tests.support.pages import PASSWORD, Page, add_board

KNOWN = {"opd_session", "opd_known", "opd_desk", "opd_board", "opd_pairing", "opd_tv", "opd_language"}


class Browser:
    """A browser that keeps every header that sets a cookie."""

    def __init__(self, app: Flask, base: str) -> None:
        self.client: Client = app.test_client()
        self.base = base
        self.set: list[str] = []

    def ask(self, method: str, path: str, **fields: str) -> TestResponse:
        headers = {"Referer": f"{self.base}/sign-in"}
        asked = {"method": method, "base_url": self.base, "data": fields or None, "headers": headers}
        answer = Context().run(self.client.open, path, **asked)
        self.set += answer.headers.getlist("Set-Cookie")
        return answer

    def post(self, path: str, page: str = "/sign-in", **fields: str) -> TestResponse:
        return self.ask("POST", path, csrf_token=Page(self.ask("GET", page)).typed("csrf_token"), **fields)


@pytest.fixture
def cookies(app: Flask, clinic: Clinic) -> Callable[[str], list[str]]:
    """Do what sets each cookie that there is, and give what was set."""

    def find(base: str) -> list[str]:
        accounts.add("boss", "Boss", PASSWORD, Role.ADMINISTRATOR, actor=SYSTEM, now=clinic.now)
        board = add_board(clinic.first_department)
        staff, tv = Browser(app, base), Browser(app, base)
        staff.post("/language", language="en")
        assert staff.post("/sign-in", username="boss", password=PASSWORD).status_code == 303
        staff.post("/admin/desks/", "/admin/desks/", name="Desk 2")
        tv.ask("GET", f"/boards/{board}")
        tv.post("/boards/pair", "/boards/pair")
        code = Page(tv.ask("GET", "/boards/pair"))["code"].text
        staff.post("/admin/boards/pairings/", "/admin/boards/", code=code)
        staff.post("/admin/boards/pairings/1", "/admin/boards/pairings/1", **{"old-board_id": str(board)})
        assert tv.post("/boards/pair/token", "/boards/pair").get_json()["state"] == "paired"
        assert tv.ask("GET", "/boards/pair").location == f"/boards/{board}"
        return staff.set + tv.set

    return find


def test_over_https_each_is_kept_to_this_host(cookies: Callable[[str], list[str]]) -> None:
    found = cookies("https://localhost")
    assert {one.split("=")[0] for one in found} == {f"__Host-{name}" for name in KNOWN}
    wanted = {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"}
    assert [one for one in found if not wanted <= set(one.split("; ")) or "Domain" in one] == []


def test_over_http_each_is_kept_from_scripts_and_other_sites(cookies: Callable[[str], list[str]]) -> None:
    found = cookies("http://localhost")
    assert {one.split("=")[0] for one in found} == KNOWN
    assert [one for one in found if not {"HttpOnly", "Path=/", "SameSite=Lax"} <= set(one.split("; "))] == []
