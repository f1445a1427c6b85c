"""The tables of the record: events, and the seals of their days."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from opd_web.store.database import Base
from opd_web.store.rows import BigKey


class EventRow(Base):
    """One change, sealed in its department's day. It holds ids, never names or free text."""

    __tablename__ = "event"
    __table_args__ = (
        UniqueConstraint("department_day_id", "position"),
        Index("ix_event_token", "token_id", "position"),
        Index("ix_event_at", "at", "id"),
        # Reports look for the few places that were taken from somebody, among millions of other events.
        Index(
            "ix_event_displaced",
            "department_day_id",
            "token_id",
            postgresql_where=text("kind = 'displaced'"),
            sqlite_where=text("kind = 'displaced'"),
        ),
    )
    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    department_day_id: Mapped[int] = mapped_column(ForeignKey("department_day.id"))
    position: Mapped[int]
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(30))
    token_id: Mapped[int | None] = mapped_column(ForeignKey("token.id"))
    slot_id: Mapped[int | None] = mapped_column(ForeignKey("slot.id"))
    status_before: Mapped[str | None] = mapped_column(String(20))
    status_after: Mapped[str | None] = mapped_column(String(20))
    rule: Mapped[str] = mapped_column(String(40))
    facts: Mapped[str] = mapped_column(Text)
    changes: Mapped[str] = mapped_column(Text)
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class DaySealRow(Base):
    """The head of a department's day, chained after the day was over; an event that comes later seals it again.

    `state` is the hash of the day's counters and its policy; seals of an earlier version of the program have none.
    """

    __tablename__ = "day_seal"
    id: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(unique=True)
    department_day_id: Mapped[int] = mapped_column(ForeignKey("department_day.id"))
    event_count: Mapped[int]
    head: Mapped[str] = mapped_column(String(64))
    state: Mapped[str | None] = mapped_column(String(64))
    sealed_at: Mapped[datetime]
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class SealEndRow(Base):
    """Where the chain of the day seals ends: one row, which tells when the last of them are gone."""

    __tablename__ = "seal_end"
    id: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))
