"""What stands on boards, in each of a board's languages: one stands at a time, the page takes turns."""

from collections.abc import Callable, Iterable

from babel import Locale
from flask import Flask
from flask_babel import force_locale
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from opd_web.store.board_models import BoardDoctor, CallView
from opd_web.web.language import ngettext
from opd_web.web.words import board_word, clock_time, room_word

LABELS = {
    "just": _l("Just called"),
    "again": _l("Called again"),
    "now": _l("Now called"),
    "missed": _l("Missed"),
    "missed_help": _l("Missed your number? Tell the desk."),
    "none": _l("No number has been called yet. Yours will appear here."),
    "doctors": _l("Doctors"),
    "longer": _l("Waiting longer than expected? Tell the desk."),
    "silent": _l("Sound is off: press any key on this TV."),
}

LATE = _l("Last update {time}")
LOST = _l("Not up to date since {time}. Please ask at the desk.")

PART = Markup('<span class="tongue tongue-{}" lang="{}" dir="{}">{}</span>')


def register(app: Flask) -> None:
    """Let templates say something in each language of a board."""
    app.jinja_env.globals["in_each"] = in_each
    app.jinja_env.globals["plainly"] = plainly
    app.jinja_env.globals["board_says"] = {
        "label": label, "called": called, "room": room_word, "state": board_word, "waiting": waiting, "wait": wait,
        "late": late, "lost": lost,
    }  # fmt: skip


def in_each(languages: Iterable[str], say: Callable[..., str], *about: object) -> Markup:
    """Give the text in each language, of which the page shows one at a time."""
    return Markup("").join(
        PART.format(index, code, direction(code), text)
        for index, (code, text) in enumerate(_said(languages, say, about))
    )


def plainly(languages: Iterable[str], say: Callable[..., str], *about: object) -> str:
    """Give the text in all languages, one after the other."""
    return " · ".join(dict.fromkeys(text for _, text in _said(languages, say, about)))


def direction(language: str) -> str:
    """Tell from which side a language is written."""
    return str(Locale.parse(language).text_direction)


def _said(languages: Iterable[str], say: Callable[..., str], about: tuple[object, ...]) -> Iterable[tuple[str, str]]:
    for code in languages:
        with force_locale(code):
            yield code, say(*about)


def label(name: str) -> str:
    """Give a word of the board."""
    return str(LABELS[name])


def called(call: CallView) -> str:
    """Say that a number was just called, or once more."""
    return label("again" if call.recall else "just")


def waiting(count: int) -> str:
    """Say how many wait."""
    return ngettext("%(num)d waiting", "%(num)d waiting", count)


def wait(doctor: BoardDoctor, zone: str) -> str:
    """Say how many wait, and from when to when their turns are: as times of day, as their slips and pages say them."""
    if doctor.turns is None:
        return waiting(doctor.waiting_count)
    first, last = (clock_time(at, zone) for at in doctor.turns)
    # Few words: one line holds them at the size that the farthest seat needs.
    return ngettext(
        "%(num)d waiting, about %(first)s–%(last)s",
        "%(num)d waiting, about %(first)s–%(last)s",
        doctor.waiting_count,
        first=first,
        last=last,
    )


def late() -> str:
    """Say that the board was not in contact for a while; the page puts the time in."""
    return str(LATE)


def lost() -> str:
    """Say that the board cannot be relied on."""
    return str(LOST)
