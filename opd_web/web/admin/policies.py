"""The policy of a department: every option in words, what a change would do, and every version with who and when."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from itertools import pairwise
from typing import Any

from flask import Blueprint, current_app, render_template, request

from opd_web import clock
from opd_web.engine.policy import preset
from opd_web.engine.presets import PRESETS as KNOWN
from opd_web.engine.roles import Permission
from opd_web.services import departments, policies, runs
from opd_web.services.policies import Changed
from opd_web.services.refused import refuse
from opd_web.services.runs import Kind
from opd_web.simulation import again
from opd_web.simulation.again import Failed, NoSuchDay, TooLarge
from opd_web.simulation.preview import Effect, effect
from opd_web.store.admin_models import PastDayRecord, PolicyRecord
from opd_web.web import htmx
from opd_web.web.admin.days import zone
from opd_web.web.admin.option_words import GROUPS, differences
from opd_web.web.admin.policy_form import PolicyForm
from opd_web.web.admin.policy_words import PRESETS, saved_words
from opd_web.web.admin.saving import Answer, carried_out, saved, who
from opd_web.web.language import gettext
from opd_web.web.permissions import requires

bp = Blueprint("policies", __name__, url_prefix="/departments/<id:department_id>/policy")


@bp.get("/")
@requires(Permission.ADMINISTER)
def show(department_id: int) -> str:
    """Show the newest version, or a preset to start from."""
    newest = policies.versions(department_id)[0]
    chosen = request.args.get("preset", "")
    if chosen in KNOWN:
        return draw(department_id, PolicyForm.filled(chosen, preset(chosen).options()), started_from=chosen)
    return draw(department_id, PolicyForm.filled(newest.preset, newest.options))


@bp.post("/")
@requires(Permission.ADMINISTER)
def save(department_id: int) -> Answer:
    """Let a new version decide from the next day without tokens."""
    form, changed = PolicyForm(), list[Changed]()
    options = form.options()
    if not carried_out(
        form, lambda: changed.append(policies.change(department_id, form.preset_name(), options, **who()))
    ):
        return draw(department_id, form), 422
    return saved(saved_words(changed[0]), "admin.policies.show", department_id=department_id)


@bp.post("/preview")
@requires(Permission.ADMINISTER)
def preview(department_id: int) -> Answer:
    """Play a past day again under what was typed; nothing is saved."""
    form, found = PolicyForm(), list[Effect]()
    status = 200 if carried_out(form, lambda: found.append(play(department_id, form))) else 422
    shown = found[0] if found else None
    if htmx.is_request():
        return render_template("admin/_policy_effect.html", form=form, effect=shown, in_place=True), status
    return draw(department_id, form, effect=shown), status


def play(department_id: int, form: PolicyForm) -> Effect:
    """Play the chosen day under the newest version and under what was typed. Raise Refused."""
    now = clock.now()
    department, newest = departments.get(department_id, now=now), policies.versions(department_id)[0]
    on = _chosen_day(policies.past_days(department_id, now=now))
    both = (
        {"preset": newest.preset, "overrides": newest.options},
        {"preset": form.preset_name(), "overrides": form.options()},
    )
    with _alone(department_id, on.day):
        try:
            return effect(department.code, on.day, on.emergencies, both, now=now)
        except (Failed, NoSuchDay, TooLarge) as problem:
            current_app.logger.warning("policy preview: %s", type(problem).__name__)
            raise refuse("invalid", None, problem=_why_not(problem)) from problem


@contextmanager
def _alone(department_id: int, day: date) -> Iterator[None]:
    """Play one preview at a time in the whole hospital, whichever process each was asked of. Raise Refused.

    A server that ends meanwhile leaves its run silent, which holds up the next one for a minute and a half.
    """
    begun = runs.begin(Kind.PREVIEW, {"department": department_id, "day": day.isoformat()}, **who())
    if not begun.new:
        raise refuse("invalid", None, problem=gettext("Another day is being played. Try again in a moment."))
    try:
        yield
    finally:
        runs.finish(begun.run.id, **who())


def _why_not(problem: Exception) -> str:
    if isinstance(problem, TooLarge):
        return gettext("That day had more than %(most)d requests. Choose a smaller one.", most=again.MOST_REQUESTS)
    return gettext("The day could not be played to its end. Choose another one.")


def _chosen_day(days: Sequence[PastDayRecord]) -> PastDayRecord:
    """Give the day that was chosen. Raise Refused."""
    found = next((one for one in days if one.day.isoformat() == request.form.get("day")), None)
    if found is None:
        raise refuse("invalid", None, problem=gettext("There is no such day to play again. Choose another one."))
    return found


def draw(department_id: int, form: PolicyForm, *, effect: Effect | None = None, started_from: str | None = None) -> str:
    """Draw the page."""
    now = clock.now()
    versions, days = policies.versions(department_id), policies.past_days(department_id, now=now)
    return render_template(
        "admin/policy.html",
        department=departments.get(department_id, now=now),
        versions=versions,
        changes=changes(versions),
        starts=policies.starts(department_id, now=now),
        days=days,
        seconds=again.seconds_for(max((one.tokens for one in days), default=0), 2),
        presets=PRESETS,
        started_from=started_from,
        from_preset=from_preset(form),
        groups=GROUPS,
        form=form,
        effect=effect,
        in_place=False,
        zone=zone(),
    )


def from_preset(form: PolicyForm) -> list[Any]:
    """Name what differs from the preset; nothing where the form cannot be read."""
    if form.problems:
        return []
    return list(differences(preset(form.preset_name()).options(), form.options()))


def changes(versions: Sequence[PolicyRecord]) -> Mapping[int, list[Any]]:
    """Name what each version changed of the one before it."""
    return {one.version: list(differences(before.options, one.options)) for one, before in pairwise(versions)}
