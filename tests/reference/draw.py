"""Random scenarios: any mix of all options, and events that meet them where they rub against each other.

Each event is played in the reference model as it is drawn, so that the next one can aim at what stands.
"""

import json
import sys
from random import Random
from typing import Any

from tests.reference.model import PRESETS, Clinic, Json, clock, minute

USUAL = ["EMERGENCY", "PAID", "FOLLOW_UP", "ONLINE", "WALK_IN"]
CLASSES = [USUAL, USUAL[:3], USUAL[1:], ["EMERGENCY", "WALK_IN", "PAID"], ["PAID", "EMERGENCY", "ONLINE"], ["A", "B"]]
OPTIONS: dict[str, list[Any]] = {
    "routing": ["slot", "least_loaded", "earliest"],
    "when_full": ["wait", "preempt_or_wait", "preempt_or_reject"],
    "emergency": ["overflow", "overflow", "preempt_lower", "preempt_always", "off"],
    "displaced": ["waiting", "terminal"],
    "tie_break": ["sequence", "booked_at"],
    "queue_order": ["priority", "assignment"],
    "emergency_order": ["fifo", "newest_first"],
    "time_bonus": [
        None,
        {"per_hour": 0.1, "cap": 1.0},
        {"per_hour": 0.25, "cap": 0.5},
        {"per_hour": 0.333, "cap": 2},
        {"per_hour": 1, "cap": 0},
        {"per_hour": 0.07, "cap": 10},
    ],
    "no_show_grace_minutes": [0, 5, 10, 30, 90],
    "delay_scope": ["slot", "doctor_day"],
    "completed_holds_place": [True, False],
    "consult_minutes": [1, 5, 7, 10, 15],
    "max_overtakes": [None, 0, 1, 3],
    "overflow_limit": [None, 0, 1, 2],
    "duplicate_bookings": ["allow", "same_slot", "same_day"],
    "follow_up_days": [0, 30],
    "max_calls": [1, 3],
    "no_show_after_minutes": [None, 0, 30],
    "late_return": ["keep_place", "end_of_class", "after_n"],
}


def scenario(seed: int, *, events: int = 30) -> Json:
    """Draw one scenario, with what the model says of each event and of the end; a seed gives the same one always."""
    return _Draw(Random(seed), events).scenario(f"random-{seed}")


