"""The table of changes to the set-up: what is neither a token's event nor an account's."""

from datetime import datetime

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from opd_web.store.database import Base
from opd_web.store.rows import BigKey


class ChangeRow(Base):
    """One change: by whom, when (UTC), of what (`doctor:3`), and in `facts` its numbers and codes; never a name."""

    __tablename__ = "change"
    __table_args__ = (Index("ix_change_at", "at", "id"),)
    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(40))
    about: Mapped[str | None] = mapped_column(String(64))
    facts: Mapped[str] = mapped_column(Text)
