"""Whatever somebody typed, anywhere, is text wherever it comes out: pages, fragments, boards, slips, exports.

What can be typed is found, not listed: every column of text that is not known to be made here, every form of a page.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from contextvars import Context

import pytest
from flask import Flask
from sqlalchemy import Column, String, Table, update

from opd_web import tracking_address
from opd_web.engine.roles import SYSTEM, Role
from opd_web.services import absences, accounts, notes
from opd_web.store.board_rows import BoardRoomRow
from opd_web.store.database import Base, db
from opd_web.store.leave_models import Span
from opd_web.tracking_address import Tracked
from opd_web.web.reports.downloads import TOKENS
from opd_web.web.reports.files import FORMULA
from opd_web.web.reports.pages import REPORTS
from tests.security.conftest import address
from tests.security.test_stored_script import ATTEMPTS, evil, fill, pages
from tests.support.clinic import DAY, Clinic
from tests.support.pages import PASSWORD, Element, Page, Parser, Visitor

FORMULAS = ('=HYPERLINK("http://evil.example","x")', "+1+2", "-1+2", "@SUM(A1:A9)", "\t=1+2", "\r=1+2")

MADE_HERE = {
    "about", "actor", "asked", "body", "bucket", "changes", "created_by", "detail", "etag", "fact", "facts",
    "fingerprint", "hash", "head", "key", "kind", "location", "options", "password_hash", "pin_hash", "pool",
    "previous_hash", "printed_by", "problem", "result", "rule", "secret_hash", "status", "status_after",
    "state", "status_before", "token_hash", "totp_secret", "what",
}  # fmt: skip
"""Columns whose text is ids, codes, hashes and figures of the program's own making."""

CHOSEN = {
    "account.language", "account.role", "api_key.role", "board.languages", "board.screen", "board.sound",
    "board_pairing.code", "department.code", "facility.timezone", "overtakes.class", "patient.language",
    "patient.name_key", "patient.phone", "policy_version.preset", "token.class", "token.source",
}  # fmt: skip
"""Columns that take one of a list, or what a pattern lets through: no mark-up fits into any."""


def typed() -> list[tuple[Table, Column[str]]]:
    """Give every column that keeps what somebody typed."""
    return [
        (table, column)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, String) and column.name not in MADE_HERE
        if f"{table.name}.{column.name}" not in CHOSEN
    ]


def write_everywhere(text: str) -> set[str]:
    """Write the text into every row of every typed column, and name the columns in which no row stood."""
    empty = set()
    for table, column in typed():
        most = getattr(column.type, "length", None) or 4000
        # Where each row must differ, its number stands in front: behind it the text is cut off.
        value: object = text[:most]
        if column.unique:
            value = (text[: most - 6] + db.cast(table.c.id, String)) if "id" in table.c else value
        if db.session.execute(update(table).values({column.name: value})).rowcount == 0:
            empty.add(f"{table.name}.{column.name}")
    db.session.commit()
    return empty


def live_in(clinic: Clinic, text: str) -> Visitor:
    """Let an administrator sign in to a clinic in which every text that can be typed is this one."""
    fill(clinic, text)
    token = clinic.book(clinic.slot("12:00"))
    notes.write(token.id, text[:80], key="evil-note", **clinic.who)
    absences.put(Span(clinic.doctor(name="Dr Das"), None, DAY, DAY), "Rest", {}, actor=SYSTEM, now=clinic.now)
    db.session.add(BoardRoomRow(board_id=1, room="3"))
    db.session.commit()
    accounts.add("boss", "Boss", PASSWORD, Role.ADMINISTRATOR, actor=SYSTEM, now=clinic.now)
    visitor = Visitor(clinic.app)
    assert visitor.sign_in("boss").status == 303
    assert write_everywhere(text) == set()
    return visitor


@pytest.fixture(params=ATTEMPTS, ids=["image", "htmx", "data-hx", "element", "template"])
def hostile(request: pytest.FixtureRequest, clinic: Clinic) -> Visitor:
    """An administrator where every text is mark-up."""
    return live_in(clinic, request.param)


def is_page(page: Page) -> bool:
    return page.headers.get("Content-Type", "").startswith("text/html")


@pytest.mark.parametrize("htmx", [False, True], ids=["pages", "fragments"])
def test_every_page_and_fragment_shows_it_as_text(app: Flask, hostile: Visitor, htmx: bool) -> None:
    shown = {rule.rule: hostile.get(address(rule), htmx=htmx) for rule in pages(app)}
    assert {path: page.status for path, page in shown.items() if page.status >= 500} == {}
    assert {path: evil(page) for path, page in shown.items() if is_page(page) and evil(page)} == {}
    assert sum(is_page(page) and page.status == 200 for page in shown.values()) >= 30


