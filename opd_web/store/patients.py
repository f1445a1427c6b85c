"""Patients: unique by phone and name, since families share phones."""

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, false, func, select, true, update
from sqlalchemy.orm import Session

from opd_web.store import locking
from opd_web.store.paging import Asked, Page, page
from opd_web.store.read_models import PatientView
from opd_web.store.resources import PatientResource
from opd_web.store.rows import IdempotencyRow, NoteRow, PatientRow, TokenRow
from opd_web.store.unit_of_work import UnitOfWork

ERASED = "erased"
"""Stands where a name was."""

UNKNOWN = "\n"
"""Begins the key of somebody whose name is not known; in the key of a name there is nothing but single spaces."""

LONGEST_NAME_KEY = 400


def name_key(name: str) -> str:
    """Give what two spellings of one name share: width, case and spaces do not matter."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def with_phone(work: UnitOfWork, phone: str) -> Sequence[PatientRow]:
    """Read everybody who shares this phone (E.164), the first registered first."""
    return work.session.scalars(select(PatientRow).where(PatientRow.phone == phone).order_by(PatientRow.id)).all()


def find(work: UnitOfWork, patient_id: int) -> PatientRow | None:
    """Give one patient; somebody who was erased is nobody any more."""
    row = work.session.get(PatientRow, patient_id)
    return row if row and row.erased_at is None else None


def register(work: UnitOfWork, name: str, phone: str, language: str | None = None) -> PatientRow:
    """Make a patient. Raises the store's Collision where somebody else just made the same one."""
    row = PatientRow(name=name.strip(), name_key=name_key(name), phone=phone, language=language, created_at=work.now)
    work.session.add(row)
    work.session.flush()
    return row


def register_unknown(work: UnitOfWork, name: str, key: str) -> PatientRow:
    """Make a patient of whom nothing is known yet; `key` keeps them apart from others, and no name ever equals it."""
    row = PatientRow(name=name, name_key=f"{UNKNOWN} {key}", phone="", created_at=work.now)
    work.session.add(row)
    work.session.flush()
    return row


def is_unknown(row: PatientRow) -> bool:
    """Tell whether nobody knows yet who this is; of somebody who was erased nobody is to know."""
    return not row.phone and row.erased_at is None


def find_or_register(work: UnitOfWork, name: str, phone: str, language: str | None = None) -> PatientRow:
    """Give the patient of this phone and name, made now if there is none."""
    return by_phone_and_name(work, phone, name) or register(work, name, phone, language)


def view(row: PatientRow) -> PatientView:
    """Give what pages read."""
    return PatientView(row.id, row.name, row.phone, row.language)


def lock(work: UnitOfWork, patient_id: int) -> PatientRow | None:
    """Give one patient, held until the work is done."""
    row = work.session.get(PatientRow, patient_id, with_for_update=locking.held())
    return row if row and row.erased_at is None else None


def by_phone_and_name(work: UnitOfWork, phone: str, name: str) -> PatientRow | None:
    """Find the one person of this phone and name."""
    query = select(PatientRow).where(PatientRow.phone == phone, PatientRow.name_key == name_key(name))
    return work.session.scalars(query).one_or_none()


def by_external_id(work: UnitOfWork, external_id: str) -> PatientRow | None:
    """Find the one person whom another system calls so."""
    return work.session.scalars(select(PatientRow).where(PatientRow.external_id == external_id)).one_or_none()


def has_record_number(text: str) -> ColumnElement[bool]:
    """Tell whether the record number begins with this; capitals, spaces and hyphens do not matter."""
    number = _bare(text)
    return _bare_number().startswith(number, autoescape=True) if number else false()


def of_record_number(session: Session, text: str) -> PatientResource | None:
    """Give the one person of this record number; where only the writing differs, nobody unless it is one."""
    rows = session.scalars(select(PatientRow).where(_bare_number() == _bare(text))).all()
    meant = [row for row in rows if row.external_id == text] or rows
    return resource(meant[0]) if len(meant) == 1 and _bare(text) else None


def _bare_number() -> ColumnElement[str]:
    return func.replace(func.replace(func.lower(PatientRow.external_id), "-", ""), " ", "")


def _bare(record_number: str) -> str:
    return "".join(record_number.lower().split()).replace("-", "")


def search(
    session: Session,
    asked: Asked,
    *,
    phone: str | None = None,
    text: str | None = None,
    digits: str | None = None,
    record_number: str | None = None,
) -> Page[PatientResource]:
    """List patients by id.

    Of one phone, and with this text in the name, at the beginning of the record number, or in the phone, as these
    `digits` where they are written otherwise; and whoever has this very `record_number`.
    """
    query = select(PatientRow).where(PatientRow.erased_at.is_(None)).order_by(PatientRow.id).limit(asked.limit + 1)
    if asked.after:
        query = query.where(PatientRow.id > asked.after[0])
    wanted = true() if phone is None else PatientRow.phone == phone
    if text:
        wanted &= (
            PatientRow.name_key.contains(name_key(text), autoescape=True)
            | PatientRow.phone.contains(digits or text, autoescape=True)
            | has_record_number(text)
        )
    if record_number:
        wanted |= PatientRow.external_id == record_number
    query = query.where(wanted)
    rows = session.scalars(query).all()
    return page(rows, asked, lambda row: (row.id,), lambda shown: [resource(row) for row in shown])


def get(session: Session, patient_id: int) -> PatientResource | None:
    """Read one patient."""
    row = session.get(PatientRow, patient_id)
    return resource(row) if row and row.erased_at is None else None


def write(row: PatientRow, changes: Mapping[str, Any]) -> None:
    """Set some of name, phone, language, external_id."""
    for column, value in changes.items():
        setattr(row, column, value)
    row.name_key = name_key(row.name)


def erase(work: UnitOfWork, row: PatientRow) -> None:
    """Leave nothing that tells who it was: no name, no number, no remark; the tokens and their events stay."""
    row.name, row.name_key, row.phone = ERASED, f"{ERASED} {row.id}", ""
    row.language = row.external_id = None
    row.erased_at = work.now
    own = select(TokenRow.id).where(TokenRow.patient_id == row.id)
    work.session.execute(update(NoteRow).where(NoteRow.token_id.in_(own)).values(text=""))
    # A fingerprint of a form is made of the name and the phone, too.
    work.session.execute(update(IdempotencyRow).where(IdempotencyRow.token_id.in_(own)).values(fingerprint=ERASED))


def resource(row: PatientRow) -> PatientResource:
    """Give what programs read."""
    return PatientResource(row.id, row.name, row.phone, row.language, row.external_id)
