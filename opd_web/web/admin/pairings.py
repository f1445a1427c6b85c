"""A TV that shows a code: an administrator enters it, and chooses the board that the TV becomes."""

from flask import Blueprint, redirect, render_template, url_for

from opd_web import clock
from opd_web.engine.roles import Permission
from opd_web.services import boards, pairing
from opd_web.web.admin.board_forms import BoardForm, ChooseForm, CodeForm
from opd_web.web.admin.boards import around, draw_list
from opd_web.web.admin.saving import Answer, carried_out, saved, who
from opd_web.web.attempts import Limit
from opd_web.web.forms import typed
from opd_web.web.identity import current_actor
from opd_web.web.language import gettext
from opd_web.web.permissions import requires

bp = Blueprint("pairings", __name__, url_prefix="/boards/pairings")

TRIES = Limit("10/5minutes")
"""Codes that one user may try: nobody finds a code of somebody else's TV by guessing."""


@bp.post("/")
@requires(Permission.ADMINISTER)
def find() -> Answer:
    """Find the TV that shows this code."""
    form, found = CodeForm(), []
    if not TRIES.hit(current_actor().id):
        form.form_errors.append(gettext("Too many codes were tried. Wait five minutes, then try again."))
        return draw_list(form), 429
    if not carried_out(form, lambda: found.append(pairing.find(typed(form.code), now=clock.now()))):
        return draw_list(form), 422
    return redirect(url_for(".ask", pairing_id=found[0].id), 303)


@bp.get("/<id:pairing_id>")
@requires(Permission.ADMINISTER)
def ask(pairing_id: int) -> str:
    """Ask which board the TV becomes."""
    return draw(pairing_id, ChooseForm(prefix="old-").offer(), BoardForm().offer())


@bp.post("/<id:pairing_id>")
@requires(Permission.ADMINISTER)
def choose(pairing_id: int) -> Answer:
    """Let the TV become a board that there is."""
    form = ChooseForm(prefix="old-").offer()
    if not carried_out(form, lambda: pairing.approve(pairing_id, form.board_id.data, **who())):
        return draw(pairing_id, form, BoardForm(formdata=None).offer()), 422
    return paired(form.board_id.data)


@bp.post("/<id:pairing_id>/new")
@requires(Permission.ADMINISTER)
def make(pairing_id: int) -> Answer:
    """Let the TV become a new board."""
    pairing.get(pairing_id, **who())
    form, made = BoardForm().offer(), []
    if not carried_out(form, lambda: made.append(boards.add(form.fields(), **who()))):
        return draw(pairing_id, ChooseForm(formdata=None, prefix="old-").offer(), form), 422
    pairing.approve(pairing_id, made[0], **who())
    return paired(made[0])


def paired(board_id: int) -> Answer:
    """Say that the TV goes on by itself."""
    return saved(gettext("The TV is paired: it shows the board in a moment."), "admin.boards.edit", board_id=board_id)


def draw(pairing_id: int, choice: ChooseForm, form: BoardForm) -> str:
    """Draw the two ways of going on."""
    found = pairing.get(pairing_id, **who())
    return render_template("admin/board_pairing.html", pairing=found, choice=choice, **around(form))
