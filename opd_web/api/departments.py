"""Departments and their policies."""

from typing import Any

from opd_web import clock
from opd_web.api import cursors, etags
from opd_web.api.calls import Calls, Json
from opd_web.api.identity import caller
from opd_web.api.schemas.requests import DepartmentChange, DepartmentsQuery, NewDepartment
from opd_web.api.schemas.resources import DEPARTMENT, DepartmentSchema, page_of
from opd_web.engine.roles import Permission
from opd_web.services import catalogue
from opd_web.services.catalogue import DepartmentFields, PolicyChoice
from opd_web.store.resources import DepartmentResource

calls = Calls("departments", __name__, description="Clinics, each with its own policy.")


@calls.call("GET", "/departments", query=DepartmentsQuery, gives=page_of(DepartmentSchema, "Departments"))
def list_all(query: Json) -> Json:
    """List the departments."""
    return cursors.body(catalogue.list_departments(cursors.asked(query), active=query.get("active"), actor=caller()))


@calls.call("POST", "/departments", Permission.ADMINISTER, body=NewDepartment, gives=DepartmentSchema, status=201)
def add(body: Json) -> DepartmentResource:
    """Add a department."""
    fields = DepartmentFields(body["code"], body["name"], body["public_label"])
    choice = _choice(body["policy"]) or PolicyChoice()
    return catalogue.add_department(fields, choice, actor=caller(), now=clock.now())


@calls.call("GET", "/departments/<key:department_id>", gives=DepartmentSchema)
def get(department_id: int) -> DepartmentResource:
    """Give one department."""
    return catalogue.department(department_id, actor=caller())


@calls.call("PUT", "/departments/<key:department_id>", Permission.ADMINISTER, body=DepartmentChange,
            gives=DepartmentSchema)  # fmt: skip
def change(body: Json, department_id: int) -> DepartmentResource:
    """Change a department; another policy holds from the next day without tokens."""
    changes = {name: value for name, value in body.items() if name not in {"id", "policy"}}
    choice = _choice(body.get("policy"))
    seen = etags.seen(DEPARTMENT)
    return catalogue.change_department(department_id, changes, choice, seen=seen, actor=caller(), now=clock.now())


def _choice(policy: dict[str, Any] | None) -> PolicyChoice | None:
    if policy is None:
        return None
    return PolicyChoice(policy.get("preset"), {name: value for name, value in policy.items() if name != "preset"})
