"""Who may do what: one table."""

from dataclasses import dataclass, field
from enum import StrEnum


class Permission(StrEnum):
    """One thing that a route can demand."""

    BOOK = "book"
    CALL = "call"
    SEE_DESK = "see_desk"
    SEE_QUEUE = "see_queue"
    ADMINISTER = "administer"
    READ_REPORTS = "read_reports"


class Role(StrEnum):
    """One kind of user."""

    ADMINISTRATOR = "administrator"
    NURSE = "nurse"
    DOCTOR = "doctor"
    AUDITOR = "auditor"


PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.ADMINISTRATOR: frozenset(Permission),
    Role.NURSE: frozenset({Permission.BOOK, Permission.CALL, Permission.SEE_DESK, Permission.SEE_QUEUE}),
    Role.DOCTOR: frozenset({Permission.CALL, Permission.SEE_QUEUE}),
    Role.AUDITOR: frozenset({Permission.READ_REPORTS}),
}


@dataclass(frozen=True)
class Actor:
    """Who acts: `id` is `user:3`, `key:7` or `system`, and never a name.

    `departments` None means every department; `doctor` is set for a doctor, who acts on their own queue only; `desk` is
    the enrolled PC where they act.
    """

    id: str
    role: Role
    departments: frozenset[int] | None = None
    doctor: int | None = None
    desk: int | None = None
    permissions: frozenset[Permission] = field(init=False)

    def __post_init__(self) -> None:
        """Look the permissions up once."""
        object.__setattr__(self, "permissions", PERMISSIONS[self.role])

    def may(self, permission: Permission) -> bool:
        """Tell whether the role has this permission."""
        return permission in self.permissions

    def may_in(self, department: int) -> bool:
        """Tell whether this person works in this department."""
        return self.departments is None or department in self.departments


SYSTEM = Actor("system", Role.ADMINISTRATOR)