class _Draw:
    def __init__(self, chance: Random, events: int) -> None:
        self.chance = chance
        self.length = events
        self.now = chance.choice([-30, 300, 420, 450, 470])
        self.token = 0
        preset = chance.choice(sorted(set(PRESETS) - {"_doc"}))
        self.named = {"preset": preset, "policy": self.policy(PRESETS[preset])}
        self.options = PRESETS[preset] | self.named["policy"]
        by_department = self.options["routing"] == "least_loaded"
        self.departments = chance.choice([["GEN"], ["GEN", "ORTHO"]]) if by_department else []
        drawn = self.slots()
        made = chance.choice([0, 1, len(drawn) - 1, len(drawn), len(drawn)])
        if self.options["routing"] == "slot":
            made = max(1, made)
        self.start, self.unmade = drawn[:made], drawn[made:]
        self.clinic = Clinic.of(self.named | {"slots": self.start})

    def scenario(self, name: str) -> Json:
        events = [self.event() for _ in range(self.length)]
        return {"id": name, **self.named, "slots": self.start, "events": events, "final": self.clinic.state()}

    def policy(self, preset: Json) -> Json:
        """Change any number of options, none and all of them too."""
        share = self.chance.choice([0, 0.2, 0.5, 1])
        changes = {key: self.chance.choice(values) for key, values in OPTIONS.items() if self.chance.random() < share}
        if changes.get("late_return") == "after_n":
            changes["late_return_after"] = self.chance.choice([0, 1, 3])
        if self.chance.random() < share / 2:
            changes["classes"] = self.chance.choice(CLASSES)
        if (preset | changes)["emergency"] == "off":
            changes["classes"] = [name for name in (preset | changes)["classes"] if name != "EMERGENCY"]
        return changes

    def slots(self) -> list[Json]:
        """Draw some slots of some doctors; a doctor's own never overlap, those of several often begin together."""
        slots: list[Json] = []
        for doctor in range(self.chance.choice([1, 2, 2, 3])):
            department = {"department": self.chance.choice(self.departments)} if self.departments else {}
            start = self.chance.choice([480, 540, 540])
            for _ in range(self.chance.choice([1, 1, 2])):
                end = start + self.chance.choice([60, 60, 120])
                times = {"start": clock(start), "end": clock(end), "capacity": self.chance.choice([1, 1, 2, 2, 3, 4])}
                slots.append({"id": f"s{len(slots) + 1}", "doctor": f"d{doctor + 1}", **times, **department})
                start = end + self.chance.choice([0, 0, 30])
        self.chance.shuffle(slots)
        return slots

    def event(self) -> Json:
        self.now += self.chance.choice([0, 0, 0, 1, 1, 2, 5, 5, 12])
        kinds = [
            self.book,
            self.emergency,
            self.close,
            self.close_any,
            self.delay,
            self.add_slot,
            self.tick,
            self.check,
        ]
        drawn = self.chance.choices(kinds, [9, 3, 8, 1, 1, 1, 1, 2])[0]()
        event = {"at": clock(self.now), **drawn}
        event["expect"] = self.clinic.play(event)
        return event | (self.clinic.state() if event["do"] == "check" else {})

    # What can happen.

    def book(self) -> Json:
        class_ = self.chance.choice(self.options["classes"] * 8 + ["NOBODY"])
        asked = self.request(class_)
        arrives = self.options["routing"] == "earliest" and "slot" not in asked
        return {"do": "arrive" if arrives else "book", "class": class_} | asked

    def emergency(self) -> Json:
        if "EMERGENCY" not in self.options["classes"] and self.chance.random() < 0.8:
            return self.book()
        return {"do": "emergency"} | self.request("EMERGENCY")

    def close(self) -> Json:
        live = [token.id for token in self.clinic.tokens.values() if token.status in {"ACTIVE", "WAITING"}]
        return self.closing(self.chance.choice(live)) if live else self.book()

    def close_any(self) -> Json:
        return self.closing(self.chance.choice([*self.clinic.tokens, *self.clinic.rejected, "ghost"]))

    def closing(self, token: str) -> Json:
        return {"do": self.chance.choice(["cancel", "no_show", "no_show", "complete", "complete"]), "token": token}

    def delay(self) -> Json:
        return {
            "do": "delay",
            "slot": self.chance.choice([*list(self.clinic.slots) * 4, "nowhere"]),
            "minutes": self.chance.choice([5, 10, 20]),
        }

    def add_slot(self) -> Json:
        return {"do": "add_slot", "slot": self.unmade.pop()} if self.unmade else self.tick()

    def tick(self) -> Json:
        return {"do": "tick"}

    def check(self) -> Json:
        return {"do": "check"}

    # What a request says.

    def request(self, class_: str) -> Json:
        self.token += 1
        asked = {"token": f"t{self.token}", **self.where(class_)}
        if self.chance.random() < 0.4:
            asked["booked_at"] = clock(self.now - self.chance.choice([0, 1, 7, 60, 61, 600, 1500]))
        if self.chance.random() < 0.2:
            asked["source"] = self.chance.choice(["WALK_IN", "ONLINE", "STAFF", "APP"])
        return asked

    def where(self, class_: str) -> Json:
        """Name a slot, a window or nothing, as the routing wants it; at times a slot where it need not be."""
        open_slots = [slot for slot in self.clinic.slots.values() if not self.clinic.is_over(slot, self.now)]
        named = {"slot": self.chance.choice([slot.id for slot in open_slots] or ["nowhere"])}
        rarely = self.chance.random() < 0.04
        match self.options["routing"]:
            case "slot":
                # A request may be wrong in one way only: the rules do not say which of two is told.
                return {"slot": "nowhere"} if rarely and class_ in self.options["classes"] else named
            case "least_loaded":
                return named if rarely and open_slots else self.window()
        return named if rarely and open_slots else {}

    def window(self) -> Json:
        """Choose a window that has slots now, or later, or never; one whose slots are all over takes no request."""
        made = [(slot.department, slot.start) for slot in self.clinic.slots.values()]
        ahead = [
            (slot.department, slot.start)
            for slot in self.clinic.slots.values()
            if not self.clinic.is_over(slot, self.now)
        ]
        unmade = [(slot["department"], minute(slot["start"])) for slot in self.unmade]
        known = [window for window in ahead * 5 + unmade * 2 if window in ahead or window not in made]
        department, start = self.chance.choice([*known, (self.departments[0], 900)])
        return {"department": department, "window": clock(start)}


if __name__ == "__main__":
    json.dump({"scenarios": [scenario(int(seed)) for seed in sys.argv[1:]]}, sys.stdout, indent=1)
