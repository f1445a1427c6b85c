"""Whatever happens, in whatever order, under whatever policy: what must always hold holds after every step.

The short form runs with the other tests; `make machine-long` runs as many examples as OPD_MACHINE_EXAMPLES says.
"""

import os
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
    run_state_machine_as_test,
)

from opd_web.engine.lifecycle import legal_actions
from opd_web.engine.model import TokenStatus
from opd_web.engine.roles import SYSTEM
from opd_web.services import audit, closing, policies, views
from opd_web.services import slots as slot_service
from opd_web.services.refused import Refused
from opd_web.store.database import db
from opd_web.store.read_models import TokenView
from opd_web.store.rows import DepartmentDayRow
from tests.support.clinic import Clinic, begin_anew
from tests.support.invariants import violations
from tests.support.policies import BASE, mixes

RESULTS = Path("test-results")
EXAMPLES = int(os.environ.get("OPD_MACHINE_EXAMPLES", "0"))
HOURS = ("09:00", "10:00", "11:00", "12:00")
ONWARDS = ("arrive", "call", "recall", "hold", "start", "complete")
ENDS = ("cancel", "no_show")
SHUTS = ("cancel_slot", "remove", "close_session", "reopen_session", "pause_session", "resume_session")
GROWN = 15
"""Steps after which slots and sessions are shut: a clinic that closes at once has nothing to lose."""
SOURCES = ("WALK_IN", "ONLINE", "STAFF", "APP")