def test_a_phone_and_a_tv_show_it_as_text(app: Flask, clinic: Clinic, hostile: Visitor) -> None:
    secret = tracking_address.seal(Tracked(1, clinic.day()), str(app.secret_key))
    seen = {path: Visitor(app).get(path) for path in (f"/t/{secret}", "/boards/1", "/boards/1/calls")}
    assert {path: page.status for path, page in seen.items()} == dict.fromkeys(seen, 200)
    assert {path: evil(page) for path, page in seen.items() if evil(page)} == {}


# What is typed and handed back.


def forms(page: Page) -> Iterator[tuple[str, list[Element]]]:
    """Give where each form of a page that takes typed text is sent, and everything in it."""
    for found in re.findall(r"<form\b.*?</form>", page.html, re.DOTALL):
        form, *inside = Parser(found).elements
        target = form.attributes.get("action") or form.attributes.get("hx-post")
        sends = form.attributes.get("method") == "post" or "hx-post" in form.attributes
        if sends and any(takes_text(one) for one in inside):
            yield target or "", inside


def takes_text(element: Element) -> bool:
    if element.tag == "textarea":
        return True
    return element.tag == "input" and element.attributes.get("type", "text") in {"text", "search", "tel", "email"}


PROPER = {"number": "10", "date": "2025-03-04", "time": "11:00", "datetime-local": "2025-03-04T11:00"}


def filled_in(inside: list[Element], text: str) -> dict[str, str]:
    """Fill a form in as its page offers it, and with the attempt wherever something can be typed."""
    fields: dict[str, str] = {}
    for one in inside:
        name, kind = one.attributes.get("name", ""), one.attributes.get("type", "text")
        if not name or kind == "password":
            continue
        if takes_text(one):
            fields[name] = text
        elif one.tag == "input":
            fields.setdefault(name, one.attributes.get("value") or PROPER.get(kind, ""))
    return fields


def test_every_form_hands_it_back_as_text(app: Flask, hostile: Visitor, request: pytest.FixtureRequest) -> None:
    text = request.node.callspec.params["hostile"]
    sent: dict[str, Page] = {}
    for rule in pages(app):
        page = hostile.get(address(rule))
        for target, inside in forms(page) if is_page(page) else ():
            path = target or address(rule)
            if path not in sent:
                sent[path] = hostile.post(path, filled_in(inside, text), htmx=False)
    assert {path: page.status for path, page in sent.items() if page.status >= 500} == {}
    assert {path: evil(page) for path, page in sent.items() if evil(page)} == {}
    assert len(sent) >= 12, sorted(sent)
    assert hostile.get("/admin/").status == 200


# What is taken away.


@pytest.fixture(params=FORMULAS)
def formulas(request: pytest.FixtureRequest, clinic: Clinic) -> Visitor:
    """An administrator where every text is a formula."""
    return live_in(clinic, request.param)


def files(visitor: Visitor, kind: str) -> dict[str, bytes]:
    """Give every file that can be taken away."""

    def body(name: str) -> bytes:
        data = {"csrf_token": visitor.csrf, "format": kind}
        answer = visitor.client.post(f"/reports/{name}/download?from=2025-03-03&to=2025-03-03", data=data)
        assert answer.status_code == 200, name
        return bytes(answer.data)

    # A file is read where it was asked for: it comes in pieces.
    return {name: Context().run(body, name) for name in (*REPORTS, TOKENS)}


def test_no_cell_of_a_csv_is_a_formula(formulas: Visitor) -> None:
    cells = [
        cell
        for content in files(formulas, "csv").values()
        for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
        for cell in row
    ]
    wrong = [cell for cell in cells if cell.startswith(FORMULA) and not re.fullmatch(r"-?\d+(\.\d+)?", cell)]
    assert wrong == []
    assert any(cell.startswith("'") for cell in cells)


def test_no_cell_of_a_workbook_is_a_formula(formulas: Visitor) -> None:
    for content in files(formulas, "xlsx").values():
        book = zipfile.ZipFile(io.BytesIO(content))
        sheets = [book.read(name).decode() for name in book.namelist() if "worksheets/sheet" in name]
        assert sheets
        assert not [sheet for sheet in sheets if re.search(r"<f\b|t=\"str\"|<hyperlink", sheet)]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_markup_in_a_file_stays_text(hostile: Visitor, kind: str) -> None:
    for name, content in files(hostile, kind).items():
        if kind == "csv":
            list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))
            continue
        book = zipfile.ZipFile(io.BytesIO(content))
        assert not [one for one in book.namelist() if b"<img" in book.read(one) or b"<svg" in book.read(one)], name


def test_a_new_column_is_found(monkeypatch: pytest.MonkeyPatch, clinic: Clinic) -> None:
    """The twin: what is not known as the program's own is taken for typed, and must have been filled."""
    monkeypatch.setattr("tests.security.test_typed_text.CHOSEN", set())
    assert ("department", "code") in {(table.name, column.name) for table, column in typed()}
    assert "note.text" in write_everywhere("x")
