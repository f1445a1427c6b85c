"""The rules of allocation once more: a slow, plain model in memory, written from their text and from nothing else.

It shares no code with the product, so that the two can be compared. Scenarios go in as their files have them.
"""

import json
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import count
from pathlib import Path
from typing import Any

PUBLISHED = Path(__file__).parents[1] / "scenarios"
PRESETS = json.loads((PUBLISHED / "presets.json").read_text(encoding="utf-8"))
Json = dict[str, Any]


def minute(time: str | int) -> int:
    """Give minutes since midnight."""
    return time if isinstance(time, int) else int(time[:-3]) * 60 + int(time[-2:])


def clock(minutes: int) -> str | int:
    """Give the time as a file has it."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}" if minutes >= 0 else minutes


@dataclass
class Slot:
    id: str
    doctor: str
    department: str
    start: int
    end: int
    capacity: int
    delay: int = 0
    completed: int = 0
    placements: int = 0


@dataclass
class Token:
    id: str
    class_: str
    booked_at: int
    arrival: int
    pool: str
    status: str = "WAITING"
    slot: Slot | None = None
    seq: int | None = None
    placed: int = 0
    grace: int | None = None
    """When the place that a no-show keeps is given on."""


@dataclass
class Clinic:
    """One scenario's clinic: `play` an event and get its outcome; `state` is what stands."""

    policy: Json
    slots: dict[str, Slot] = field(default_factory=dict)
    tokens: dict[str, Token] = field(default_factory=dict)
    rejected: list[str] = field(default_factory=list)
    now: int = 0
    numbers: Any = field(default_factory=lambda: count(1))

    @classmethod
    def of(cls, scenario: Json) -> "Clinic":
        """Make the clinic of a scenario."""
        clinic = cls(PRESETS[scenario["preset"]] | scenario.get("policy", {}))
        for slot in scenario["slots"]:
            clinic.add(slot)
        return clinic

    def play(self, event: Json) -> str:
        """Let the clock reach the event, then do it."""
        self.now = minute(event["at"])
        self.end_graces()
        match event["do"]:
            case "book" | "arrive" | "emergency":
                outcome = self.book(event)
                if outcome.startswith("rejected"):
                    self.rejected.append(event["token"])
                return outcome
            case "cancel" | "no_show" | "complete":
                return self.close(event["do"], event["token"])
            case "delay":
                return self.delay(event["slot"], event["minutes"])
            case "add_slot":
                self.add(event["slot"])
        return "ok"

    # Requests.

    def book(self, event: Json) -> str:
        class_ = "EMERGENCY" if event["do"] == "emergency" else event["class"]
        if "slot" in event and event["slot"] not in self.slots:
            return "rejected:unknown_slot"
        if class_ not in self.policy["classes"]:
            return "rejected:unknown_class"
        booked_at = minute(event.get("booked_at", event["at"]))
        token = Token(event["token"], class_, booked_at, next(self.numbers), self.pool_of_request(event))
        return self.place(token, self.slots.get(event.get("slot")))

    def place(self, token: Token, named: Slot | None) -> str:
        slots = [slot for slot in self.slots_of(token.pool) if not self.is_over(slot)]
        room = [slot for slot in slots if self.used(slot) < slot.capacity]
        if room:
            return self.give(token, named if named in room else self.preferred(room))
        if token.class_ == "EMERGENCY":
            return self.place_emergency(token, slots)
        if self.policy["when_full"] != "wait":
            lowest = self.lowest(slots)
            if lowest and self.rank(token) < self.rank(lowest):
                return self.take(token, lowest)
        return self.without_place(token)

    def place_emergency(self, token: Token, slots: list[Slot]) -> str:
        rule, limit = self.policy["emergency"], self.policy["overflow_limit"]
        if rule == "overflow":
            if not slots:
                return self.without_place(token)
            chosen = self.preferred(slots)
            if limit is None or self.used(chosen) - chosen.capacity < limit:
                return self.give(token, chosen)
            rule = "preempt_lower"
        lowest = self.lowest(slots)
        if lowest and (rule == "preempt_always" or lowest.class_ != "EMERGENCY"):
            return self.take(token, lowest)
        return self.without_place(token)

    def without_place(self, token: Token) -> str:
        if self.policy["when_full"] == "preempt_or_reject":
            return "rejected:full"
        self.tokens[token.id] = token
        return "waiting"

    def take(self, token: Token, lowest: Token) -> str:
        slot = lowest.slot
        lowest.status = "DISPLACED" if self.policy["displaced"] == "terminal" else "WAITING"
        lowest.slot = None
        return self.give(token, slot)

    def give(self, token: Token, slot: Slot) -> str:
        slot.placements += 1
        token.status, token.slot, token.seq, token.placed = "ACTIVE", slot, slot.placements, next(self.numbers)
        self.tokens[token.id] = token
        return "active"

    # What happens later.

    def close(self, do: str, name: str) -> str:
        if name in self.rejected:
            return "refused:state"
        if name not in self.tokens:
            return "refused:unknown_token"
        token = self.tokens[name]
        legal = {"ACTIVE"} if do == "complete" else {"ACTIVE", "WAITING"}
        if token.status not in legal:
            return "refused:state"
        was_active = token.status == "ACTIVE"
        token.status = {"cancel": "CANCELLED", "no_show": "NO_SHOW", "complete": "COMPLETED"}[do]
        if do == "complete":
            token.slot.completed += 1
        if do == "no_show" and was_active and self.policy["no_show_grace_minutes"]:
            token.grace = self.now + self.policy["no_show_grace_minutes"]
        if was_active and not self.holds(token):
            self.promote(token.slot)
        return "ok"

    def end_graces(self) -> None:
        while True:
            over = [token for token in self.tokens.values() if token.grace is not None and token.grace <= self.now]
            if not over:
                return
            first = min(over, key=lambda token: (token.grace, token.arrival))
            first.grace = None
            self.promote(first.slot)

    def promote(self, changed: Slot) -> None:
        pool = self.pool_of_slot(changed)
        while True:
            slots = [slot for slot in self.slots_of(pool) if slot is changed or not self.is_over(slot)]
            room = [slot for slot in slots if self.used(slot) < slot.capacity]
            waiting = self.waiting(pool)
            if not room or not waiting:
                return
            self.give(waiting[0], self.preferred(room))

    def delay(self, name: str, minutes: int) -> str:
        if name not in self.slots:
            return "refused:unknown_slot"
        first = self.slots[name]
        for slot in self.slots.values():
            later = slot.doctor == first.doctor and slot.start > first.start
            if slot is first or (later and self.policy["delay_scope"] == "doctor_day"):
                slot.delay += minutes
        return "ok"

    def add(self, slot: Json) -> None:
        made = Slot(
            slot["id"],
            slot["doctor"],
            slot.get("department", ""),
            minute(slot["start"]),
            minute(slot["end"]),
            slot["capacity"],
        )
        self.slots[made.id] = made
        self.promote(made)

    # Pools and orders.

    def pool_of_request(self, event: Json) -> str:
        match self.policy["routing"]:
            case "slot":
                return event["slot"]
            case "least_loaded" if "slot" not in event:
                return f"{event['department']}@{clock(minute(event['window']))}"
            case "least_loaded":
                return self.pool_of_slot(self.slots[event["slot"]])
        return "*"

    def pool_of_slot(self, slot: Slot) -> str:
        match self.policy["routing"]:
            case "slot":
                return slot.id
            case "least_loaded":
                return f"{slot.department}@{clock(slot.start)}"
        return "*"

    def slots_of(self, pool: str) -> list[Slot]:
        return [slot for slot in self.slots.values() if self.pool_of_slot(slot) == pool]

    def preferred(self, slots: list[Slot]) -> Slot:
        """Give the slot that the routing chooses; the first added among equals."""
        if self.policy["routing"] == "least_loaded":
            return min(slots, key=self.used)
        return min(slots, key=lambda slot: slot.start)

    def used(self, slot: Slot) -> int:
        return sum(1 for token in self.tokens.values() if token.slot is slot and self.holds(token))

    def holds(self, token: Token) -> bool:
        if token.status == "COMPLETED":
            return self.policy["completed_holds_place"]
        return token.status == "ACTIVE" or token.grace is not None

    def is_over(self, slot: Slot, now: int | None = None) -> bool:
        return slot.end + slot.delay < (self.now if now is None else now)

    def rank(self, token: Token) -> int:
        return self.policy["classes"].index(token.class_) + 1

    def priority(self, token: Token) -> tuple[int, int, int]:
        if token.class_ == "EMERGENCY" and self.policy["emergency_order"] == "newest_first":
            return (self.rank(token), 0, -token.arrival)
        first = token.booked_at if self.policy["tie_break"] == "booked_at" else 0
        return (self.rank(token), first, token.arrival)

    def lowest(self, slots: list[Slot]) -> Token | None:
        active = [token for token in self.tokens.values() if token.status == "ACTIVE" and token.slot in slots]
        return max(active, key=self.priority, default=None)

    def waiting(self, pool: str) -> list[Token]:
        waiting = [token for token in self.tokens.values() if token.status == "WAITING" and token.pool == pool]
        return sorted(waiting, key=self.priority)

    def queue(self, slot: Slot) -> list[Token]:
        active = [token for token in self.tokens.values() if token.status == "ACTIVE" and token.slot is slot]
        by_place = self.policy["queue_order"] == "assignment"
        return sorted(active, key=(lambda token: token.placed) if by_place else self.priority)

    # What stands.

    def state(self) -> Json:
        """Give everything that a state can hold, in the form of the files."""
        tokens = self.tokens.values()
        live = [token for token in tokens if token.status in {"ACTIVE", "WAITING"}]
        closed = {token.id: token.status for token in tokens if token not in live}
        pools = {token.pool for token in live if token.status == "WAITING"}
        return {
            "active": {slot.id: [token.id for token in self.queue(slot)] for slot in self.slots.values()},
            "waiting": {pool: [token.id for token in self.waiting(pool)] for pool in sorted(pools)},
            "status": closed | dict.fromkeys(self.rejected, "REJECTED"),
            "delay": {slot.id: slot.delay for slot in self.slots.values()},
            "times": {token.id: time for slot in self.slots.values() for token, time in self.times(slot)},
            "scores": {token.id: self.score(token) for token in live},
            "seq": {token.id: token.seq for token in tokens if token.seq},
        }

    def times(self, slot: Slot) -> list[tuple[Token, str | int]]:
        each = self.policy["consult_minutes"]
        begin = slot.start + slot.delay + slot.completed * each
        return [(token, clock(begin + position * each)) for position, token in enumerate(self.queue(slot))]

    def score(self, token: Token) -> float:
        rank, bonus = self.rank(token), self.policy["time_bonus"]
        if not bonus or token.class_ == "EMERGENCY":
            return float(rank)
        hours = Fraction(self.now - token.booked_at, 60)
        exact = rank - min(Fraction(str(bonus["per_hour"])) * hours, Fraction(str(bonus["cap"])))
        return float((exact * 100 + Fraction(1, 2)).__floor__()) / 100


def record(scenario: Json) -> Json:
    """Give the scenario with the outcome of each event, the state at each check, and the final state."""
    clinic = Clinic.of(scenario)
    events = []
    for event in scenario["events"]:
        outcome = clinic.play(event)
        seen = clinic.state() if event["do"] == "check" else {}
        events.append(event | seen | {"expect": outcome})
    return scenario | {"events": events, "final": clinic.state()}
