"""Patients."""

from flask import Response

from opd_web import clock
from opd_web.api import cursors, etags
from opd_web.api.calls import Calls, Json
from opd_web.api.identity import caller
from opd_web.api.schemas.patients import PatientChange, PatientIn, PatientsQuery
from opd_web.api.schemas.resources import PATIENT, PatientSchema, page_of
from opd_web.api.writing import written
from opd_web.engine.roles import Permission
from opd_web.services import accesses, patients
from opd_web.services.patients import NewPatient
from opd_web.store.resources import PatientResource

calls = Calls("patients", __name__, description="Persons on file. Reading them needs a role that books.")


@calls.call("GET", "/patients", Permission.BOOK, query=PatientsQuery, gives=page_of(PatientSchema, "Patients"))
def search(query: Json) -> Json:
    """Find patients by phone, or by a part of the name, the phone or the record number."""
    found = patients.search(cursors.asked(query), phone=query.get("phone"), text=query.get("q"))
    _note("patient_search", *(one.id for one in found.items))
    return cursors.body(found)


@calls.call("POST", "/patients", Permission.BOOK, body=PatientIn, gives=PatientSchema, status=201, also=(200,))
def register(body: Json) -> Response:
    """Put a person on file; 200 with the patient as they are where phone and name are on it already."""
    new = NewPatient(body["name"], body["phone"], body.get("language"))
    done = patients.register(new, body.get("external_id"), actor=caller(), now=clock.now())
    if done.known:
        _note("patient", done.patient.id)
    return written(done.patient, PATIENT, 200 if done.known else 201)


@calls.call("GET", "/patients/<key:patient_id>", Permission.BOOK, gives=PatientSchema)
def get(patient_id: int) -> PatientResource:
    """Give one patient."""
    found = patients.get(patient_id)
    _note("patient", patient_id)
    return found


@calls.call("PUT", "/patients/<key:patient_id>", Permission.BOOK, body=PatientChange, gives=PatientSchema)
def change(body: Json, patient_id: int) -> PatientResource:
    """Change a patient; what is left out stays."""
    changes = {name: value for name, value in body.items() if name != "id"}
    return patients.change(patient_id, changes, seen=etags.seen(PATIENT), actor=caller(), now=clock.now())


@calls.call("DELETE", "/patients/<key:patient_id>", Permission.ADMINISTER, gives=None, status=204)
def erase(patient_id: int) -> None:
    """Erase a person: name, phone and remarks go; tokens, events and statistics stay."""
    patients.erase(patient_id, seen=etags.seen(PATIENT), actor=caller(), now=clock.now())


def _note(what: str, *ids: int) -> None:
    """Write down who was looked at, before it is told."""
    accesses.note(what, patients=ids, actor=caller(), now=clock.now())
