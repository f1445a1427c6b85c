"""Plans and reports as plain values, as JSON keeps them."""

from collections.abc import Mapping
from dataclasses import asdict, fields, is_dataclass
from datetime import date, time
from types import NoneType, UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints
from zoneinfo import ZoneInfo

from opd_web.simulation.day import DayReport
from opd_web.simulation.day_plan import DayPlan, InvalidPlan
from opd_web.simulation.demand import Demand
from opd_web.simulation.figures import Figures

T = TypeVar("T")


def plan_from(found: Mapping[str, object]) -> DayPlan:
    """Build a plan from plain values, what is left out being as usual. Raise InvalidPlan or InvalidPolicy."""
    known = [one.name for one in fields(DayPlan)]
    for option in found:
        if option not in known:
            raise InvalidPlan(str(option), f"is unknown; known are {', '.join(sorted(known))}")
    hints = get_type_hints(DayPlan)
    return DayPlan(**{option: _read(option, value, hints[option]) for option, value in found.items()})


def _read(option: str, value: object, hint: object) -> Any:
    """Read text as a day or a time where the field is one; a mapping and numbers are checked by the plan itself."""
    if hint in {date, time}:
        try:
            return date.fromisoformat(str(value)) if hint is date else time.fromisoformat(str(value))
        except ValueError as error:
            raise InvalidPlan(option, f"{value!r} is no {hint.__name__} such as 2025-03-03 or 09:00") from error
    if hint is str and not isinstance(value, str):
        raise InvalidPlan(option, f"{value!r} is no text")
    if get_origin(hint) is not None and not isinstance(value, Mapping):
        raise InvalidPlan(option, f"{value!r} is no mapping of policy options")
    return value


def to_plain(value: DayPlan | DayReport | Demand | Figures) -> dict[str, Any]:
    """Give what JSON can keep of a plan, a demand, a report or its figures."""
    plain: dict[str, Any] = _plain(asdict(value))
    return plain


def _plain(value: object) -> Any:
    if isinstance(value, Mapping):
        return _plain_mapping(value)
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    if isinstance(value, ZoneInfo):
        return value.key
    return value.isoformat() if isinstance(value, (date, time)) else value


def _plain_mapping(value: Mapping[Any, object]) -> Any:
    """Give a mapping; one whose keys are no text becomes pairs, since JSON would make text of them."""
    plain = [(_plain(key), _plain(inner)) for key, inner in value.items()]
    return dict(plain) if all(isinstance(key, str) for key in value) else [list(pair) for pair in plain]


def report_from(found: Mapping[str, object]) -> DayReport:
    """Build a report from what `to_plain` gave of it."""
    report: DayReport = _build(found, DayReport)
    return report


def demand_from(found: Mapping[str, object]) -> Demand:
    """Build a demand from what `to_plain` gave of it."""
    demand: Demand = _build(found, Demand)
    return demand


def figures_from(found: Mapping[str, object]) -> Figures:
    """Build figures from what `to_plain` gave of them."""
    figures: Figures = _build(found, Figures)
    return figures


def _build(value: Any, hint: Any) -> Any:
    """Give back what a type hint says of a plain value."""
    if isinstance(hint, UnionType):
        return None if value is None else _build(value, next(one for one in get_args(hint) if one is not NoneType))
    if is_dataclass(hint):
        hints = get_type_hints(hint)
        # What was kept by an earlier version lacks what later ones added.
        return hint(**{one.name: _build(value[one.name], hints[one.name]) for one in fields(hint) if one.name in value})  # type: ignore[operator]  # a class
    if get_origin(hint) is tuple:
        inner = get_args(hint)
        kinds = [inner[0]] * len(value) if inner[-1] is Ellipsis else inner
        return tuple(_build(one, kind) for one, kind in zip(value, kinds, strict=True))
    if get_origin(hint) is Mapping:
        return _build_mapping(value, *get_args(hint))
    if hint is ZoneInfo:
        return ZoneInfo(value)
    return date.fromisoformat(value) if hint is date else value


def _build_mapping(value: Any, key: Any, inner: Any) -> Mapping[Any, Any]:
    pairs = value.items() if isinstance(value, Mapping) else value
    return {_build(one, key): _build(other, inner) for one, other in pairs}
