"""The tables of the reading log: who looked at which patient's data, and when."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from opd_web.store.database import Base
from opd_web.store.rows import BigKey


class AccessRow(Base):
    """One look at data of patients: by whom, when (UTC) and through what; never a name, never what was searched for."""

    __tablename__ = "access"
    __table_args__ = (Index("ix_access_actor", "actor", "id"),)
    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    actor: Mapped[str] = mapped_column(String(64))
    what: Mapped[str] = mapped_column(String(30))
    detail: Mapped[str] = mapped_column(String(80))


class AccessSubjectRow(Base):
    """Whom a look was at: the id of a patient or a token. No foreign key: the log outlives what it tells of."""

    __tablename__ = "access_subject"
    __table_args__ = (Index("ix_access_subject_kind", "kind", "subject_id", "access_id"),)
    access_id: Mapped[int] = mapped_column(BigKey, ForeignKey("access.id"), primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    subject_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
