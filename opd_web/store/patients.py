"""Patients: unique by phone and name, since families share phones."""

import unicodedata
from collections.abc import Sequence

from sqlalchemy import select

from opd_web.store.read_models import PatientView
from opd_web.store.rows import PatientRow
from opd_web.store.unit_of_work import UnitOfWork


def name_key(name: str) -> str:
    """Give what two spellings of one name share: width, case and spaces do not matter."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def with_phone(work: UnitOfWork, phone: str) -> Sequence[PatientRow]:
    """Read everybody who shares this phone (E.164), the first registered first."""
    return work.session.scalars(select(PatientRow).where(PatientRow.phone == phone).order_by(PatientRow.id)).all()


def find(work: UnitOfWork, patient_id: int) -> PatientRow | None:
    """Give one patient."""
    return work.session.get(PatientRow, patient_id)


def register(work: UnitOfWork, name: str, phone: str, language: str | None = None) -> PatientRow:
    """Make a patient. Raises the store's Collision where somebody else just made the same one."""
    row = PatientRow(name=name.strip(), name_key=name_key(name), phone=phone, language=language, created_at=work.now)
    work.session.add(row)
    work.session.flush()
    return row


def find_or_register(work: UnitOfWork, name: str, phone: str, language: str | None = None) -> PatientRow:
    """Give the patient of this phone and name, made now if there is none."""
    key = name_key(name)
    found = work.session.scalars(
        select(PatientRow).where(PatientRow.phone == phone, PatientRow.name_key == key)
    ).one_or_none()
    return found or register(work, name, phone, language)


def view(row: PatientRow) -> PatientView:
    """Give what pages read."""
    return PatientView(row.id, row.name, row.phone, row.language)
