"""A policy is built from its options, and each wrong one is named."""

import json
from dataclasses import fields
from fractions import Fraction
from typing import Any

import pytest

from opd_web.engine.policy import CHOICES, NUMBERS, InvalidPolicy, Policy, TimeBonus, build_policy, preset
from opd_web.engine.presets import PRESETS
from tests.support.engine import policy

OPTIONS = [field.name for field in fields(Policy)]


def refused(**options: Any) -> str:
    """Give what is said of these options; the option that it names stands first."""
    with pytest.raises(InvalidPolicy) as caught:
        policy(**options)
    assert str(caught.value).startswith(f"{caught.value.option}: ")
    return str(caught.value)


@pytest.mark.parametrize(
    ("option", "choice"), [(option, choice) for option, known in CHOICES.items() for choice in known]
)
def test_every_choice_can_be_made(option: str, choice: str) -> None:
    classes = ["PAID", "ONLINE"] if choice == "off" else ["EMERGENCY", "PAID"]
    assert getattr(policy(**{option: choice, "classes": classes}), option) == choice


@pytest.mark.parametrize("option", CHOICES)
@pytest.mark.parametrize("value", ["", "anything", None, 1, ["slot"], {}, True])
def test_another_choice_cannot(option: str, value: object) -> None:
    assert refused(**{option: value}) == f"{option}: {value!r} is unknown; known are {', '.join(CHOICES[option])}"


@pytest.mark.parametrize("option", NUMBERS)
def test_numbers_reach_from_the_least_to_the_most(option: str) -> None:
    least, most, _ = NUMBERS[option]
    assert [getattr(policy(**{option: number}), option) for number in (least, most)] == [least, most]


@pytest.mark.parametrize("option", NUMBERS)
@pytest.mark.parametrize("value", ["below", "above", "1", 1.0, True, [1]])
def test_other_numbers_are_refused(option: str, value: object) -> None:
    least, most, _ = NUMBERS[option]
    wrong = {"below": least - 1, "above": most + 1}.get(str(value), value)
    assert refused(**{option: wrong}) == f"{option}: {wrong!r} is not a whole number from {least} to {most}"


@pytest.mark.parametrize("option", [option for option, (_, _, may_be_off) in NUMBERS.items() if may_be_off])
def test_some_numbers_can_be_switched_off(option: str) -> None:
    assert getattr(policy(**{option: None}), option) is None


@pytest.mark.parametrize("option", [option for option, (_, _, may_be_off) in NUMBERS.items() if not may_be_off])
def test_the_other_numbers_cannot(option: str) -> None:
    assert refused(**{option: None}).startswith(f"{option}: None is not a whole number")


@pytest.mark.parametrize("value", [[], "PAID", None, [""], ["PAID", 1], {"PAID": 1}])
def test_classes_are_a_list_of_names(value: object) -> None:
    assert refused(classes=value) == "classes: needs a list of class names, highest first"


def test_no_class_is_named_twice() -> None:
    assert refused(classes=["PAID", "PAID"]) == "classes: names a class twice"


@pytest.mark.parametrize("value", [None, 0, 1, "true"])
def test_a_flag_is_true_or_false(value: object) -> None:
    assert refused(completed_holds_place=value) == f"completed_holds_place: {value!r} is neither true nor false"


def test_a_time_bonus_keeps_its_decimals() -> None:
    assert policy(time_bonus={"per_hour": 0.1, "cap": "1.0"}).time_bonus == TimeBonus(Fraction(1, 10), Fraction(1))


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        (1, "needs null, or per_hour and cap"),
        ({}, "needs null, or per_hour and cap"),
        ({"per_hour": 1}, "needs null, or per_hour and cap"),
        ({"per_hour": 1, "cap": 1, "more": 1}, "needs null, or per_hour and cap"),
        ({"per_hour": "much", "cap": 1}, "per_hour and cap are numbers"),
        ({"per_hour": 1, "cap": None}, "per_hour and cap are numbers"),
        ({"per_hour": float("nan"), "cap": 1}, "per_hour and cap are numbers"),
        ({"per_hour": 1, "cap": "1/0"}, "per_hour and cap are numbers"),
        ({"per_hour": -0.1, "cap": 1}, "per_hour and cap are not negative"),
        ({"per_hour": 0.1, "cap": -1}, "per_hour and cap are not negative"),
    ],
)
def test_another_time_bonus_is_refused(value: object, problem: str) -> None:
    assert refused(time_bonus=value) == f"time_bonus: {problem}"


def test_without_emergencies_no_class_may_be_one() -> None:
    assert refused(emergency="off") == "emergency: is off, so the classes may not list EMERGENCY"
    assert policy(emergency="off", classes=["PAID"]).emergency == "off"


@pytest.mark.parametrize("option", [option for option in OPTIONS if option != "late_return_after"])
def test_no_option_may_be_missing(option: str) -> None:
    rest = {name: value for name, value in PRESETS["fair"].items() if name != option}
    with pytest.raises(InvalidPolicy, match=rf"^{option}: is missing$"):
        build_policy(rest)


def test_a_late_return_after_some_is_after_three_where_nothing_is_said() -> None:
    assert policy(late_return="after_n").late_return_after == 3


def test_no_other_option_is_known() -> None:
    assert refused(colour="red").startswith("colour: is unknown; known are classes, completed_holds_place, ")


def test_no_other_preset_is_known() -> None:
    with pytest.raises(InvalidPolicy, match=r"^preset: 'lax' is unknown; known are elastic, balanced, "):
        preset("lax")


@pytest.mark.parametrize("name", PRESETS)
def test_a_policy_is_the_same_after_it_was_kept(name: str) -> None:
    kept = json.loads(json.dumps(preset(name).options()))
    assert build_policy(kept) == preset(name)


def test_ranks_run_from_one() -> None:
    assert [policy(classes=["A", "B"]).rank(name) for name in ("A", "B")] == [1, 2]
    assert not policy(classes=["A", "B"]).uses("C")
