"""What a browser does without JavaScript: asks for pages, fills in forms, keeps cookies; and what stands on a page."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextvars import Context
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from typing import Any

import pytest
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

from opd_web import clock
from opd_web.engine.roles import Role
from opd_web.services import accounts, clinic, logins
from opd_web.store.board_rows import BoardDepartmentRow, BoardRow
from opd_web.store.database import db
from opd_web.web.identity import LOGIN_ID
from tests.support.clinic import NURSE, ZONE, Clinic, empty, moment

PASSWORD = "correct horse battery staple"
EMPTY = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


@dataclass
class Element:
    """One element with its attributes and all text inside it."""

    tag: str
    attributes: Mapping[str, str]
    text: str = ""
    inside: list[str] = field(default_factory=list)

    def __getitem__(self, name: str) -> str:
        return self.attributes[name]


class Parser(HTMLParser):
    """Reads HTML into a flat list of elements, in document order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self._open: list[Element] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs}, inside=[one.tag for one in self._open])
        self.elements.append(element)
        if tag not in EMPTY:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop().tag != tag:
            pass

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.text = " ".join(f"{element.text} {data}".split())


class Page:
    """One answer of the server."""

    def __init__(self, response: TestResponse) -> None:
        self.status = response.status_code
        self.headers = response.headers
        self.html = response.get_data().decode(errors="replace")
        self.location = response.headers.get("Location")
        response.close()

    @cached_property
    def elements(self) -> list[Element]:
        return Parser(self.html).elements

    def all(self, tag: str, **attributes: str) -> list[Element]:
        """Give the elements of this tag with these attributes; `class_` is one of its classes."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        return [one for one in self.elements if one.tag == tag and _has(one, wanted)]

    def __getitem__(self, element_id: str) -> Element:
        return next(one for one in self.elements if one.attributes.get("id") == element_id)

    def __contains__(self, text: str) -> bool:
        return text in self.text

    @cached_property
    def text(self) -> str:
        return " ".join(re.sub(r"<[^>]*>", " ", self.html).replace("&#39;", "'").split())

    def typed(self, name: str) -> str:
        """Give what stands in an input."""
        return next(one for one in self.all("input", name=name))["value"]

    @property
    def errors(self) -> list[str]:
        """Give the errors at the fields."""
        return [one.text for one in self.all("p", class_="field-error")]


def _has(element: Element, wanted: Mapping[str, str]) -> bool:
    return all(
        value in element.attributes.get(name, "").split() if name == "class" else element.attributes.get(name) == value
        for name, value in wanted.items()
    )


class Visitor:
    """One browser with its own cookies. Each request runs in a context of its own, as on a server."""

    def __init__(self, app: Flask) -> None:
        self.client = app.test_client()
        self._app = app
        self._reader = SecureCookieSessionInterface().get_signing_serializer(app)

    def get(self, path: str, *, htmx: bool = False, **headers: str) -> Page:
        return self._send("get", path, headers={**_headers(htmx), **headers})

    def post(self, path: str, fields: Mapping[str, Any] | None = None, *, htmx: bool = True, csrf: bool = True) -> Page:
        """Send a form with the token that a page would have put into it."""
        token = {"csrf_token": self.csrf} if csrf else {}
        return self._send("post", path, data={**token, **(fields or {})}, headers=_headers(htmx))

    def sign_in(self, username: str, password: str = PASSWORD, next_: str = "") -> Page:
        query = f"?next={next_}" if next_ else ""
        return self.post(f"/sign-in{query}", {"username": username, "password": password}, htmx=False)

    def enter(self, account_id: int) -> None:
        """Begin a sign-in as the form does, without the form: most tests are about what comes after it."""
        secret = logins.start(account_id, actor=NURSE, now=clock.now())
        kept = {LOGIN_ID: secret, "_user_id": secret, "_permanent": True, "csrf_token": secret}
        self.client.set_cookie("opd_session", self._reader.dumps(kept))

    @property
    def csrf(self) -> str:
        """Give the token of this browser's session, as any of its forms carries it; to ask for a page takes longer."""
        kept = self._session().get("csrf_token")
        if kept is None:
            return self.get("/sign-in").typed("csrf_token")
        return URLSafeTimedSerializer(self._app.secret_key or "", salt="wtf-csrf-token").dumps(kept)

    def _session(self) -> Mapping[str, Any]:
        cookie = self.client.get_cookie("opd_session")
        return self._reader.loads(cookie.decoded_value) if cookie else {}

    def forget(self) -> None:
        """Lose the sign-in, as when it expires."""
        self.client.delete_cookie("opd_session")

    def _send(self, method: str, path: str, **options: Any) -> Page:
        return Context().run(lambda: Page(getattr(self.client, method)(path, **options)))


def _headers(htmx: bool) -> dict[str, str]:
    return {"HX-Request": "true", "HX-Current-URL": "http://localhost/desk/K"} if htmx else {}


def signed_in(app: Flask, role: Role = Role.NURSE, name: str = "Sister Mary", **scope: Any) -> Visitor:
    """Give the browser of a user who has just signed in."""
    account = accounts.add(name, name, PASSWORD, role, actor=NURSE, now=Clinic(app).now, **scope)
    visitor = Visitor(app)
    visitor.enter(account)
    return visitor


def add_board(department_id: int, title: str = "Ground floor") -> int:
    """Add a board for one department, and give its id."""
    board = BoardRow(name="TV", title=title, open_to_all=True)
    db.session.add(board)
    db.session.flush()
    db.session.add(BoardDepartmentRow(board_id=board.id, department_id=department_id))
    db.session.commit()
    return board.id


@pytest.fixture
def sqlite_app(_applications: Callable[[str], Flask]) -> Iterator[Flask]:
    """The application on an empty SQLite database: what a page shows does not depend on the kind of database."""
    app = _applications("sqlite")
    with app.app_context():
        empty()
        clinic.set_facility("Hospital", ZONE.key, actor=NURSE, now=moment("06:00"))
        yield app


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    """A browser that nobody has signed in with."""
    return Visitor(app)


@pytest.fixture
def nurse(app: Flask) -> Visitor:
    """The browser of a nurse who works in every department."""
    return signed_in(app)
