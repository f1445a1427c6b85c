"""What was changed of the set-up, or done with an account, in words that follow the name of whoever did it."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from flask_babel import format_date
from flask_babel import lazy_gettext as _l

from opd_web.services.auditing import ChangeView
from opd_web.web.admin.imports import TITLES
from opd_web.web.admin.user_forms import DONE, ROLES
from opd_web.web.language import gettext, ngettext

CHANGES = {
    "key_made": _l("made an API key"),
    "key_revoked": _l("revoked an API key"),
    "imported": _l("took in a file"),
    "retention": _l("changed how long persons are kept"),
    "erased": _l("erased a person"),
    "desk_enrolled": _l("enrolled a desk PC"),
    "desk_ended": _l("ended the enrolment of a desk PC"),
    "board_made": _l("made a board"),
    "board_changed": _l("changed a board"),
    "board_paired": _l("paired a TV with a board"),
    "board_unpaired": _l("took a board away from its TV"),
    "hospital": _l("named the hospital and its time zone"),
    "department_made": _l("made a department"),
    "department_changed": _l("changed a department"),
    "policy": _l("changed the policy of a department"),
    "doctor_made": _l("made a doctor"),
    "doctor_changed": _l("changed a doctor"),
    "doctor_out": _l("took a doctor out of use"),
    "doctor_back": _l("took a doctor back into use"),
    "plan_made": _l("planned weekly hours"),
    "plan_changed": _l("changed weekly hours"),
    "plan_stopped": _l("stopped weekly hours"),
    "leave": _l("put in a leave or holiday"),
    "leave_taken_back": _l("took a leave or holiday back"),
}


def said(change: ChangeView) -> str:
    """Say what was done."""
    words = DONE if change.source == "account" else CHANGES
    return str(words.get(change.kind, change.kind))


def details(change: ChangeView) -> str:
    """Say the numbers and codes of a change, nothing where it has none."""
    tell = DETAILS.get(change.kind) if change.source == "setup" else None
    return tell(change.facts) if tell else ""


def _kept(days: int | None) -> str:
    return gettext("for ever") if days is None else ngettext("%(num)d day", "%(num)d days", days)


def _retention(facts: Mapping[str, Any]) -> str:
    return gettext("%(before)s before, now %(after)s", before=_kept(facts["before"]), after=_kept(facts["days"]))


def _file(facts: Mapping[str, Any]) -> str:
    count = ngettext("%(num)d line", "%(num)d lines", facts["count"])
    return f"{TITLES.get(facts['file'], facts['file'])}: {count}"


def _from(facts: Mapping[str, Any]) -> str:
    return gettext("version %(version)d, from %(day)s on", version=facts["version"], day=_day(facts["first"]))


def _away(facts: Mapping[str, Any]) -> str:
    first, last = _day(facts["first"]), _day(facts["last"])
    return first if first == last else gettext("%(first)s to %(last)s", first=first, last=last)


def _day(text: str) -> str:
    return str(format_date(date.fromisoformat(text), "d MMM y"))


DETAILS: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "key_made": lambda facts: str(ROLES.get(facts["role"], facts["role"])),
    "imported": _file,
    "retention": _retention,
    "hospital": lambda facts: str(facts["zone"]),
    "policy": _from,
    "leave": _away,
    "leave_taken_back": _away,
}
"""How the facts of a kind are told; the others have none."""
