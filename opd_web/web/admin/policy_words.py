"""Policies in the words that an administrator reads: every preset, option and choice."""

from collections.abc import Callable
from typing import NamedTuple

from flask_babel import format_date
from flask_babel import lazy_gettext as _l

from opd_web.services.policies import Changed
from opd_web.simulation.figures import Figures, Quantile
from opd_web.simulation.preview import Effect
from opd_web.store.admin_models import PastDayRecord, PolicyStart
from opd_web.web.language import gettext, ngettext


class Words(NamedTuple):
    """A short name, and what it means in one or two sentences."""

    title: str
    text: str


PRESETS = {
    "fair": Words(
        _l("Fair"),
        _l(
            "The department names a time, and the doctor with the fewest patients gets the next. Emergencies are added "
            "on top, at most two in a slot; nobody is passed by more than three later patients."
        ),
    ),
    "elastic": Words(
        _l("Elastic"),
        _l(
            "Patients are booked into a doctor's slot. Emergencies are added beyond its capacity, and nobody loses a "
            "place; a delay moves the rest of the doctor's day."
        ),
    ),
    "balanced": Words(
        _l("Balanced"),
        _l(
            "The department names a time, and the doctor with the fewest patients gets the next. An emergency takes "
            "the place of the lowest class, who waits for the next free place."
        ),
    ),
    "preemptive": Words(
        _l("Pre-emptive"),
        _l("In a full slot a higher class takes the place of the lowest one, who waits for the next free place."),
    ),
    "chronological": Words(
        _l("Chronological"),
        _l("Everybody gets the earliest free place of the day, in the order of coming. No emergency class."),
    ),
    "strict": Words(
        _l("Strict"),
        _l("A full slot refuses whoever does not outrank somebody in it; who loses a place is closed and books anew."),
    ),
}


class Row(NamedTuple):
    """One figure of a day: as it was, played again under the policy of today, and with the one that was typed."""

    title: str
    was: str
    now: str
    then: str


FIGURES: tuple[tuple[str, Callable[[Figures], str]], ...] = (
    (_l("Lost their place to another patient"), lambda one: str(one.displaced)),
    (_l("Seen"), lambda one: str(one.seen)),
    (_l("Came and were not seen"), lambda one: str(one.not_seen)),
    (_l("Did not come"), lambda one: str(one.no_shows)),
    (_l("Times that a later patient was called first"), lambda one: str(one.overtakes)),
    (_l("Median wait, minutes"), lambda one: _quantile(one.everybody.p50)),
    (_l("Nine of ten waited at most, minutes"), lambda one: _quantile(one.everybody.p90)),
    (_l("Seen of all places"), lambda one: "–" if one.utilisation is None else f"{one.utilisation:.0%}"),
)


def effect_rows(effect: Effect) -> list[Row]:
    """Give the day in figures, side by side."""
    days = (effect.past.figures, effect.now.figures, effect.then.figures)
    rows = [Row(str(title), *(figure(day) for day in days)) for title, figure in FIGURES]
    return [*rows, Row(gettext("Refused"), "–", str(effect.now.turned_away), str(effect.then.turned_away))]


def effect_sentence(effect: Effect) -> str:
    """Say in one sentence whom it would have cost the place."""
    day = str(format_date(effect.day, "EEE d MMM"))
    now, then = effect.now.figures.displaced, effect.then.figures.displaced
    if effect.emergencies:
        who = ngettext("the %(num)d emergency", "the %(num)d emergencies", effect.emergencies)
        lost = ngettext("%(num)d patient", "%(num)d patients", then)
        return gettext(
            "With this, %(who)s of %(day)s would have displaced %(lost)s; with the policy of today %(now)d.",
            who=who,
            day=day,
            lost=lost,
            now=now,
        )
    lost = ngettext("%(num)d patient", "%(num)d patients", then)
    return gettext(
        "With this, %(lost)s of %(day)s would have lost their place; with the policy of today %(now)d.",
        lost=lost,
        day=day,
        now=now,
    )


def past_day_label(day: PastDayRecord) -> str:
    """Name a day by how much happened on it."""
    tokens = ngettext("%(num)d token", "%(num)d tokens", day.tokens)
    emergencies = ngettext("%(num)d emergency", "%(num)d emergencies", day.emergencies)
    return f"{format_date(day.day, 'EEE d MMM')}: {tokens}, {emergencies}"


def kept_days(start: PolicyStart) -> str:
    """Name the days that keep their policy."""
    return ", ".join(str(format_date(day, "EEE d MMM")) for day in start.kept)


def saved_words(changed: Changed) -> str:
    """Say from which day the new version decides."""
    day = format_date(changed.effective_from, "full")
    if changed.unchanged:
        return gettext("Nothing differs from version %(version)d, so no new one was made.", version=changed.version)
    return gettext("Version %(version)d was saved. It decides from %(day)s on.", version=changed.version, day=day)


def _quantile(quantile: Quantile | None) -> str:
    return "–" if quantile is None else f"{'≥ ' if quantile.at_least else ''}{quantile.minutes:.0f}"
