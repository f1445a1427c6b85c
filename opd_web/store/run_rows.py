"""The table of runs: what is computed in a process of its own while pages show how far it is."""

from datetime import datetime

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from opd_web.store.database import Base
from opd_web.store.rows import BigKey


class RunRow(Base):
    """One run: what was asked, how far it is, and its result or what stopped it.

    `heard_at` is when its process was last heard of; one that is silent for long was lost with its server.
    """

    __tablename__ = "run"
    __table_args__ = (Index("ix_run_kind", "kind", "id"),)
    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    actor: Mapped[str] = mapped_column(String(64))
    asked: Mapped[str] = mapped_column(Text)
    started_at: Mapped[datetime]
    heard_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    stop_asked_at: Mapped[datetime | None]
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    result: Mapped[str | None] = mapped_column(Text)
    problem: Mapped[str | None] = mapped_column(Text)
