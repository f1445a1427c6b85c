"""Idempotency-Key: what is sent again is done once, and gets the same answer."""

import json
from collections.abc import Callable
from datetime import timedelta

from flask import Flask

from opd_web.engine.roles import SYSTEM, Role
from opd_web.services import answers
from opd_web.store.program_rows import AnswerRow
from opd_web.store.rows import DepartmentRow
from tests.support.clinic import Clinic, moment
from tests.support.programs import Program, with_key

NEW = {"code": "K", "name": "Cardiology", "public_label": "Clinic K"}


def test_the_same_call_gets_the_same_answer(program: Program, clinic: Clinic) -> None:
    first = program.post("/departments", NEW, once="a")
    again = program.post("/departments", NEW, once="a")
    assert (again.status, again.body) == (first.status, first.body) == (201, first.body)
    assert len(clinic.rows(DepartmentRow)) == 1


def test_the_answer_says_that_it_was_given_before(program: Program) -> None:
    replayed = [program.post("/departments", NEW, once="a").headers.get("Idempotent-Replayed") for _ in range(2)]
    assert replayed == [None, "true"]


def test_the_answer_keeps_its_address_and_its_tag(program: Program) -> None:
    first, again = (program.post("/departments", NEW, once="a").headers for _ in range(2))
    assert (again["Location"], again["ETag"]) == (first["Location"], first["ETag"])


def test_the_order_of_fields_does_not_matter(program: Program) -> None:
    program.post("/departments", NEW, once="a")
    turned = json.dumps(dict(reversed(NEW.items())))
    headers = {"Idempotency-Key": "a", "Content-Type": "application/json"}
    assert program.send("POST", "/departments", data=turned, headers=headers).status == 201


def test_the_same_key_with_another_body_is_refused(program: Program) -> None:
    program.post("/departments", NEW, once="a")
    answer = program.post("/departments", {**NEW, "name": "Heart"}, once="a")
    assert (answer.status, answer.code, answer.fields) == (422, "idempotency_mismatch", {"Idempotency-Key"})


def test_the_same_key_at_another_address_is_refused(program: Program) -> None:
    program.post("/departments", NEW, once="a")
    doctor = {"name": "Dr Rao", "department": "1", "room": "3"}
    assert program.post("/doctors", doctor, once="a").code == "idempotency_mismatch"


def test_a_key_belongs_to_one_program(app: Flask, program: Program) -> None:
    program.post("/departments", NEW, once="a")
    other = with_key(app, Role.ADMINISTRATOR)
    assert other.post("/departments", {**NEW, "code": "E"}, once="a").status == 201


def test_what_was_refused_can_be_sent_again(program: Program, clinic: Clinic) -> None:
    taken = {**NEW, "policy": {"emergency": "off"}}
    assert program.post("/departments", taken, once="a").status == 422
    assert clinic.rows(AnswerRow) == []
    assert program.post("/departments", NEW, once="a").status == 201


def test_without_a_key_every_call_is_one_of_its_own(program: Program) -> None:
    statuses = [program.send("POST", "/departments", json=NEW).status for _ in range(2)]
    assert statuses == [201, 422]


def test_a_key_that_cannot_be_written_is_refused(program: Program) -> None:
    refused = [program.post("/departments", NEW, once=key).fields for key in (" ", "a b", "x" * 201, "é")]
    assert refused == [{"Idempotency-Key"}] * 4


def test_answers_are_forgotten_after_a_week(program: Program, clinic: Clinic, wall: Callable[..., None]) -> None:
    program.post("/departments", NEW, once="a")
    assert answers.forget_old(actor=SYSTEM, now=moment("08:00") + timedelta(days=7)) == 0
    assert answers.forget_old(actor=SYSTEM, now=moment("08:01") + timedelta(days=7)) == 1
    assert clinic.rows(AnswerRow) == []
