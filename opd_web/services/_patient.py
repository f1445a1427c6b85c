"""Who a request is for: found by id, or by phone and name, or registered."""

from opd_web.services.refused import refuse
from opd_web.store import patients
from opd_web.store.rows import PatientRow
from opd_web.store.unit_of_work import UnitOfWork


def choose(work: UnitOfWork, patient_id: int | None, phone: str, name: str) -> PatientRow:
    """Give the patient. Raise Refused where nobody, or more than one, is meant."""
    if patient_id is None:
        return _by_phone(work, phone, name)
    found = patients.find(work, patient_id)
    if found is None:
        raise refuse("not_found", "patient", what="patient")
    return found


def _by_phone(work: UnitOfWork, phone: str, name: str) -> PatientRow:
    """Find who is meant among those who share the phone; a name that nobody there has registers a new patient."""
    sharing = patients.with_phone(work, phone)
    if name.strip():
        key = patients.name_key(name)
        return next((row for row in sharing if row.name_key == key), None) or patients.register(work, name, phone)
    if not sharing:
        raise refuse("unknown_patient", "name", phone=phone)
    if len(sharing) > 1:
        views = tuple(patients.view(row) for row in sharing)
        raise refuse("several_patients", "name", count=len(sharing), phone=phone, patients=views)
    return sharing[0]
