"""What programs read: small, frozen, free of rows. Every time is UTC with its zone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from opd_web.engine.policy import Policy


@dataclass(frozen=True)
class DepartmentResource:
    """A department as programs see it, with the newest version of its policy."""

    id: int
    code: str
    name: str
    public_label: str
    active: bool
    preset: str
    policy: Policy

    @property
    def policy_body(self) -> Mapping[str, object]:
        """Give the preset and every option, as words and numbers."""
        bonus = self.policy.time_bonus
        shown = {"per_hour": float(bonus.per_hour), "cap": float(bonus.cap)} if bonus else None
        return {"preset": self.preset, **self.policy.options(), "time_bonus": shown}


@dataclass(frozen=True)
class DoctorResource:
    """A doctor as programs see it, whether still at work here or not."""

    id: int
    name: str
    code: str | None
    department_id: int
    room: str
    active: bool


@dataclass(frozen=True)
class PatientResource:
    """A person on file as programs see it; `phone` is E.164."""

    id: int
    name: str
    phone: str
    language: str | None
    external_id: str | None


@dataclass(frozen=True)
class ApiKeyView:
    """A program's key, without the key: `department_ids` empty means every department."""

    id: int
    name: str
    role: str
    department_ids: frozenset[int]
    doctor_id: int | None
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None


@dataclass(frozen=True)
class EventView:
    """One sealed event: `position` counts within its department's day, `who` is the actor's name."""

    id: int
    position: int
    at: datetime
    actor: str
    who: str
    kind: str
    token_id: int | None
    slot_id: int | None
    status_before: str | None
    status_after: str | None
    rule: str
    facts: Mapping[str, object]
    previous_hash: str
    hash: str
