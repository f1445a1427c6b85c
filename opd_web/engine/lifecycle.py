"""The life of a token: every legal step, as one table."""

from dataclasses import dataclass
from enum import StrEnum

from opd_web.engine.model import TokenStatus as S
from opd_web.engine.phrases import Phrase
from opd_web.engine.refusals import Refusal


class Action(StrEnum):
    """One thing that can be done to a token."""

    PROMOTE = "promote"
    DISPLACE = "displace"
    CLOSE_DISPLACED = "close_displaced"
    SEND_BACK = "send_back"
    ARRIVE = "arrive"
    CALL = "call"
    RECALL = "recall"
    HOLD = "hold"
    START = "start"
    COMPLETE = "complete"
    CANCEL = "cancel"
    NO_SHOW = "no_show"
    TRANSFER = "transfer"
    ESCALATE = "escalate"


@dataclass(frozen=True)
class Step:
    """One row of the table."""

    action: Action
    before: S
    after: S


_PLACED_BUT_NOT_INSIDE = (S.BOOKED, S.CALLED, S.ON_HOLD)

STEPS: tuple[Step, ...] = (
    Step(Action.PROMOTE, S.WAITING, S.BOOKED),
    *(Step(Action.DISPLACE, before, S.WAITING) for before in (S.BOOKED, S.ON_HOLD)),
    *(Step(Action.CLOSE_DISPLACED, before, S.DISPLACED) for before in (S.WAITING, *_PLACED_BUT_NOT_INSIDE)),
    *(Step(Action.SEND_BACK, before, S.WAITING) for before in _PLACED_BUT_NOT_INSIDE),
    *(Step(Action.ARRIVE, before, before) for before in (S.WAITING, S.BOOKED)),
    Step(Action.ARRIVE, S.ON_HOLD, S.BOOKED),
    *(Step(Action.CALL, before, S.CALLED) for before in (S.BOOKED, S.ON_HOLD)),
    Step(Action.RECALL, S.CALLED, S.CALLED),
    Step(Action.HOLD, S.CALLED, S.ON_HOLD),
    Step(Action.START, S.CALLED, S.IN_CONSULTATION),
    Step(Action.COMPLETE, S.IN_CONSULTATION, S.COMPLETED),
    *(Step(Action.CANCEL, before, S.CANCELLED) for before in (S.WAITING, *_PLACED_BUT_NOT_INSIDE)),
    *(Step(Action.NO_SHOW, before, S.NO_SHOW) for before in (S.WAITING, *_PLACED_BUT_NOT_INSIDE)),
    *(Step(Action.TRANSFER, before, S.BOOKED) for before in (S.WAITING, *_PLACED_BUT_NOT_INSIDE)),
    *(Step(Action.ESCALATE, before, before) for before in (S.WAITING, S.BOOKED, S.ON_HOLD)),
)

_AFTER = {(step.action, step.before): step.after for step in STEPS}

WORDS: dict[Action, str] = {
    Action.PROMOTE: "given a place",
    Action.DISPLACE: "displaced",
    Action.CLOSE_DISPLACED: "displaced",
    Action.SEND_BACK: "sent back to the waiting list",
    Action.ARRIVE: "marked as arrived",
    Action.CALL: "called",
    Action.RECALL: "called again",
    Action.HOLD: "put on hold",
    Action.START: "started",
    Action.COMPLETE: "completed",
    Action.CANCEL: "cancelled",
    Action.NO_SHOW: "marked as a no-show",
    Action.TRANSFER: "transferred",
    Action.ESCALATE: "made an emergency",
}


def after(action: Action, before: S, number: str) -> S | Refusal:
    """Give the status that follows, or say that this step is not legal; `number` names the token for people."""
    found = _AFTER.get((action, before))
    if found is None:
        words = {"status": Phrase(status_word(before)), "action": Phrase(WORDS[action])}
        return Refusal("illegal_transition", "token", {"number": number, **words})
    return found


def status_word(status: S) -> str:
    """Give a status as it stands inside a sentence."""
    return status.value.replace("_", " ").lower()


def legal_actions(before: S) -> frozenset[Action]:
    """Give every action that the table allows from this status."""
    return frozenset(step.action for step in STEPS if step.before is before)


def diagram() -> str:
    """Draw the table as a Mermaid state diagram, one line a step, for the docs."""
    lines = [f"    {step.before} --> {step.after}: {step.action}" for step in STEPS]
    return "stateDiagram-v2\n" + "\n".join(lines) + "\n"
