"""The table of printed slips."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from opd_web.store.database import Base
from opd_web.store.rows import BigKey


class SlipPrintRow(Base):
    """One print of a token's slip, confirmed by whoever pressed the button; every one but the first is a copy.

    It is no event: nothing of the token changes, and a booking can still be undone after its slip was printed.
    """

    __tablename__ = "slip_print"
    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    token_id: Mapped[int] = mapped_column(ForeignKey("token.id"), index=True)
    printed_at: Mapped[datetime]
    printed_by: Mapped[str] = mapped_column(String(64))
