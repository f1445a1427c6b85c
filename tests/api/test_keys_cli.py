"""`flask --app wsgi api-keys`: prints a key once, lists what is kept of it, revokes it."""

import pytest
from click.testing import Result
from flask import Flask

from opd_web.services import api_keys
from tests.support.clinic import Clinic


@pytest.fixture
def app(sqlite_app: Flask) -> Flask:
    """What is tried here does not depend on the kind of database."""
    return sqlite_app


def run(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=["api-keys", *words])


def test_a_new_key_stands_alone_on_the_last_line(app: Flask) -> None:
    said = run(app, "create", "Bridge", "--role", "nurse")
    key = said.output.splitlines()[-1]
    assert (said.exit_code, key.startswith("opd_"), len(key.split())) == (0, True, 1)


def test_a_key_is_never_shown_again(app: Flask) -> None:
    key = run(app, "create", "Bridge", "--role", "nurse").output.splitlines()[-1]
    listed = run(app, "list").output
    assert "Bridge" in listed
    assert "never used" in listed
    assert key not in listed


def test_a_key_can_be_bound_to_departments(clinic: Clinic) -> None:
    mine = clinic.department("K")
    run(clinic.app, "create", "Bridge", "--role", "nurse", "--department", "K")
    assert api_keys.every()[0].department_ids == {mine}


def test_a_doctor_s_key_names_its_doctor(clinic: Clinic) -> None:
    doctor = clinic.first_doctor
    said = run(clinic.app, "create", "Bridge", "--role", "doctor", "--doctor", str(doctor))
    assert (api_keys.every()[0].doctor_id, "names no doctor" in said.output) == (doctor, False)


def test_a_doctor_s_key_without_one_says_what_it_is_worth(app: Flask) -> None:
    said = run(app, "create", "Bridge", "--role", "doctor")
    assert (said.exit_code, "names no doctor" in said.output) == (0, True)
    assert said.output.splitlines()[-1].startswith("opd_")


def test_no_other_key_names_a_doctor(clinic: Clinic) -> None:
    said = run(clinic.app, "create", "Bridge", "--role", "nurse", "--doctor", str(clinic.first_doctor))
    assert (said.exit_code, said.output) == (1, "A doctor's key names its doctor, and no other key does.\n")


def test_an_unknown_department_is_named(app: Flask) -> None:
    said = run(app, "create", "Bridge", "--role", "nurse", "--department", "XX")
    assert (said.exit_code, said.output) == (1, "There is no such department XX.\n")


def test_a_key_can_be_made_to_expire(app: Flask) -> None:
    assert "expires " in run(app, "create", "Bridge", "--role", "auditor", "--days", "30").output


def test_an_unknown_role_is_refused(app: Flask) -> None:
    assert run(app, "create", "Bridge", "--role", "king").exit_code == 2


def test_a_key_is_revoked_by_its_number(app: Flask) -> None:
    run(app, "create", "Bridge", "--role", "nurse")
    assert run(app, "revoke", "1").output == "Key 1 for Bridge is revoked.\n"
    assert "revoked" in run(app, "list").output


def test_revoking_what_there_is_not_says_so(app: Flask) -> None:
    said = run(app, "revoke", "9")
    assert (said.exit_code, said.output) == (1, "There is no such key.\n")
