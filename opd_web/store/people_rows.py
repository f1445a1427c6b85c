"""The tables of people beside their accounts: the link that makes the first one."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from opd_web.store.database import Base


class SetupLinkRow(Base):
    """A link that makes the first administrator, once. The link itself is shown once; only its SHA-256 is kept."""

    __tablename__ = "setup_link"
    id: Mapped[int] = mapped_column(primary_key=True)
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
