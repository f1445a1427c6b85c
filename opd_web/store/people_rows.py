"""The tables of people: accounts, the link that makes the first one, sign-ins, what was done."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String, false, text
from sqlalchemy.orm import Mapped, mapped_column

from opd_web.store.database import Base
from opd_web.store.rows import BigKey


class SetupLinkRow(Base):
    """A link that makes the first administrator, once. The link itself is shown once; only its SHA-256 is kept."""

    __tablename__ = "setup_link"
    id: Mapped[int] = mapped_column(primary_key=True)
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class LoginRow(Base):
    """One sign-in on one browser, which holds its secret in a cookie; only the SHA-256 of that is kept.

    It counts while it is not ended and `epoch` is still the account's. `seen_at` is when its user last did something.
    """

    __tablename__ = "login"
    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    epoch: Mapped[int]
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    locked_at: Mapped[datetime | None]
    by_pin: Mapped[bool] = mapped_column(default=False, server_default=false())
    ended_at: Mapped[datetime | None]


class AccountEventRow(Base):
    """What was done with an account, and by whom: ids only, so that nobody's name stands in the record."""

    __tablename__ = "account_event"
    __table_args__ = (Index("ix_account_event_at", "at", "id"),)
    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(40))


class DeskRow(Base):
    """A PC that an administrator enrolled: only there users take turns with a PIN. Its secret is a cookie's."""

    __tablename__ = "desk_pc"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class AttemptRow(Base):
    """One try with a password that may have been wrong; `bucket` is the hash of what is counted together."""

    __tablename__ = "attempt"
    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    bucket: Mapped[str] = mapped_column(String(64), index=True)
    at: Mapped[datetime] = mapped_column(index=True)


class RecoveryCodeRow(Base):
    """A code that stands in once for the app of a user's second step; only its SHA-256 is kept."""

    __tablename__ = "recovery_code"
    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    hash: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[datetime | None]


class AccountRow(Base):
    """A user of the desk. `epoch` rises when every earlier sign-in must end."""

    __tablename__ = "account"
    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    password_hash: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(20))
    doctor_id: Mapped[int | None] = mapped_column(ForeignKey("doctor.id"))
    active: Mapped[bool] = mapped_column(default=True)
    epoch: Mapped[int] = mapped_column(default=1)
    language: Mapped[str | None] = mapped_column(String(10))
    pin_hash: Mapped[str | None] = mapped_column(String(200))
    pin_set_at: Mapped[datetime | None]
    pin_tries: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    totp_secret: Mapped[str | None] = mapped_column(String(200))
    totp_step: Mapped[int] = mapped_column(BigInteger, default=0, server_default=text("0"))
    totp_since: Mapped[datetime | None]
    created_at: Mapped[datetime]


class AccountDepartmentRow(Base):
    """A department that a user works in; a user without any works in all."""

    __tablename__ = "account_department"
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"), primary_key=True)
