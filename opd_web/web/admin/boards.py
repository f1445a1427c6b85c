"""Boards: a list with their TVs, a new one, changing one, taking it away from its TV."""

from flask import Blueprint, render_template

from opd_web import clock
from opd_web.engine import legibility
from opd_web.engine.roles import Permission
from opd_web.services import boards
from opd_web.services.boards import BoardFields
from opd_web.store.board_models import BoardRecord
from opd_web.web.admin.board_forms import BoardForm, CodeForm
from opd_web.web.admin.doctors import PlainForm
from opd_web.web.admin.saving import Answer, carried_out, saved, who
from opd_web.web.language import gettext, ngettext
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
    return render_template("admin/board_new.html", form=BoardForm().offer())


@bp.post("/new")
@requires(Permission.ADMINISTER)
def add() -> Answer:
    """Add a board; a TV is paired with it afterwards."""
    form = BoardForm().offer()
    if not carried_out(form, lambda: boards.add(form.fields(), **who())):
        return render_template("admin/board_new.html", form=form), 422
    return saved(told(gettext("The board was added."), form.fields()), "admin.boards.show")


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
    fits = fit_words(found, found.screen)
    return render_template("admin/board.html", form=form, board=found, fits=fits, now=clock.now())


def told(done: str, board: BoardFields, pixels: str | None = None) -> str:
    """Say what was done, and how many calls can be read."""
    return f"{done} {fit_words(board, pixels)}"


def fit_words(board: BoardFields | BoardRecord, pixels: str | None) -> str:
    """Say how many calls can be read from the farthest seat, on a TV of so many pixels."""
    screen = legibility.screen_of(board.inches, pixels)
    fit = legibility.lines_that_fit(screen, board.metres, boards.codes(board))
    size = {"inches": board.inches, "metres": board.metres}
    if fit == 0:
        return gettext(
            "No call can be read from %(metres)d m on a screen of %(inches)d inches: use a larger screen, "
            "or seat people nearer.",
            **size,
        )
    text = gettext("From %(metres)d m on a screen of %(inches)d inches,", **size)
    fitting = ngettext("%(num)d large call can be read.", "%(num)d large calls can be read.", fit)
    shown = "" if board.lines <= fit else " " + gettext("The board shows that many, not %(lines)d.", lines=board.lines)
    return f"{text} {fitting}{shown}"
