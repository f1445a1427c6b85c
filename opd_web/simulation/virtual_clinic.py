"""A clinic in virtual time: it works the real services, and has every step inspected."""

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any, TypeAlias, TypeVar

import simpy

from opd_web.engine.policy import Policy
from opd_web.engine.roles import SYSTEM
from opd_web.services import clinic
from opd_web.services.clinic import NewSlot
from opd_web.services.refused import Refused
from opd_web.simulation.demand import Demand, PlannedSlot, Seconds, Visitor
from opd_web.simulation.inspection import Inspection

Process: TypeAlias = Generator[simpy.Event, object, None]
T = TypeVar("T")


@dataclass
class VirtualClinic:
    """One day of a demand under one policy; `visitor_of` remembers whose a token is, ids are in the demand's order."""

    env: simpy.Environment
    demand: Demand
    policy: Policy
    inspection: Inspection
    walk: Seconds
    visitor_of: dict[int, int] = field(default_factory=dict)
    department_ids: list[int] = field(default_factory=list)
    doctor_ids: list[int] = field(default_factory=list)
    slot_ids: list[int] = field(default_factory=list)
    last_close: datetime | None = None
    _changed: dict[int, simpy.Event] = field(default_factory=dict)

    @property
    def second(self) -> Seconds:
        """Give the second of the day at which the simulation stands."""
        return int(self.env.now)

    @property
    def now(self) -> datetime:
        """Give the moment, in UTC, at which the simulation stands."""
        return self.moment(self.second)

    def moment(self, at: Seconds) -> datetime:
        """Give the moment, in UTC, so many seconds after the facility's midnight."""
        midnight = datetime.combine(self.demand.day, time(), self.demand.zone).astimezone(UTC)
        return midnight + timedelta(seconds=at)

    def until(self, at: Seconds) -> simpy.Event:
        """Wait for this second, or not at all where it is over."""
        return self.env.timeout(max(0, at - self.second))

    def changed(self, department: int) -> simpy.Event:
        """Wait for the next thing that is done in a department."""
        return self._changed.setdefault(department, self.env.event())

    def visitor(self, token_id: int) -> Visitor:
        """Give the patient of a token."""
        return self.demand.visitors[self.visitor_of[token_id]]

    def do(self, department: int | None, act: Callable[..., T], *asked: object, **more: object) -> T | Refused:
        """Call a service now, and inspect what stands after it; give a refusal back, since then nothing was done."""
        try:
            result = act(*asked, **more, **self.who)
        except Refused as refused:
            self.inspection.refused[refused.refusal.reason] += 1
            return refused
        self.inspection.step(f"{act.__module__.rpartition('.')[2]}.{act.__name__}{asked}", self.now)
        if department is not None:
            self._wake(department)
        return result

    def wake_everybody(self) -> None:
        """Let everybody look again, in whatever department."""
        for department in sorted(self._changed):
            self._wake(department)

    def _wake(self, department: int) -> None:
        waiting = self._changed.pop(department, None)
        if waiting:
            waiting.succeed()

    @property
    def who(self) -> dict[str, Any]:
        """Give the two arguments that every service takes."""
        return {"actor": SYSTEM, "now": self.now}

    def open(self, preset_name: str, overrides: Mapping[str, object]) -> None:
        """Make the departments with their policy, the doctors, and the slots of the day."""
        clinic.set_facility("Simulated", self.demand.zone.key, **self.who)
        policy: dict[str, Any] = {"preset_name": preset_name, "overrides": overrides}
        for code in self.demand.departments:
            self.department_ids.append(clinic.add_department(code, f"Clinic {code}", code, **policy, **self.who))
        for number, doctor in enumerate(self.demand.doctors, 1):
            department_id = self.department_ids[doctor.department]
            self.doctor_ids.append(clinic.add_doctor(department_id, f"Doctor {number}", str(number), **self.who))
        self.slot_ids += [clinic.add_slot(self.new_slot(slot), **self.who).id for slot in self.demand.slots]

    def new_slot(self, slot: PlannedSlot) -> NewSlot:
        """Give a planned slot as the clinic takes it."""
        doctor_id = self.doctor_ids[slot.doctor]
        return NewSlot(doctor_id, self.moment(slot.starts), self.moment(slot.ends), slot.capacity)
