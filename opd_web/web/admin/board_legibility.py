"""What is told of a board while an administrator sets it up: what can be read from where, what its heading says."""

from dataclasses import dataclass

from opd_web import clock
from opd_web.engine import legibility
from opd_web.services import boards, departments
from opd_web.services.boards import BoardFields
from opd_web.store.board_models import BoardRecord
from opd_web.web.admin.board_forms import BoardForm
from opd_web.web.language import gettext, ngettext

NEEDED = ("lines", "inches", "metres")


@dataclass(frozen=True)
class Reading:
    """How many calls can be read, and the rest; `short` where it is fewer than chosen."""

    calls: str
    rest: str
    short: bool


def of_form(form: BoardForm, pixels: str | None = None) -> Reading | None:
    """Say what could be read of the board as it is filled in, None where that makes no sense yet."""
    # What nobody typed is as the board has it, or as usual.
    if not all(form[name].raw_data is None or form[name].validate(form) for name in NEEDED):
        return None
    return of_board(form.fields(), pixels)


def of_board(board: BoardFields | BoardRecord, pixels: str | None) -> Reading:
    """Say what can be read of a board, on a TV of so many pixels."""
    screen = legibility.screen_of(board.inches, pixels)
    fit = legibility.lines_that_fit(screen, board.metres, boards.codes(board))
    return Reading(_calls(board, fit), _rest(board), short=fit < board.lines)


def heading_warning(title: str) -> str:
    """Say that the heading names a department as only staff should, empty where it does not."""
    plain = title.casefold()
    for one in departments.every(now=clock.now()):
        name = one.name.casefold()
        if name in plain and name not in one.public_label.casefold():
            return gettext(
                "The heading names %(name)s, which everybody in the waiting room will read. For patients this "
                "department is called %(label)s.",
                name=one.name,
                label=one.public_label,
            )
    return ""


def _calls(board: BoardFields | BoardRecord, fit: int) -> str:
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


def _rest(board: BoardFields | BoardRecord) -> str:
    metres = int(legibility.made_out_from(board.inches, board.metres))
    return gettext("The doctors’ lines and the missed numbers can be made out from up to %(metres)d m.", metres=metres)
