"""The tables of boards: the TVs, what each shows, and TVs that wait to become one."""

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Integer, String, Text, false, text
from sqlalchemy.orm import Mapped, mapped_column

from opd_web.store.database import Base


class BoardRow(Base):
    """A TV in a waiting room. `lines` calls stand large; `metres` away is the farthest seat, `inches` the diagonal.

    `token_hash` is the SHA-256 of what the paired TV shows; None is a board without a TV. One that is `open_to_all`
    is shown to everybody who has its address. Its TV reports `sound` (on or blocked) and `screen` (in pixels).
    """

    __tablename__ = "board"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    title: Mapped[str] = mapped_column(String(200))
    open_to_all: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    lines: Mapped[int] = mapped_column(Integer, default=1, server_default=text("1"))
    inches: Mapped[int] = mapped_column(Integer, default=43, server_default=text("43"))
    metres: Mapped[int] = mapped_column(Integer, default=10, server_default=text("10"))
    languages: Mapped[str | None] = mapped_column(String(60))
    ticker: Mapped[str | None] = mapped_column(Text)
    token_hash: Mapped[str | None] = mapped_column(String(64), index=True, unique=True)
    paired_at: Mapped[datetime | None]
    last_contact_at: Mapped[datetime | None]
    sound: Mapped[str | None] = mapped_column(String(10))
    screen: Mapped[str | None] = mapped_column(String(20))


class BoardDepartmentRow(Base):
    """A department that a board shows."""

    __tablename__ = "board_department"
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"), primary_key=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"), primary_key=True)


class BoardDoctorRow(Base):
    """A doctor whom a board shows."""

    __tablename__ = "board_doctor"
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"), primary_key=True)
    doctor_id: Mapped[int] = mapped_column(ForeignKey("doctor.id"), primary_key=True)


class BoardRoomRow(Base):
    """A room that a board shows, whoever sees patients there."""

    __tablename__ = "board_room"
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"), primary_key=True)
    room: Mapped[str] = mapped_column(String(40), primary_key=True)


class BoardPairingRow(Base):
    """A TV that shows a code. `secret_hash` is of what its browser keeps; `board_id` is set once it was approved."""

    __tablename__ = "board_pairing"
    id: Mapped[int] = mapped_column(primary_key=True)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    code: Mapped[str] = mapped_column(String(12), unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    board_id: Mapped[int | None] = mapped_column(ForeignKey("board.id"))
