"""Boards: a list with their TVs, a new one, changing one, taking it away from its TV."""

from flask import Blueprint, render_template, request

from opd_web import clock
from opd_web.engine.roles import Permission
from opd_web.services import boards
from opd_web.services.boards import BoardFields
from opd_web.store.board_models import BoardRecord
from opd_web.web.admin import board_legibility
from opd_web.web.admin.board_forms import BoardForm, CodeForm
from opd_web.web.admin.doctors import PlainForm
from opd_web.web.admin.saving import Answer, carried_out, saved, who
from opd_web.web.forms import typed
from opd_web.web.language import gettext
from opd_web.web.permissions import requires

bp = Blueprint("boards", __name__, url_prefix="/boards")


@bp.get("/")
@requires(Permission.ADMINISTER)
def show() -> str:
    """List the boards."""
    return draw_list(CodeForm())


@bp.get("/new")
@requires(Permission.ADMINISTER)
def ask() -> str:
    """Ask what the new board shows."""
    return render_template("admin/board_new.html", **around(BoardForm().offer()))


@bp.post("/new")
@requires(Permission.ADMINISTER)
def add() -> Answer:
    """Add a board; a TV is paired with it afterwards."""
    form = BoardForm().offer()
    if not carried_out(form, lambda: boards.add(form.fields(), **who())):
        return render_template("admin/board_new.html", **around(form)), 422
    return saved(told(gettext("The board was added."), form.fields()), "admin.boards.show")


@bp.get("/reading")
@requires(Permission.ADMINISTER)
def reading() -> str:
    """Say what could be read of a board as it is filled in; nothing is saved."""
    known = request.args.get("known", type=int)
    form = BoardForm(formdata=request.args).offer()
    return render_template("admin/_board_reading.html", **around(form, boards.get(known) if known else None))


@bp.get("/<id:board_id>")
@requires(Permission.ADMINISTER)
def edit(board_id: int) -> str:
    """Show one board."""
    return draw(BoardForm(obj=boards.get(board_id)).offer(), board_id)


@bp.post("/<id:board_id>")
@requires(Permission.ADMINISTER)
def save(board_id: int) -> Answer:
    """Change one board; its TV shows it at once."""
    form = BoardForm().offer()
    if not carried_out(form, lambda: boards.change(board_id, form.fields(), **who())):
        return draw(form, board_id), 422
    return saved(told(gettext("The board was saved."), form.fields(), boards.get(board_id).screen), "admin.boards.show")


@bp.post("/<id:board_id>/unpair")
@requires(Permission.ADMINISTER)
def unpair(board_id: int) -> Answer:
    """Take the board away from its TV."""
    form = PlainForm()
    if not carried_out(form, lambda: boards.unpair(board_id, **who())):
        filled = BoardForm(formdata=None, obj=boards.get(board_id)).offer()
        return draw(filled.take_problems(form), board_id), 422
    return saved(gettext("The TV is not paired any more; it goes dark."), "admin.boards.edit", board_id=board_id)


def draw_list(form: CodeForm) -> str:
    """Draw the list around the form that takes a code."""
    return render_template("admin/boards.html", boards=boards.every(), form=form, now=clock.now())


def draw(form: BoardForm, board_id: int) -> str:
    """Draw the page of one board around the form."""
    found = boards.get(board_id)
    return render_template("admin/board.html", board=found, now=clock.now(), **around(form, found))


def around(form: BoardForm, board: BoardRecord | None = None) -> dict[str, object]:
    """Give the form, and what is said of it while it is filled in."""
    return {
        "form": form,
        "known": board.id if board else None,
        "reading": board_legibility.of_form(form, board.screen if board else None),
        "heading_warning": board_legibility.heading_warning(typed(form.title)),
    }


def told(done: str, board: BoardFields, pixels: str | None = None) -> str:
    """Say what was done, how many calls can be read, and what the heading tells."""
    said = (done, board_legibility.of_board(board, pixels).calls, board_legibility.heading_warning(board.title))
    return " ".join(filter(None, said))
