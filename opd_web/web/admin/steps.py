"""The steps of the set-up: what is done, what comes next, and where."""

from typing import NamedTuple

from flask import current_app, g

from opd_web import clock
from opd_web.services import facility
from opd_web.store.admin_models import Progress
from opd_web.web.language import gettext, ngettext


class Step(NamedTuple):
    """One step: whether it is done, what it is about, and the page that does it."""

    done: bool
    title: str
    text: str
    endpoint: str
    link: str


def steps() -> list[Step]:
    """Give the steps in their order; one whose page this product does not have is left out."""
    found: Progress = facility.progress(now=clock.now())
    known = (
        _hospital(found),
        _departments(found),
        _doctors(found),
        _schedule(found),
        _users(found),
        _boards(found),
    )
    return [step for step in known if step.endpoint in current_app.view_functions]


def next_step() -> Step | None:
    """Give the first step that is still to do, read once for a page."""
    if "next_step" not in g:
        g.next_step = next((step for step in steps() if not step.done), None)
    found: Step | None = g.next_step
    return found


def _hospital(found: Progress) -> Step:
    text = found.facility or gettext("Give the hospital its name and time zone.")
    return Step(
        found.facility is not None,
        gettext("Hospital"),
        text,
        "admin.overview.edit_facility",
        gettext("Edit the hospital"),
    )


def _departments(found: Progress) -> Step:
    if not found.departments:
        text = gettext("Add the departments that patients come to.")
        return Step(False, gettext("Departments"), text, "admin.departments.ask", gettext("Add a department"))
    text = ngettext("%(num)d department in use", "%(num)d departments in use", found.departments)
    return Step(True, gettext("Departments"), text, "admin.departments.show", gettext("Open departments"))


def _doctors(found: Progress) -> Step:
    if not found.doctors:
        text = gettext("Add who sees patients, and in which room.")
        return Step(False, gettext("Doctors"), text, "admin.doctors.ask", gettext("Add a doctor"))
    text = ngettext("%(num)d doctor in use", "%(num)d doctors in use", found.doctors)
    return Step(True, gettext("Doctors"), text, "admin.doctors.show", gettext("Open doctors"))


def _schedule(found: Progress) -> Step:
    text = gettext("Plan each doctor’s week: slots are made from it.")
    if found.slots_ahead:
        text = ngettext("%(num)d slot ahead", "%(num)d slots ahead", found.slots_ahead)
    return Step(found.slots_ahead > 0, gettext("Schedule"), text, "admin.schedule.show", gettext("Open the schedule"))


def _users(found: Progress) -> Step:
    text = gettext("Make the nurses, doctors and others who sign in.")
    if found.users > 1:
        text = ngettext("%(num)d user", "%(num)d users", found.users)
    return Step(found.users > 1, gettext("Users"), text, "admin.users.show", gettext("Open users"))


def _boards(found: Progress) -> Step:
    text = gettext("Let a TV in the waiting room show who is called.")
    if found.boards:
        text = ngettext("%(num)d board", "%(num)d boards", found.boards)
    return Step(found.boards > 0, gettext("Boards"), text, "admin.boards.show", gettext("Open boards"))
