"""The end of a consultation with a follow-up some days later."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from flask import Blueprint, abort, request
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import HiddenField, IntegerField
from wtforms.validators import InputRequired, NumberRange, Optional

from opd_web import clock
from opd_web.engine.roles import Permission
from opd_web.services import follow_up, views
from opd_web.web import htmx
from opd_web.web.converters import LARGEST_ID
from opd_web.web.forms import CountField, Form, typed
from opd_web.web.identity import current_actor
from opd_web.web.permissions import requires
from opd_web.web.token import own_token

bp = Blueprint("follow_up", __name__, url_prefix="/tokens/<id:token_id>/follow-up")

AHEAD = (3, 7, 14, 30)

DAYS = _l("Enter in how many days, from 1 to 365.")


class FollowUpForm(Form):
    """In how many days, the token as the page saw it, and the name of this filling-in of the form."""

    days = CountField(
        _l("Other, in days"), [InputRequired(DAYS), NumberRange(1, follow_up.FURTHEST, DAYS)], id="follow-up-days"
    )
    version = IntegerField(validators=[Optional()])
    key = HiddenField()


class PlaceForm(Form):
    """The slot of the follow-up, and the name of this offer."""

    slot = IntegerField(validators=[InputRequired(), NumberRange(1, LARGEST_ID)])
    key = HiddenField()


@bp.get("")
@requires(Permission.SEE_QUEUE, Permission.CALL)
def ask(token_id: int) -> Response:
    """Ask in how many days, and say which slot each would be; `days` asks for another number."""
    form = FollowUpForm(request.args)
    wrong = "days" in request.args and not form.validate()
    form.key.data = str(uuid4())
    return _ask(token_id, form, 422 if wrong else 200)


@bp.post("")
@requires(Permission.SEE_QUEUE, Permission.CALL)
def complete(token_id: int) -> Response:
    """End the consultation, and say what became of the follow-up."""
    form = FollowUpForm()
    ahead = form.days.data
    if not form.validate_on_submit() or ahead is None:
        return _ask(token_id, form, 422)
    ended = follow_up.complete(
        token_id, ahead, version=form.version.data, key=typed(form.key), actor=current_actor(), now=clock.now()
    )
    keys = [str(uuid4()) for _ in ended.offers]
    return _answer(token_id, day=ended.day, booked=ended.booked, problem=ended.problem, offers=ended.offers, keys=keys)


@bp.post("/place")
@requires(Permission.SEE_QUEUE, Permission.CALL)
def book(token_id: int) -> Response:
    """Book the follow-up into a slot that was offered."""
    form = PlaceForm()
    slot_id = form.slot.data
    if not form.validate_on_submit() or slot_id is None:
        abort(400)
    booked = follow_up.book(token_id, slot_id, key=typed(form.key), actor=current_actor(), now=clock.now())
    return _answer(token_id, day=None, booked=booked, problem="", offers=(), keys=[])


def _ask(token_id: int, form: FollowUpForm, status: int = 200) -> Response:
    token = own_token(token_id)
    own = form.days.data if form.days.data and not form.days.errors else None
    choices = follow_up.choices(token_id, [own] if own else AHEAD, now=clock.now())
    zone = views.zone().key
    return htmx.fragment("tokens/_follow_up.html", status, token=token, form=form, choices=_apart(choices), zone=zone)


def _apart(choices: Sequence[follow_up.Choice]) -> list[follow_up.Choice]:
    """Leave out what comes to the same slot as a larger number of days, which is nearer to the truth."""
    slots = [choice.slot.id if choice.slot else None for choice in choices]
    return [
        choice for place, choice in enumerate(choices) if slots[place] is None or slots[place] not in slots[place + 1 :]
    ]


def _answer(token_id: int, **said: Any) -> Response:
    token = own_token(token_id)
    zone = views.zone().key
    return htmx.fragment("tokens/_followed_up.html", trigger=htmx.QUEUE_CHANGED, token=token, zone=zone, **said)
