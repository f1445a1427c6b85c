"""The tables. Rows never leave the store."""

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from opd_web.store.database import Base

# SQLite numbers rows by itself only where the key's type is INTEGER.
BigKey = BigInteger().with_variant(Integer, "sqlite")


class FacilityRow(Base):
    """The hospital: one row. `demo_day` is the latest service day for which its demo data is complete.

    After `retention_days` without a token a person is erased; without it nobody is.
    """

    __tablename__ = "facility"
    __table_args__ = (
        CheckConstraint("id = 1", name="only_one"),
        CheckConstraint("retention_days > 0", name="retention_positive"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    timezone: Mapped[str] = mapped_column(String(64))
    is_demo: Mapped[bool] = mapped_column(default=False)
    demo_day: Mapped[date | None] = mapped_column(Date)
    retention_days: Mapped[int | None]


class DepartmentRow(Base):
    """A clinic with its own policy; code and public label are neutral, since both stand on boards."""

    __tablename__ = "department"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(8), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    public_label: Mapped[str] = mapped_column(String(200))
    active: Mapped[bool] = mapped_column(default=True)


class PolicyVersionRow(Base):
    """One version of a department's policy; a token remembers the version that decided it.

    `hash` covers it and the version before; those that an earlier version of the program made have none.
    """

    __tablename__ = "policy_version"
    __table_args__ = (UniqueConstraint("department_id", "version"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"))
    version: Mapped[int]
    effective_from: Mapped[date] = mapped_column(Date)
    preset: Mapped[str] = mapped_column(String(40))
    options: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str | None] = mapped_column(String(64))


class DoctorRow(Base):
    """Who sees the patient."""

    __tablename__ = "doctor"
    id: Mapped[int] = mapped_column(primary_key=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    code: Mapped[str | None] = mapped_column(String(20))
    room: Mapped[str] = mapped_column(String(40))
    active: Mapped[bool] = mapped_column(default=True)


class PatientRow(Base):
    """One person; unique by phone and name, since families share phones. Erased, the row stays for the statistics."""

    __tablename__ = "patient"
    __table_args__ = (UniqueConstraint("phone", "name_key"),)
    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    name_key: Mapped[str] = mapped_column(String(400))
    phone: Mapped[str] = mapped_column(String(20))
    language: Mapped[str | None] = mapped_column(String(10))
    external_id: Mapped[str | None] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    erased_at: Mapped[datetime | None]


class DepartmentDayRow(Base):
    """One department on one service day: the lock of all its pools, its counters and the head of its event chain.

    An empty pool has this row too, so that a booking and a new slot cannot miss each other. `overtakes_at` is how many
    events it had when its overtakes were kept for reports.
    """

    __tablename__ = "department_day"
    __table_args__ = (UniqueConstraint("department_id", "service_day"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"))
    service_day: Mapped[date] = mapped_column(Date)
    policy_version_id: Mapped[int] = mapped_column(ForeignKey("policy_version.id"))
    last_number: Mapped[int] = mapped_column(default=0)
    last_arrival: Mapped[int] = mapped_column(default=0)
    last_call: Mapped[int] = mapped_column(default=0)
    event_count: Mapped[int] = mapped_column(default=0)
    head: Mapped[str] = mapped_column(String(64))
    overtakes_at: Mapped[int | None]
    department: Mapped[DepartmentRow] = relationship(lazy="raise")
    policy_version: Mapped[PolicyVersionRow] = relationship(lazy="raise")


class ClinicSessionRow(Base):
    """One doctor's clinic on one day."""

    __tablename__ = "clinic_session"
    __table_args__ = (UniqueConstraint("doctor_id", "department_day_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    doctor_id: Mapped[int] = mapped_column(ForeignKey("doctor.id"))
    department_day_id: Mapped[int] = mapped_column(ForeignKey("department_day.id"), index=True)
    room: Mapped[str] = mapped_column(String(40))
    status: Mapped[str] = mapped_column(String(20), default="planned")
    call_count: Mapped[int] = mapped_column(default=0)


class SlotRow(Base):
    """A time window with a capacity. The database itself refuses more tokens than it holds.

    `taken` counts the used places, `overflow` those of them beyond the capacity, `emergencies` those of them that
    emergencies use: only they may overflow. `completed` counts the visits that ended here. One that was `removed` never
    had a token; it stays for its events.
    """

    __tablename__ = "slot"
    __table_args__ = (
        CheckConstraint("capacity > 0", name="capacity_positive"),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("taken >= 0 AND overflow >= 0", name="counters_positive"),
        CheckConstraint("taken - overflow <= capacity", name="capacity_held"),
        CheckConstraint("overflow <= emergencies", name="only_emergencies_overflow"),
    )
    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    doctor_id: Mapped[int] = mapped_column(ForeignKey("doctor.id"))
    department_day_id: Mapped[int] = mapped_column(ForeignKey("department_day.id"), index=True)
    clinic_session_id: Mapped[int] = mapped_column(ForeignKey("clinic_session.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    capacity: Mapped[int]
    status: Mapped[str] = mapped_column(String(20), default="SCHEDULED")
    delay_minutes: Mapped[int] = mapped_column(default=0)
    taken: Mapped[int] = mapped_column(default=0)
    overflow: Mapped[int] = mapped_column(default=0)
    emergencies: Mapped[int] = mapped_column(default=0)
    completed: Mapped[int] = mapped_column(default=0)
    last_sequence: Mapped[int] = mapped_column(default=0)
    removed: Mapped[bool] = mapped_column(default=False, server_default=false())


class TokenRow(Base):
    """One patient's numbered request.

    `rank`, `order_first`, `order_second` are its place in promotion order; the `queue_` columns its place in its
    slot's order. `arrival` is the order of reaching the engine that day. `arrived_event` and `first_called_event`
    are positions in the day's chain: order comes from them, never from wall time.
    """

    __tablename__ = "token"
    __table_args__ = (
        UniqueConstraint("department_day_id", "number"),
        UniqueConstraint("department_day_id", "arrival"),
        UniqueConstraint("slot_id", "sequence"),
        CheckConstraint("number > 0", name="number_positive"),
        Index("ix_token_waiting", "department_day_id", "status", "pool", "rank", "order_first", "order_second"),
        Index("ix_token_queue", "slot_id", "status", "queue_rank", "queue_first", "queue_second"),
        Index("ix_token_doctor", "doctor_id", "department_day_id", "status"),
        # Reports count the calls past a token: those between its arrival and its own call, by the index alone.
        Index(
            "ix_token_called",
            "doctor_id",
            "department_day_id",
            "first_called_event",
            "arrival",
            "class",
        ),
        Index(
            "ix_token_grace",
            "department_day_id",
            "grace_ends_at",
            postgresql_where=text("grace_ends_at IS NOT NULL"),
            sqlite_where=text("grace_ends_at IS NOT NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    department_day_id: Mapped[int] = mapped_column(ForeignKey("department_day.id"))
    number: Mapped[int]
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"), index=True)
    class_: Mapped[str] = mapped_column("class", String(40))
    source: Mapped[str] = mapped_column(String(20))
    status: Mapped[str] = mapped_column(String(20))
    pool: Mapped[str] = mapped_column(String(64))
    doctor_id: Mapped[int | None] = mapped_column(ForeignKey("doctor.id"))
    slot_id: Mapped[int | None] = mapped_column(ForeignKey("slot.id"))
    sequence: Mapped[int | None]
    policy_version_id: Mapped[int] = mapped_column(ForeignKey("policy_version.id"))
    arrival: Mapped[int]
    rank: Mapped[int]
    order_first: Mapped[int] = mapped_column(BigInteger)
    order_second: Mapped[int] = mapped_column(BigInteger)
    queue_rank: Mapped[int | None]
    queue_first: Mapped[int | None] = mapped_column(BigInteger)
    queue_second: Mapped[int | None] = mapped_column(BigInteger)
    returns_after_call: Mapped[int | None]
    booked_at: Mapped[datetime]
    arrived_at: Mapped[datetime | None]
    arrived_event: Mapped[int | None]
    called_at: Mapped[datetime | None]
    first_called_at: Mapped[datetime | None]
    first_called_event: Mapped[int | None]
    started_at: Mapped[datetime | None]
    completed_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    grace_ends_at: Mapped[datetime | None]
    call_count: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    moved_to_id: Mapped[int | None] = mapped_column(ForeignKey("token.id"))


class NoteRow(Base):
    """Free text about a token: reasons and remarks. Kept apart from events, so that it can be erased."""

    __tablename__ = "note"
    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    token_id: Mapped[int] = mapped_column(ForeignKey("token.id"), index=True)
    kind: Mapped[str] = mapped_column(String(30))
    text: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(String(64))


class CallRow(Base):
    """One announcement on the boards: a call or a recall, in the order of its department's day.

    One that was `undone` stays here: its sequence number is never used again.
    """

    __tablename__ = "call"
    __table_args__ = (UniqueConstraint("department_day_id", "sequence"),)
    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    department_day_id: Mapped[int] = mapped_column(ForeignKey("department_day.id"))
    sequence: Mapped[int]
    token_id: Mapped[int] = mapped_column(ForeignKey("token.id"), index=True)
    doctor_id: Mapped[int] = mapped_column(ForeignKey("doctor.id"))
    room: Mapped[str] = mapped_column(String(40))
    recall: Mapped[bool]
    called_at: Mapped[datetime]
    undone: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())


class IdempotencyRow(Base):
    """One creating request that was done: sent again, it gets the same answer."""

    __tablename__ = "idempotency"
    __table_args__ = (UniqueConstraint("actor", "key"),)
    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    actor: Mapped[str] = mapped_column(String(64))
    key: Mapped[str] = mapped_column(String(200))
    fingerprint: Mapped[str] = mapped_column(String(64))
    token_id: Mapped[int] = mapped_column(ForeignKey("token.id"))
    created_at: Mapped[datetime]
