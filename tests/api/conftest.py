"""What tests of the API stand on: a clinic with one department and doctor, and times as programs write them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from tests.support.clinic import Clinic, moment
from tests.support.programs import Answer, Program


@dataclass
class Setting:
    """The clinic's first department and doctor as programs name them, and short ways to add to them."""

    program: Program
    clinic: Clinic

    @property
    def department(self) -> str:
        return str(self.clinic.first_department)

    @property
    def doctor(self) -> str:
        return str(self.clinic.first_doctor)

    def slot_body(self, start: str = "10:00", end: str = "11:00", **other: Any) -> dict[str, Any]:
        return {"doctor": self.doctor, "starts_at": iso(start), "ends_at": iso(end), "capacity": 2} | other

    def slot(self, start: str = "10:00", end: str = "11:00", **other: Any) -> dict[str, Any]:
        """Add a slot and give it."""
        return done(self.program.post("/slots", self.slot_body(start, end, **other)), 201)

    def patient(self, number: int | None = None) -> str:
        """Put somebody on file who was never here, and give the id."""
        number = number or len(self.clinic.everything()["patient"]) + 1
        person = {"name": f"Patient {number}", "phone": f"+9198{number:08d}"}
        return str(done(self.program.post("/patients", person), 201)["id"])

    def book(self, slot: dict[str, Any] | None = None, **other: Any) -> dict[str, Any]:
        """Book a token for somebody new and give it."""
        body = {"patient": self.patient(), "class": "WALK_IN"} | ({"slot": slot["id"]} if slot else {}) | other
        return done(self.program.post("/tokens", body), 201)


def done(answer: Answer, status: int = 200) -> dict[str, Any]:
    """Give the body of a call that must have been done."""
    assert answer.status == status, answer.body
    body: dict[str, Any] = answer.body
    return body


def iso(wall_time: str, days: int = 0) -> str:
    """Write a wall time of the clinic's day as programs do."""
    return moment(wall_time, days).isoformat()


@pytest.fixture
def setting(program: Program, clinic: Clinic, wall: Callable[..., None]) -> Setting:
    """A department K with Dr Rao and the plain policy, at 08:00."""
    clinic.department()
    return Setting(program, clinic)
