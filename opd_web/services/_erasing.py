"""Erasing: nothing that tells who a person was is left; what was counted stays."""

from opd_web.store import answers, changes, patients
from opd_web.store.rows import PatientRow
from opd_web.store.unit_of_work import UnitOfWork


def erase(work: UnitOfWork, row: PatientRow) -> None:
    """Take the person's name, numbers and remarks away, and write down who did; the row is locked."""
    patients.erase(work, row)
    answers.forget_about(work, f"patients/{row.id}")
    changes.note(work, "erased", f"patient:{row.id}")
