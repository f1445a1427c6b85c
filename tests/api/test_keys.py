"""Keys: shown once, kept as a hash, refused once they ended, and never more than their role."""

import hashlib
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from opd_web.engine.roles import SYSTEM, Role
from opd_web.services import api_keys
from opd_web.services.refused import Refused
from opd_web.store.program_rows import ApiKeyRow
from tests.support.clinic import Clinic, moment
from tests.support.programs import Program, with_key

NEW = {"code": "K", "name": "Cardiology", "public_label": "Clinic K"}


def test_only_a_hash_of_the_key_is_kept(program: Program, clinic: Clinic) -> None:
    kept = clinic.rows(ApiKeyRow)[0]
    assert program.key is not None
    assert kept.hash == hashlib.sha256(program.key.encode()).hexdigest()


def test_a_call_with_a_key_is_answered(program: Program) -> None:
    answer = program.get("/departments")
    assert (answer.status, answer.body) == (200, {"items": [], "next": None})


@pytest.mark.parametrize(
    "header", [None, "", "Bearer", "Bearer ", "Basic b3BkOg==", "Bearer opd_nonsense", "Bearer " + "x" * 9000]
)
def test_a_call_without_a_valid_key_is_refused(
    nobody: Program, wall: Callable[[str], None], header: str | None
) -> None:
    answer = nobody.get("/departments", headers={"Authorization": header} if header is not None else {})
    assert (answer.status, answer.code, answer.headers["WWW-Authenticate"]) == (401, "unauthorized", "Bearer")


def test_a_revoked_key_is_refused(program: Program) -> None:
    api_keys.revoke(1, actor=SYSTEM, now=moment("08:00"))
    assert program.get("/departments").code == "unauthorized"


def test_an_expired_key_is_refused(app: Flask, wall: Callable[[str], None]) -> None:
    program = with_key(app, Role.NURSE, expires_at=moment("09:00"))
    assert program.get("/departments").status == 200
    wall("09:00")
    assert program.get("/departments").status == 401


def test_the_last_use_is_noted_once_a_minute(app: Flask, program: Program, wall: Callable[[str], None]) -> None:
    program.get("/departments")
    wall("08:00")
    assert api_keys.every()[0].last_used_at == moment("08:00")
    wall("08:02")
    program.get("/departments")
    assert api_keys.every()[0].last_used_at == moment("08:02")


def test_a_key_does_what_its_role_may(program: Program) -> None:
    assert program.post("/departments", NEW).status == 201


@pytest.mark.parametrize("role", [Role.NURSE, Role.DOCTOR, Role.AUDITOR])
def test_a_key_does_nothing_that_its_role_may_not(app: Flask, wall: Callable[[str], None], role: Role) -> None:
    assert with_key(app, role).post("/departments", NEW).code == "forbidden"


def test_a_key_sees_the_departments_that_it_works_in(clinic: Clinic, wall: Callable[[str], None]) -> None:
    mine, other = clinic.department("K"), clinic.department("E")
    program = with_key(clinic.app, Role.NURSE, department_codes=["K"])
    assert [one["id"] for one in program.get("/departments").body["items"]] == [str(mine)]
    assert program.get(f"/departments/{other}").code == "forbidden"


def test_a_cookie_is_no_key(nobody: Program, wall: Callable[[str], None]) -> None:
    assert nobody.get("/departments", headers={"Cookie": "opd_session=anything"}).status == 401


def test_a_key_cannot_expire_in_the_past(app: Flask) -> None:
    with pytest.raises(Refused, match="expires in the future"):
        with_key(app, Role.NURSE, expires_at=moment("07:00") - timedelta(days=1))