class Morning(RuleBasedStateMachine):
    """One department with two doctors, on one day and the next, and everybody who does something to it."""

    tokens: Bundle = Bundle("tokens")
    slots: Bundle = Bundle("slots")
    done: Counter[str] = Counter()

    def __init__(self, app: Flask) -> None:
        super().__init__()
        begin_anew()
        self.age = 0
        self.clinic = Clinic(app).at("08:30")

    @initialize(target=slots, mix=mixes(), capacities=st.lists(st.integers(1, 3), min_size=2, max_size=4))
    def open(self, mix: dict[str, Any], capacities: list[int]) -> object:
        self.department = self.clinic.department(preset=BASE, **mix)
        self.classes = [None, *mix["classes"]]
        self.doctors = [self.clinic.first_doctor, self.clinic.doctor(name="Dr Das")]
        places = zip(capacities, self.doctors * 2, ("09:00", "09:00", "10:00", "11:00"), strict=False)
        return multiple(*(self.clinic.slot(at, capacity=size, doctor=doctor) for size, doctor, at in places))

    # What people do.

    @rule(target=tokens, slot=slots, which=st.integers(0, 9), source=st.sampled_from(SOURCES))
    def book_a_slot(self, slot: int, which: int, source: str) -> object:
        return self.new(lambda: self.clinic.book(slot, class_=self.class_(which), source=source))

    @rule(target=tokens, which=st.integers(0, 9), hour=st.sampled_from([None, *HOURS]), day=st.integers(0, 1))
    def book_the_department(self, which: int, hour: str | None, day: int) -> object:
        where = {"window": self.clinic.moment(hour, day)} if hour else {"day": self.clinic.day(day)}
        return self.new(lambda: self.clinic.book(department_id=self.department, class_=self.class_(which), **where))

    @rule(target=tokens, slot=slots)
    def emergency(self, slot: int) -> object:
        return self.new(lambda: self.clinic.emergency(slot).token)

    @rule(target=tokens, slot=slots, token=tokens)
    def book_again(self, slot: int, token: TokenView) -> object:
        return self.new(lambda: self.clinic.book(slot, patient_id=token.patient_id))

    @rule(token=tokens, which=st.integers(0, 9))
    def go_on(self, token: TokenView, which: int) -> None:
        """Take one of the steps that are legal now, seldom one that ends it all: most steps drawn blindly are not."""
        legal = legal_actions(TokenStatus(self.clinic.status(token)))
        steps = [step for step in (ENDS if which > 7 else ONWARDS) if step in legal] or ["undo"]
        step = steps[which % len(steps)]
        self.attempt(step, lambda: getattr(self.clinic, step)(token))

    @rule(token=tokens, which=st.integers(0, 9))
    def go_on_and_take_it_back(self, token: TokenView, which: int) -> None:
        self.go_on(token, which)
        self.attempt("undo", lambda: self.clinic.undo(token))

    @rule(token=tokens, many=st.integers(1, 3))
    def take_back_what_was_seen(self, token: TokenView, many: int) -> None:
        for _ in range(many):
            seen = self.clinic.token(token).version
            self.attempt("undo further", lambda seen=seen: self.clinic.undo(token, version=seen))

    @rule(token=tokens, step=st.sampled_from([*ONWARDS, *ENDS]))
    def go_anywhere(self, token: TokenView, step: str) -> None:
        self.attempt(step, lambda: getattr(self.clinic, step)(token))

    @rule(token=tokens)
    def act_on_what_was_seen_long_ago(self, token: TokenView) -> None:
        self.attempt("cancel", lambda: self.clinic.cancel(token, version=token.version))

    @rule(token=tokens, back=st.booleans())
    def escalate(self, token: TokenView, back: bool) -> None:
        done = self.attempt("escalate", lambda: self.clinic.escalate(token))
        if done and back:
            self.attempt("undo escalation", lambda: self.clinic.undo(token))

    @rule(token=tokens, slot=slots)
    def transfer(self, token: TokenView, slot: int) -> None:
        self.attempt("transfer", lambda: self.clinic.transfer(token, slot))

    @rule(which=st.integers(0, 1), sees=st.booleans())
    def call_next(self, which: int, sees: bool) -> None:
        queue = views.doctor(self.doctors[which], now=self.clinic.now).queue.queue
        first = next((token.number for token in queue if token.arrived_at), None)
        called = self.attempt("call_next", lambda: self.clinic.call_next(self.doctors[which]))
        assert called is None or called.number == first
        if called and sees:
            self.attempt("complete", lambda: self.clinic.complete(self.clinic.start(called)))

    # What happens to slots and sessions.

    @rule(
        target=slots,
        which=st.integers(0, 1),
        hour=st.sampled_from(HOURS),
        capacity=st.integers(1, 3),
        day=st.integers(0, 1),
    )
    def add_slot(self, which: int, hour: str, capacity: int, day: int) -> object:
        add = lambda: self.clinic.slot(hour, capacity=capacity, doctor=self.doctors[which], days=day)  # noqa: E731
        added = self.attempt("add_slot", add)
        return multiple() if added is None else added

    @rule(slot=slots, hour=st.sampled_from(HOURS), minutes=st.sampled_from([30, 60, 90]), stays=st.booleans())
    def move_slot(self, slot: int, hour: str, minutes: int, stays: bool) -> None:
        starts_at = self.clinic.slot_row(slot).starts_at if stays else self.clinic.moment(hour)
        times = {"starts_at": starts_at, "ends_at": starts_at + timedelta(minutes=minutes)}
        self.attempt("move_slot", lambda: slot_service.change(slot, times, **self.clinic.who))

    @rule(slot=slots, minutes=st.sampled_from([0, 10, 45]))
    def delay(self, slot: int, minutes: int) -> None:
        self.attempt("delay", lambda: self.clinic.delay(slot, minutes))

    @precondition(lambda self: self.age > GROWN)
    @rule(slot=slots, which=st.integers(0, 1), what=st.sampled_from(SHUTS))
    def shut(self, slot: int, which: int, what: str) -> None:
        subject = slot if what in {"cancel_slot", "remove"} else self.doctors[which]
        change = slot_service.remove if what == "remove" else getattr(closing, what)
        self.attempt(what, lambda: change(subject, **self.clinic.who))

    @rule(slot=slots, capacity=st.integers(1, 4), mix=st.none() | mixes(), day=st.integers(0, 2))
    def plan_anew(self, slot: int, capacity: int, mix: dict[str, Any] | None, day: int) -> None:
        if mix is None:
            self.attempt("capacity", lambda: slot_service.change_capacity(slot, capacity, **self.clinic.who))
            return
        how = {"from_day": self.clinic.day(day), **self.clinic.who}
        self.attempt("policy", lambda: policies.change(self.department, BASE, mix, **how))

    # What the clock does.

    @rule(minutes=st.sampled_from([1, 7, 30, 60]), ticks=st.booleans())
    def wait(self, minutes: int, ticks: bool) -> None:
        self.clinic.now += timedelta(minutes=minutes)
        self.attempt("tick", self.clinic.tick_now if ticks else lambda: None)

    # What must hold.

    @invariant()
    def all_holds(self) -> None:
        assert violations(self.clinic.app, self.clinic.now) == []

    def teardown(self) -> None:
        """Verify the record of the whole day before and after it is sealed: a false alarm convinces nobody."""
        with self.clinic.app.app_context():
            assert audit.verify().problem is None
            audit.seal_days(actor=SYSTEM, now=self.clinic.now + timedelta(days=3))
            assert audit.verify().problem is None

    def class_(self, which: int) -> str | None:
        """Give one of the classes of the first policy, or none: the patient's history decides."""
        return self.classes[which % len(self.classes)]

    def new(self, book: Callable[[], TokenView]) -> object:
        token = self.attempt("book", book)
        return multiple() if token is None else token

    def attempt(self, what: str, act: Callable[[], Any]) -> Any:
        """Do it; where it is refused, nothing at all may have changed."""
        before = self.heads()
        self.age += 1
        try:
            answer = act()
        except Refused as refused:
            self.done[refused.refusal.reason] += 1
            assert self.heads() == before
            return None
        self.done[what] += 1
        return answer

    def heads(self) -> list[tuple[object, ...]]:
        with self.clinic.app.app_context():
            return [
                (day.event_count, day.head, day.last_number, day.last_call)
                for day in db.session.query(DepartmentDayRow)
            ]


def run(app: Flask, examples: int, *, derandomize: bool) -> None:
    how = settings(
        max_examples=examples,
        stateful_step_count=40,
        derandomize=derandomize,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        print_blob=True,
    )
    run_state_machine_as_test(lambda: Morning(app), settings=how)


def test_what_must_hold_holds_whatever_happens(app: Flask) -> None:
    Morning.done.clear()
    run(app, EXAMPLES or 20, derandomize=not EXAMPLES)
    assert Morning.done["book"] > 0


@pytest.fixture(autouse=True)
def _written_down(request: pytest.FixtureRequest) -> Iterator[None]:
    """Keep what a long run did, for whoever started it."""
    yield
    if EXAMPLES:
        RESULTS.mkdir(exist_ok=True)
        counted = ", ".join(f"{what} {many}" for what, many in Morning.done.most_common())
        text = f"{request.node.name}: {EXAMPLES} examples, {Morning.done.total()} steps ({counted})\n"
        (RESULTS / f"machine-{request.node.callspec.id}.txt").write_text(text, encoding="utf-8")
