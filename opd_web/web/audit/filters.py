"""What a list of the audit is narrowed by: fields in the address, none of which can hold a name."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, Self
from zoneinfo import ZoneInfo

from flask import abort, request
from flask_babel import lazy_gettext as _l
from wtforms import DateField, DateTimeLocalField, Field, SelectField, StringField, ValidationError
from wtforms.validators import Length, Optional

from opd_web.services import auditing, views
from opd_web.services.auditing import Asked, WantedChanges, WantedEvents
from opd_web.store.paging import Key
from opd_web.web.audit.words import LOOKS, kind_choices, rule_choices
from opd_web.web.converters import LARGEST_ID
from opd_web.web.forms import Form, choices, typed
from opd_web.web.language import gettext

PAGE = 50
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
CURSOR = re.compile(r"([0-9]{1,17})\.([0-9]{1,18})", re.ASCII)
CHANGE_CURSOR = re.compile(r"([0-9]{1,17})\.([01])\.([0-9]{1,18})", re.ASCII)
NUMBER = re.compile(r"([A-Za-z0-9]{1,8})[-\s]([0-9]{1,9})", re.ASCII)

ANY = ("", _l("Any"))


class Filter(Form):
    """Fields of a GET, which change nothing and so need no token."""

    class Meta:
        """Without the token that forms of a POST carry."""

        csrf = False

    since = DateTimeLocalField(_l("From"), [Optional()])
    until = DateTimeLocalField(_l("Until"), [Optional()])
    who = SelectField(_l("Who"), validate_choice=False)

    WORDS: ClassVar[Iterable[str]] = ()

    @classmethod
    def read(cls) -> Self:
        """Read the address, and check it."""
        form = cls(formdata=request.args)
        system = ("system", gettext("System"))
        form.who.choices = choices((ANY, system, *auditing.everybody()))
        form.validate()
        return form

    def moment(self, field: Field, zone: ZoneInfo) -> datetime | None:
        """Give the wall time of a field in UTC."""
        return field.data.replace(tzinfo=zone).astimezone(UTC) if field.data else None

    @property
    def times(self) -> tuple[datetime | None, datetime | None]:
        """Give from when and until when, in UTC."""
        zone = views.zone()
        return self.moment(self.since, zone), self.moment(self.until, zone)


class EventFilter(Filter):
    """Which events."""

    token = StringField(_l("Token, such as K-012"), [Length(max=20)])
    day = DateField(_l("Day"), [Optional()])
    kind = SelectField(_l("What"), choices=lambda: choices((ANY, *kind_choices())), validate_choice=False)
    rule = SelectField(_l("Rule"), choices=lambda: choices((ANY, *rule_choices())), validate_choice=False)

    def validate_token(self, field: Field) -> None:
        """Take a number as it stands on a slip."""
        if typed(field) and not NUMBER.fullmatch(typed(field)):
            raise ValidationError(gettext("Enter a token number, such as K-012."))

    def wanted(self) -> WantedEvents:
        """Say what is looked for as the service understands it."""
        since, until = self.times
        number = NUMBER.fullmatch(typed(self.token))
        return WantedEvents(
            code=number[1].upper() if number else None,
            number=min(int(number[2]), LARGEST_ID) if number else None,
            day=self.day.data,
            actor=self.who.data or None,
            kind=self.kind.data or None,
            rule=self.rule.data or None,
            since=since,
            until=until,
        )


class LookFilter(Filter):
    """Which looks."""

    what = SelectField(_l("What"), choices=choices((ANY, *LOOKS.items())), validate_choice=False)


class ChangeFilter(Filter):
    """Which changes."""

    source = SelectField(
        _l("What"), validate_choice=False,
        choices=choices((ANY, ("account", _l("People and sign-ins")), ("setup", _l("Set-up")))),
    )  # fmt: skip

    def wanted(self) -> WantedChanges:
        """Say what is looked for as the service understands it."""
        since, until = self.times
        source = self.source.data if self.source.data in {"account", "setup"} else None
        return WantedChanges(self.who.data or None, source, since, until)


def asked(*kinds: type) -> Asked:
    """Say which page of the list the address wants; answer 400 for a cursor that is none."""
    text = request.args.get("before")
    if not text:
        return Asked(PAGE)
    found = CURSOR.fullmatch(text if kinds == (datetime, int) else f"0.{text}")
    if found is None:
        abort(400)
    at, row_id = EPOCH + int(found[1]) * MICROSECOND, int(found[2])
    return Asked(PAGE, (at, row_id) if kinds == (datetime, int) else (row_id,))


def asked_changes() -> Asked:
    """Say which page of the changes the address wants, whose order has a part more; answer 400 for no cursor."""
    text = request.args.get("before")
    if not text:
        return Asked(PAGE)
    found = CHANGE_CURSOR.fullmatch(text)
    if found is None:
        abort(400)
    return Asked(PAGE, (EPOCH + int(found[1]) * MICROSECOND, int(found[2]), int(found[3])))


def older(key: Key | None) -> dict[str, Any] | None:
    """Give the query of the next page, None where there is none."""
    if key is None:
        return None
    parts = [str((part - EPOCH) // MICROSECOND) if isinstance(part, datetime) else str(part) for part in key]
    return {**kept(), "before": ".".join(parts)}


def kept() -> dict[str, str]:
    """Give what the list is narrowed by, without the place in it."""
    return {name: value for name, value in request.args.items() if value and name != "before"}
