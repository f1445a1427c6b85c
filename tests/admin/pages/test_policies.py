"""The policy of a department in the browser."""

from typing import Any

import pytest
from flask import Flask

from opd_web.engine.policy import build_policy, preset
from opd_web.engine.presets import PRESETS
from opd_web.services import policies
from opd_web.simulation import preview
from opd_web.simulation.again import TooLarge
from opd_web.web.admin.option_words import GROUPS, OPTIONS, differences
from tests.support.clinic import Clinic
from tests.support.pages import Page, Visitor


def address(clinic: Clinic, rest: str = "") -> str:
    return f"/admin/departments/{clinic.first_department}/policy/{rest}"


def filled(page: Page) -> dict[str, Any]:
    """Give what a browser would send of the form as it stands."""
    inputs = [one for one in page.all("input") if one.attributes.get("name") not in {None, "csrf_token"}]
    sent = {one["name"]: one.attributes.get("value", "y") for one in inputs if _is_sent(one.attributes)}
    return sent | {"classes": next(one for one in page.all("textarea")).text.replace(" ", "\n")}


def _is_sent(attributes: Any) -> bool:
    return attributes.get("type") not in {"radio", "checkbox"} or "checked" in attributes


def save(clinic: Clinic, admin: Visitor, start: str = "", **changed: object) -> Page:
    form = filled(admin.get(address(clinic, start)))
    return admin.post(address(clinic), {**form, **changed}, htmx=False)


def newest(clinic: Clinic) -> dict[str, Any]:
    return dict(policies.versions(clinic.first_department)[0].options)


def test_every_option_has_words_and_a_place_on_the_page() -> None:
    options = set(preset("fair").options())
    assert set(OPTIONS) == options
    placed = [name for _, names in GROUPS for name in names]
    assert sorted(placed) == sorted(options - {"time_bonus"} | {"bonus_per_hour", "bonus_cap"})


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_as_it_comes_goes_through_the_form_unchanged(clinic: Clinic, admin: Visitor, name: str) -> None:
    clinic.department(preset="fair", max_calls=7)
    assert save(clinic, admin, f"?preset={name}").status == 303
    assert build_policy(newest(clinic)) == preset(name)
    assert policies.versions(clinic.first_department)[0].preset == name


def test_the_page_says_what_differs_from_the_preset(clinic: Clinic, admin: Visitor) -> None:
    clinic.department(preset="fair", max_overtakes=5)
    assert "How often a patient may be passed: 3 → 5" in admin.get(address(clinic))


def test_saving_makes_a_version_with_who_and_when_and_what(clinic: Clinic, admin: Visitor) -> None:
    clinic.department(preset="fair")
    answer = save(clinic, admin, emergency="preempt_lower")
    page = admin.get(answer.location or "")
    assert "Version 2 was saved. It decides from Monday, 3 March 2025 on." in page
    assert "by Anita, Mon 3 Mar 08:00" in page
    assert "Is added beyond the capacity; nobody loses a place → Takes the place of the lowest patient" in page


def test_the_same_again_makes_no_version(clinic: Clinic, admin: Visitor) -> None:
    clinic.department(preset="fair")
    answer = save(clinic, admin)
    assert "Nothing differs from version 1" in admin.get(answer.location or "")
    assert len(policies.versions(clinic.first_department)) == 1


def test_the_page_says_from_which_day_it_would_decide(clinic: Clinic, admin: Visitor) -> None:
    clinic.book(clinic.slot())
    clinic.book(clinic.slot(days=2))
    page = admin.get(address(clinic))
    assert "decides from Tuesday, 4 March 2025 on" in page
    assert "Days that have tokens keep their policy: Mon 3 Mar, Wed 5 Mar." in page
    assert policies.change(clinic.first_department, "strict", **clinic.who).effective_from == clinic.day(1)


@pytest.mark.parametrize(
    ("name", "value", "error"),
    [
        ("emergency", "off", "Emergencies are off here, but the classes name EMERGENCY. Change one of the two."),
        ("classes", "", "Name at least one class."),
        ("classes", "PAID\nPAID", "A class stands here twice. Take one of them away."),
        ("classes", "PAID, WALK_IN", "PAID, WALK_IN is no class. Use letters A to Z, digits and _, one class a line."),
        ("consult_minutes", "0", "Enter a whole number from 1 to 1440."),
        ("consult_minutes", "", "Enter a whole number."),
        ("bonus_cap", "1", "Fill in both numbers of the bonus, or none."),
        ("max_calls", "many", "Enter a whole number."),
    ],
)
def test_what_is_wrong_stands_at_its_field(clinic: Clinic, admin: Visitor, name: str, value: str, error: str) -> None:
    clinic.department(preset="fair")
    page = save(clinic, admin, **{name: value})
    assert (page.status, page.errors) == (422, [error])
    assert error in page.all("div", class_="error-summary")[0].text
    assert len(policies.versions(clinic.first_department)) == 1


