"""The table of figures that are kept: what reports would have to count again and again."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from opd_web.store.database import Base


class OvertakesRow(Base):
    """How often the patients of one class were overtaken at one doctor on one day: in all, how many, the most of one.

    It counts where the day's `overtakes_at` is the number of its events, and is otherwise out of date.
    """

    __tablename__ = "overtakes"
    department_day_id: Mapped[int] = mapped_column(ForeignKey("department_day.id"), primary_key=True)
    doctor_id: Mapped[int] = mapped_column(ForeignKey("doctor.id"), primary_key=True)
    class_: Mapped[str] = mapped_column("class", String(40), primary_key=True)
    times: Mapped[int]
    patients: Mapped[int]
    most: Mapped[int]
