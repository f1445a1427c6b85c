"""Lists of tokens: page by page, each token with its position, whichever are asked for."""

from typing import Any

import pytest

from tests.api.conftest import Setting, done


def test_tokens_are_listed_page_by_page(setting: Setting) -> None:
    slot = setting.slot(capacity=2)
    made = [setting.book(slot)["id"] for _ in range(5)]
    found: list[dict[str, Any]] = []
    cursor: dict[str, Any] = {}
    while cursor is not None:
        page = done(setting.program.get("/tokens", limit=2, **cursor))
        found += page["items"]
        cursor = {"cursor": page["next"]} if page["next"] else None  # type: ignore[assignment]
    assert [one["id"] for one in found] == made
    assert [one["position"] for one in found] == [1, 2, 1, 2, 3]


def test_tokens_are_found_by_status_doctor_date_patient_and_slot(setting: Setting) -> None:
    slot = setting.slot(capacity=1)
    first, second = setting.book(slot), setting.book(slot)

    def found(**query: str) -> list[str]:
        return [one["id"] for one in done(setting.program.get("/tokens", **query))["items"]]

    assert found(status="WAITING") == [second["id"]]
    assert found(doctor=setting.doctor) == [first["id"]]
    assert found(patient=second["patient"]) == [second["id"]]
    assert found(slot=slot["id"]) == [first["id"]]
    assert found(date="2025-03-03", department=setting.department) == [first["id"], second["id"]]
    assert found(date="2025-03-04") == []


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"status": "SLEEPING"}, "status"),
        ({"doctor": "x"}, "doctor"),
        ({"date": "2025-02-29"}, "date"),
        ({"date": "tomorrow"}, "date"),
        ({"date": "2025-3-3"}, "date"),
        ({"limit": "0"}, "limit"),
        ({"limit": "501"}, "limit"),
        ({"limit": "ten"}, "limit"),
        ({"limit": "9" * 5000}, "limit"),
        ({"cursor": "nonsense"}, "cursor"),
        ({"cursor": "WyJhIl0="}, "cursor"),
        ({"cursor": "Wzk5OTk5OTk5OTk5OTk5OTk5OTk5OTld"}, "cursor"),
        ({"colour": "blue"}, "colour"),
    ],
)
def test_a_question_that_cannot_be_is_refused_by_field(setting: Setting, query: dict[str, str], field: str) -> None:
    answer = setting.program.get("/tokens", **query)
    assert (answer.status, answer.code, answer.fields) == (422, "invalid", {field})


def test_a_leap_day_that_there_is_can_be_asked_for(setting: Setting) -> None:
    assert setting.program.get("/tokens", date="2028-02-29").status == 200


def test_a_slot_s_tokens_are_all_that_had_to_do_with_it(setting: Setting) -> None:
    slot = setting.slot(capacity=1)
    first, second = setting.book(slot), setting.book(slot)
    setting.program.delete(f"/tokens/{first['id']}")
    third = setting.book(slot)
    listed = done(setting.program.get(f"/slots/{slot['id']}/tokens"))["items"]
    assert [(one["id"], one["status"]) for one in listed] == [
        (first["id"], "CANCELLED"), (second["id"], "BOOKED"), (third["id"], "WAITING"),
    ]  # fmt: skip


def test_the_waiting_list_is_in_promotion_order(setting: Setting) -> None:
    slot = setting.slot(capacity=1)
    setting.book(slot)
    waiting = [setting.book(slot, **{"class": class_})["id"] for class_ in ("WALK_IN", "PAID", "ONLINE")]
    for query in ({"slot": slot["id"]}, {"department": setting.department}, {}):
        first = done(setting.program.get("/waiting-list", limit=2, **query))
        rest = done(setting.program.get("/waiting-list", limit=2, cursor=first["next"], **query))
        assert [one["id"] for one in first["items"] + rest["items"]] == [waiting[1], waiting[2], waiting[0]]
        assert [one["position"] for one in first["items"] + rest["items"]] == [1, 2, 3]
