"""Every kind of caller on every address: let in where the table of permissions says so, and nowhere else."""

from collections import Counter
from collections.abc import Callable
from contextvars import Context
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.routing import Rule

from opd_web import access
from opd_web.engine.roles import PERMISSIONS, Role
from opd_web.services import accounts
from tests.security.conftest import address, methods
from tests.support.clinic import Clinic
from tests.support.pages import PASSWORD, Visitor, add_board, signed_in
from tests.support.programs import Program, with_key

RESULT = Path("test-results/roles.txt")
ENDS_IT = {"auth.sign_out", "auth.lock"}
"""After these the caller is another one: they are tried last."""
OPEN_TO_SOME = {"turns.ask": "refused", "turns.take": "refused"} | {
    "second_step.ask": "asked who", "second_step.sign_in": "asked who"
}  # fmt: skip
"""Public, and all the same closed where the PC is not enrolled, or the password was not typed a moment ago."""
Caller = Callable[[str, str], int]


def by_page(visitor: Visitor) -> Caller:
    """Give a browser that asks as htmx does, and sends the token of its forms."""

    def ask(method: str, path: str) -> int:
        if method == "POST":
            return visitor.post(path, htmx=True).status
        headers = {"HX-Request": "true"}
        return Context().run(visitor.client.open, path, method=method, headers=headers).status_code

    return ask


def by_key(program: Program) -> Caller:
    """Give a program; what it sends is never a valid request, so that nothing is set going."""

    known = {"Authorization": f"Bearer {program.key}"} if program.key else {}
    headers = {**known, "Idempotency-Key": "matrix"}

    def ask(method: str, path: str) -> int:
        body = None if method in {"GET", "DELETE"} else []
        client = program.app.test_client()
        return Context().run(client.open, path, method=method, json=body, headers=headers).status_code

    return ask


def callers(app: Flask, clinic: Clinic) -> dict[str, tuple[Caller, Role | None, bool]]:
    """Give everybody who can ask: the way of asking, the role, and whether by key."""
    board = Visitor(app)
    board.get(f"/boards/{add_board(clinic.first_department)}")
    # The first account and the first key are nobody of these: what is pressed on them ends no caller.
    accounts.add("somebody", "Somebody", PASSWORD, Role.NURSE, **clinic.who)
    with_key(app, Role.NURSE)
    found: dict[str, tuple[Caller, Role | None, bool]] = {
        "nobody": (by_page(Visitor(app)), None, False),
        "board": (by_page(board), None, False),
        "program without a key": (by_key(Program(app)), None, True),
    }
    for role in Role:
        doctor = clinic.first_doctor if role == Role.DOCTOR else None
        found[role] = (by_page(signed_in(app, role, role.value, doctor_id=doctor)), role, False)
        found[f"key of {role}"] = (by_key(with_key(app, role)), role, True)
    return found


def expected(app: Flask, rule: Rule, role: Role | None, *, key: bool) -> set[str]:
    """Read from the table of permissions what may come back."""
    view = app.view_functions[rule.endpoint]
    needed = access.needs(view)
    if needed is None:
        return {"refused"}
    if needed == access.PUBLIC:
        return {"let in", OPEN_TO_SOME.get(rule.endpoint, "let in")}
    if needed == access.BY_KEY:
        needed = getattr(view, access.KEY_NEEDS)
        if not key:
            return {"asked who"}
    elif key:
        return {"asked who"}
    if role is None:
        return {"asked who"}
    return {"let in"} if needed <= PERMISSIONS[role] else {"refused"}


def answer(status: int) -> str:
    return {401: "asked who", 303: "let in", 403: "refused"}.get(status, "let in")


def rules(app: Flask) -> list[Rule]:
    return sorted(app.url_map.iter_rules(), key=lambda rule: (rule.endpoint in ENDS_IT, rule.rule, rule.endpoint))


def test_every_caller_on_every_address(app: Flask, clinic: Clinic) -> None:
    clinic.book(clinic.slot(days=1))
    wrong, seen = [], Counter[str]()
    everybody = callers(app, clinic)
    for name, (ask, role, key) in everybody.items():
        for rule in rules(app):
            for method in methods(rule):
                got = as_seen(ask(method, address(rule)), key=key)
                seen[got] += 1
                if got not in expected(app, rule, role, key=key):
                    wrong.append((name, method, rule.rule, got))
    report(app, everybody, seen, wrong)
    assert wrong == []


def as_seen(status: int, *, key: bool) -> str:
    # A page sends a program, which has no sign-in, to where one signs in.
    return "asked who" if key and status == 303 else answer(status)


def report(app: Flask, everybody: dict[str, object], seen: Counter[str], wrong: list[tuple[str, ...]]) -> None:
    asked = sum(len(methods(rule)) for rule in rules(app))
    lines = [
        f"{len(everybody)} callers on {asked} methods of addresses: {sum(seen.values())} requests",
        f"let in {seen['let in']}, refused {seen['refused']}, asked who they are {seen['asked who']}",
        f"otherwise than the table of permissions says: {len(wrong)}",
        *("  " + " ".join(one) for one in wrong),
    ]
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_what_says_nothing_is_closed(app: Flask, clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin of the matrix: a view that forgets to say who may use it lets nobody in."""
    clinic.department()
    admin = signed_in(app, Role.ADMINISTRATOR)
    assert admin.get("/desk/K").status == 200
    monkeypatch.delattr(app.view_functions["reception.desk"], access.NEEDS)
    assert admin.get("/desk/K").status == 403