def test_a_choice_that_there_is_not_is_refused(clinic: Clinic, admin: Visitor) -> None:
    assert save(clinic, admin, routing="somewhere").status == 422


def test_an_option_switched_off_is_saved_as_off(clinic: Clinic, admin: Visitor) -> None:
    clinic.department(preset="fair")
    save(clinic, admin, max_overtakes="", overflow_limit="")
    assert (newest(clinic)["max_overtakes"], newest(clinic)["overflow_limit"]) == (None, None)


def test_a_bonus_is_kept_exactly(clinic: Clinic, admin: Visitor) -> None:
    clinic.department(preset="fair")
    save(clinic, admin, bonus_per_hour="0.1", bonus_cap="1")
    assert newest(clinic)["time_bonus"] == {"per_hour": "1/10", "cap": "1"}
    assert admin.get(address(clinic)).typed("bonus_per_hour") == "0.1"


def test_a_department_that_there_is_not_is_not_found(clinic: Clinic, admin: Visitor) -> None:
    assert admin.get("/admin/departments/99/policy/").status == 404


@pytest.fixture
def yesterday(clinic: Clinic) -> Clinic:
    """A full slot and three emergencies, the day before."""
    clinic.department(preset="fair", overflow_limit=None)
    slot = clinic.slot("10:00", capacity=2)
    for _ in range(2):
        clinic.book(slot)
    for _ in range(3):
        clinic.emergency(slot)
    return clinic.at("08:00", days=1)


@pytest.mark.parametrize("htmx", [False, True])
def test_the_preview_says_whom_it_would_have_cost_the_place(yesterday: Clinic, admin: Visitor, htmx: bool) -> None:
    form = filled(admin.get(address(yesterday))) | {"emergency": "preempt_lower", "day": "2025-03-03"}
    page = admin.post(address(yesterday, "preview"), form, htmx=htmx)
    assert page.status == 200
    sentence = "With this, the 3 emergencies of Mon 3 Mar would have displaced 2 patients; with the policy of today 0."
    assert sentence in page
    assert len(policies.versions(yesterday.first_department)) == 1


def test_a_day_that_there_is_not_is_refused(yesterday: Clinic, admin: Visitor) -> None:
    form = filled(admin.get(address(yesterday))) | {"day": "2024-01-01"}
    page = admin.post(address(yesterday, "preview"), form)
    assert page.status == 422
    assert "There is no such day to play again." in page


def test_a_day_that_is_too_large_is_said(yesterday: Clinic, admin: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    def too_large(*_: object, **__: object) -> None:
        raise TooLarge

    monkeypatch.setattr(preview, "past_day", too_large)
    form = filled(admin.get(address(yesterday))) | {"day": "2025-03-03"}
    page = admin.post(address(yesterday, "preview"), form, htmx=False)
    assert page.status == 422
    assert "That day had more than 400 requests. Choose a smaller one." in page


def test_one_preview_is_played_at_a_time_whichever_server_it_is_asked_of(
    yesterday: Clinic, admin: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def meanwhile(*_: object, **__: object) -> None:
        seen.append(admin.post(address(yesterday, "preview"), form, htmx=False))
        raise TooLarge

    seen = list[Page]()
    monkeypatch.setattr(preview, "past_day", meanwhile)
    form = filled(admin.get(address(yesterday))) | {"day": "2025-03-03"}
    for _ in range(2):
        assert "more than 400 requests" in admin.post(address(yesterday, "preview"), form, htmx=False)
    assert [(page.status, "Another day is being played." in page) for page in seen] == [(422, True)] * 2


def test_without_a_past_day_the_page_says_so(clinic: Clinic, admin: Visitor) -> None:
    assert "There is no day with patients yet." in admin.get(address(clinic))


def test_differences_are_named_in_words(app: Flask) -> None:
    with app.test_request_context():
        found = differences(preset("fair").options(), preset("elastic").options())
    assert ("Bonus for waiting", "off", "0.1 an hour, at most 1") in found
