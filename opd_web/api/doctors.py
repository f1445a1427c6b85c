"""Doctors."""

from opd_web import clock
from opd_web.api import cursors, etags
from opd_web.api.calls import Calls, Json
from opd_web.api.identity import caller
from opd_web.api.schemas.requests import DoctorChange, DoctorsQuery, NewDoctor
from opd_web.api.schemas.resources import DOCTOR, DoctorSchema, page_of
from opd_web.engine.roles import Permission
from opd_web.services import catalogue
from opd_web.store.resources import DoctorResource

calls = Calls("doctors", __name__, description="Who sees the patients, and where.")


@calls.call("GET", "/doctors", query=DoctorsQuery, gives=page_of(DoctorSchema, "Doctors"))
def list_all(query: Json) -> Json:
    """List the doctors."""
    asked, department_id = cursors.asked(query), query.get("department")
    return cursors.body(
        catalogue.list_doctors(asked, department_id=department_id, active=query.get("active"), actor=caller())
    )


@calls.call("POST", "/doctors", Permission.ADMINISTER, body=NewDoctor, gives=DoctorSchema, status=201)
def add(body: Json) -> DoctorResource:
    """Add a doctor to a department."""
    return catalogue.add_doctor(**body, actor=caller(), now=clock.now())


@calls.call("GET", "/doctors/<key:doctor_id>", gives=DoctorSchema)
def get(doctor_id: int) -> DoctorResource:
    """Give one doctor."""
    return catalogue.doctor(doctor_id, actor=caller())


@calls.call("PUT", "/doctors/<key:doctor_id>", Permission.ADMINISTER, body=DoctorChange, gives=DoctorSchema)
def change(body: Json, doctor_id: int) -> DoctorResource:
    """Change a doctor."""
    changes = {name: value for name, value in body.items() if name != "id"}
    return catalogue.change_doctor(doctor_id, changes, seen=etags.seen(DOCTOR), actor=caller(), now=clock.now())


@calls.call("DELETE", "/doctors/<key:doctor_id>", Permission.ADMINISTER, gives=DoctorSchema)
def deactivate(doctor_id: int) -> DoctorResource:
    """Take a doctor out of use: no new slots; the queue that there is stays."""
    changes = {"active": False}
    return catalogue.change_doctor(doctor_id, changes, seen=etags.seen(DOCTOR), actor=caller(), now=clock.now())
