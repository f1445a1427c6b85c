"""Scenario files: read, checked, and given as values."""

import json
import re
import reprlib
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from opd_web.engine.presets import PRESETS
from opd_web.simulation.scenarios.model import Event, Scenario, Slot, State

WITH_TOKEN = frozenset({"book", "arrive", "emergency", "cancel", "no_show", "complete"})
ACTIONS = WITH_TOKEN | {"delay", "add_slot", "tick", "check"}
_CLOCK = re.compile(r"(\d{1,3}):([0-5]\d)", re.ASCII)

Value = TypeVar("Value")


class Malformed(Exception):
    """The file cannot be read as scenarios; the message says where and why."""


class _NotThat(Exception):
    """A value is not what its key takes."""

    def __init__(self, value: object, wanted: str) -> None:
        super().__init__(f"{reprlib.repr(value)} is not {wanted}")


def read(path: Path) -> list[Scenario]:
    """Read the scenarios of a file. Raise Malformed."""
    try:
        return parse(path.read_text(encoding="utf-8"), str(path))
    except OSError as error:
        raise Malformed(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeError as error:
        raise Malformed(f"{path} is not text in UTF-8.") from error


def parse(text: str, name: str) -> list[Scenario]:
    """Read the scenarios of a text; `name` is what a message calls it. Raise Malformed."""
    try:
        # Numbers with a point keep the digits that were written: scores are compared exactly.
        content = json.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise Malformed(f"{name} is not JSON: {error}.") from error
    place = "it"
    found = []
    try:
        file = _mapping(content)
        for number, item in enumerate(_list(file["scenarios"]), 1):
            place = f"scenario {number}"
            found.append(_scenario(_mapping(item), file.get("preset")))
    except KeyError as error:
        raise Malformed(f"{name} is not a file of scenarios: {place} has no {error}.") from error
    except _NotThat as error:
        raise Malformed(f"{name} is not a file of scenarios: in {place} {error}.") from error
    return found


def _scenario(found: Mapping[str, Any], preset: object) -> Scenario:
    slots = tuple(_slot(_mapping(item)) for item in _list(found["slots"]))
    _check_ids(slots)
    return Scenario(
        id=_text(found["id"]),
        preset=_one_of(PRESETS, found.get("preset", preset)),
        policy=_mapping(found.get("policy") or {}),
        slots=slots,
        events=tuple(_event(_mapping(item)) for item in _list(found["events"])),
        final=_state(_mapping(found["final"])),
    )


def _check_ids(slots: Sequence[Slot]) -> None:
    many = Counter(slot.id for slot in slots)
    if twice := [slot_id for slot_id, count in many.items() if count > 1]:
        raise _NotThat(twice[0], "an id that one slot alone has")


def _slot(found: Mapping[str, Any]) -> Slot:
    return Slot(
        id=_text(found["id"]),
        doctor=_text(found["doctor"]),
        department=_optional(_text, found.get("department")),
        start=_time(found["start"]),
        end=_time(found["end"]),
        capacity=_number(found["capacity"]),
    )


def _event(found: Mapping[str, Any]) -> Event:
    do = _one_of(ACTIONS, found["do"])
    return Event(
        at=_time(found["at"]),
        do=do,
        expect=_optional(_text, found.get("expect")),
        token=_text(found["token"]) if do in WITH_TOKEN else "",
        class_=_optional(_text, found.get("class")),
        slot=_optional(_text, found.get("slot")) if do != "add_slot" else None,
        department=_optional(_text, found.get("department")),
        window=_optional(_time, found.get("window")),
        booked_at=_optional(_time, found.get("booked_at")),
        source=_optional(_text, found.get("source")),
        minutes=_number(found["minutes"]) if do == "delay" else 0,
        new_slot=_slot(_mapping(found["slot"])) if do == "add_slot" else None,
        state=_state(found) if do == "check" else None,
    )


def _state(found: Mapping[str, Any]) -> State:
    return State(
        active=_optional(_lists, found.get("active")),
        waiting=_optional(_lists, found.get("waiting")),
        status=_optional(_each(_text), found.get("status")),
        delay=_each(_number)(found.get("delay", {})),
        times=_each(_time)(found.get("times", {})),
        scores=_each(_decimal)(found.get("scores", {})),
        seq=_each(_number)(found.get("seq", {})),
    )


def _mapping(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _NotThat(value, "an object")
    return value


def _list(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise _NotThat(value, "a list")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str) or not value:
        raise _NotThat(value, "a text")
    return value


def _one_of(known: Collection[str], value: object) -> str:
    if not isinstance(value, str) or value not in known:
        raise _NotThat(value, f"one of {', '.join(sorted(known))}")
    return value


def _number(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise _NotThat(value, "a whole number")
    return value


def _decimal(value: object) -> Decimal:
    if not isinstance(value, (int, Decimal)) or isinstance(value, bool):
        raise _NotThat(value, "a number")
    return Decimal(value)


def _time(value: object) -> int:
    if isinstance(value, str):
        found = _CLOCK.fullmatch(value)
        if not found:
            raise _NotThat(value, 'a time: "HH:MM", or minutes since midnight')
        return int(found[1]) * 60 + int(found[2])
    return _number(value)


def _optional(read: Callable[[object], Value], value: object) -> Value | None:
    return None if value is None else read(value)


def _each(read: Callable[[object], Value]) -> Callable[[object], dict[str, Value]]:
    return lambda value: {key: read(inner) for key, inner in _mapping(value).items()}


def _lists(value: object) -> dict[str, list[str]]:
    return {key: [_text(item) for item in _list(inner)] for key, inner in _mapping(value).items()}
