"""The tables of programs: their keys, and what they were answered."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from opd_web.store.database import Base
from opd_web.store.rows import BigKey


class ApiKeyRow(Base):
    """A program that may call the HTTP API. The key itself is shown once and never kept: only its SHA-256 is."""

    __tablename__ = "api_key"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    role: Mapped[str] = mapped_column(String(20))
    doctor_id: Mapped[int | None] = mapped_column(ForeignKey("doctor.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class ApiKeyDepartmentRow(Base):
    """A department that a program works in; a program without any works in all."""

    __tablename__ = "api_key_department"
    api_key_id: Mapped[int] = mapped_column(ForeignKey("api_key.id"), primary_key=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"), primary_key=True)


class AnswerRow(Base):
    """What a program was answered to one POST: sent again with the same key, it gets the same answer.

    `about` names the resource that the answer tells of, so that a person can be erased from it.
    """

    __tablename__ = "answer"
    __table_args__ = (UniqueConstraint("actor", "key"),)
    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    actor: Mapped[str] = mapped_column(String(64))
    key: Mapped[str] = mapped_column(String(200))
    fingerprint: Mapped[str] = mapped_column(String(64))
    status: Mapped[int]
    body: Mapped[str] = mapped_column(Text)
    location: Mapped[str | None] = mapped_column(String(200))
    etag: Mapped[str | None] = mapped_column(String(80))
    about: Mapped[str | None] = mapped_column(String(64), index=True)
    created_at: Mapped[datetime] = mapped_column(index=True)
