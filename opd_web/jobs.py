"""What the process does by itself: it ends grace periods, plans days ahead, seals and counts those that are over."""

import logging
from datetime import UTC, timedelta

from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask

from opd_web import board_contacts, clock, running
from opd_web.engine.roles import SYSTEM
from opd_web.services import (
    answers,
    attempts,
    audit,
    boards,
    keeping,
    logins,
    retention,
    runs,
    schedule,
    ticking,
    views,
)
from opd_web.services.runs import Kind
from opd_web.store.errors import Busy, Collision, Unavailable

TICK_SECONDS = 15
CONTACT_SECONDS = 10
SEAL_MINUTES = 30
KEEP_MINUTES = 30
OPEN_HOURS = 1
FORGET_HOURS = 6
VERIFY_HOURS = 1
VERIFIED_FOR = timedelta(hours=20)
"""So long nobody needs to verify the record again by the clock."""
ERASE_HOURS = 6

log = logging.getLogger(__name__)


def start(app: Flask) -> BackgroundScheduler:
    """Run the jobs in a thread of this process. Several processes may: each job looks again behind the lock."""
    scheduler = BackgroundScheduler(timezone=UTC, job_defaults={"max_instances": 1, "coalesce": True})
    scheduler.add_job(tick, "interval", args=[app], seconds=TICK_SECONDS)
    scheduler.add_job(note_contacts, "interval", args=[app], seconds=CONTACT_SECONDS)
    scheduler.add_job(seal, "interval", args=[app], minutes=SEAL_MINUTES)
    scheduler.add_job(keep_figures, "interval", args=[app], minutes=KEEP_MINUTES, next_run_time=clock.now())
    scheduler.add_job(open_days, "interval", args=[app], hours=OPEN_HOURS, next_run_time=clock.now())
    scheduler.add_job(forget, "interval", args=[app], hours=FORGET_HOURS)
    scheduler.add_job(verify, "interval", args=[app], hours=VERIFY_HOURS)
    scheduler.add_job(erase_old, "interval", args=[app], hours=ERASE_HOURS, next_run_time=clock.now())
    scheduler.start()
    return scheduler


def tick(app: Flask) -> None:
    """End what the clock ends; nothing changes a demo clinic in the background."""
    with app.app_context():
        try:
            if not views.is_demo():
                ticking.end_graces(actor=SYSTEM, now=clock.now())
                ticking.close_absent(actor=SYSTEM, now=clock.now())
        except (Busy, Unavailable) as problem:
            # The next tick does what this one could not.
            log.warning("tick: %s", problem)


def note_contacts(app: Flask) -> None:
    """Write which boards were heard of since the last time."""
    with app.app_context():
        try:
            boards.note_contacts(board_contacts.take(), actor=SYSTEM, now=clock.now())
        except (Busy, Unavailable) as problem:
            log.warning("noting boards: %s", problem)


def seal(app: Flask) -> None:
    """Chain the heads of the days that are over."""
    with app.app_context():
        try:
            audit.seal_days(actor=SYSTEM, now=clock.now())
        except Collision:
            # Another process sealed the same days in this moment.
            log.debug("seal: another process was first")
        except (Busy, Unavailable) as problem:
            log.warning("seal: %s", problem)


def keep_figures(app: Flask) -> None:
    """Count ahead what reports of days that are over would have to count."""
    with app.app_context():
        try:
            while keeping.keep_overtakes(actor=SYSTEM, now=clock.now()):
                pass
        except (Busy, Collision, Unavailable) as problem:
            # Until then reports count for themselves.
            log.warning("keeping figures: %s", problem)


def open_days(app: Flask) -> None:
    """Make the slots of the days that came into the horizon; nothing changes a demo clinic in the background."""
    with app.app_context():
        try:
            if not views.is_demo():
                schedule.top_up(actor=SYSTEM, now=clock.now())
        except (Busy, Unavailable) as problem:
            log.warning("opening days: %s", problem)


def forget(app: Flask) -> None:
    """Forget what programs were answered, and who was signed in, long ago."""
    with app.app_context():
        try:
            answers.forget_old(actor=SYSTEM, now=clock.now())
            attempts.forget_old(actor=SYSTEM, now=clock.now())
            logins.forget_old(actor=SYSTEM, now=clock.now())
        except (Busy, Unavailable) as problem:
            log.warning("forgetting answers: %s", problem)


def verify(app: Flask) -> None:
    """Verify the record once a day, in a process of its own."""
    with app.app_context():
        try:
            now, last = clock.now(), runs.last_done(Kind.VERIFY, now=clock.now())
            if last and last.started_at > now - VERIFIED_FOR:
                return
            begun = runs.begin(Kind.VERIFY, {}, actor=SYSTEM, now=now)
            if begun.new:
                running.launch(app, begun.run.id, running.verification(app))
        except (Busy, Unavailable) as problem:
            log.warning("verifying: %s", problem)


def erase_old(app: Flask) -> None:
    """Erase the persons whose time is over, where the hospital set one; nothing changes a demo clinic."""
    with app.app_context():
        try:
            if not views.is_demo():
                count = retention.erase_due(actor=SYSTEM, now=clock.now())
                if count:
                    log.info("erased by retention: %d persons", count)
        except (Busy, Unavailable) as problem:
            log.warning("retention: %s", problem)
