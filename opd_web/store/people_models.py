"""Who uses the product, as pages read it: small, frozen, free of rows."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class AccountView:
    """A signed-in user. `epoch` changes when every earlier sign-in must end."""

    id: int
    username: str
    name: str
    role: str
    department_ids: frozenset[int] | None
    doctor_id: int | None
    epoch: int
    language: str | None = None
    second_step: bool = False


@dataclass(frozen=True)
class Login:
    """A sign-in that counts: whose it is, since when, when its user last did something, whether it is locked.

    `desk` is the enrolled PC that the browser stands on.
    """

    account: AccountView
    started_at: datetime
    seen_at: datetime
    locked: bool
    by_pin: bool = False
    desk: int | None = None


@dataclass(frozen=True)
class Colleague:
    """A user who may take a turn at a shared PC."""

    id: int
    name: str
