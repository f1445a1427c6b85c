"""The patient's own page: where the token stands, in neutral words, and nothing about who holds it."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask

from opd_web.config import ROOT
from opd_web.services import closing
from opd_web.store.read_models import TokenView
from opd_web.tracking_address import Tracked
from opd_web.web import tracking
from tests.support.clinic import Clinic
from tests.support.pages import Page, Visitor

Look = Callable[..., Page]


@pytest.fixture
def path(app: Flask, clinic: Clinic) -> Callable[..., str]:
    """Give the path of a token's page, as its slip names it."""

    def find(token: TokenView, days: int = 0) -> str:
        with app.test_request_context():
            return tracking.address(Tracked(token.id, clinic.day(days))).removeprefix("http://localhost")

    return find


@pytest.fixture
def look(visitor: Visitor, path: Callable[..., str]) -> Look:
    """Open a token's page on a phone."""
    return lambda token, days=0, **headers: visitor.get(path(token, days), **headers)


@pytest.fixture
def opened(clinic: Clinic) -> Clinic:
    """A clinic whose doctor has begun: slot 1 has room for many, and somebody is inside."""
    clinic.at("10:00").start(clinic.call(clinic.book(clinic.slot(capacity=20))))
    return clinic


def test_it_shows_number_position_range_room_and_doctor(opened: Clinic, look: Look) -> None:
    opened.book(1)
    page = look(opened.book(1))
    assert page.all("h1")[0].text == page.all("title")[0].text == "K-003"
    assert "K-003 2 ahead of you Position 3 about 10:20 to 10:50 may change Clinic Clinic K" in page.text
    assert "Doctor Dr Rao Room 3 As of 10:00" in page.text


def test_whoever_is_next_reads_so(opened: Clinic, look: Look) -> None:
    token = opened.book(1)
    assert "1 ahead of you Position 2" in look(token)
    opened.complete(opened.token(replace(token, id=1)))
    assert "You are next Position 1" in look(token)


def test_before_the_doctor_starts_there_is_no_number(clinic: Clinic, look: Look) -> None:
    slot = clinic.slot()
    clinic.book(slot)
    page = look(clinic.book(slot))
    assert "Not started yet Planned from 10:00." in page
    assert "ahead of you" not in page
    assert "Position" not in page


@pytest.mark.parametrize(("begun", "told"), [(True, "You are next Position 1 about"), (False, "10:00. about")])
def test_it_promises_no_time_that_has_passed(clinic: Clinic, look: Look, begun: bool, told: str) -> None:
    slot = clinic.slot()
    if begun:
        clinic.see(clinic.book(slot))
    token = clinic.book(slot)
    clinic.at("10:44").wait(seconds=30)
    assert f"{told} 10:45 to 11:15 may change" in look(token)


@pytest.mark.parametrize(
    ("step", "words"),
    [
        ("call", "Called now Go to: Room 3"),
        ("start", "You are with the doctor"),
        ("hold", "You were called and not there Go to the desk now"),
        ("no_show", "You missed your turn Go to the desk."),
        ("complete", "Your visit is over"),
        ("cancel", "This token is cancelled"),
    ],
)
def test_each_state_says_what_to_do(clinic: Clinic, look: Look, step: str, words: str) -> None:
    page = look(clinic.bring_to(clinic.book(clinic.slot()), step))
    assert words in page
    assert "about" not in page


def test_on_the_waiting_list_it_counts_those_before(clinic: Clinic, look: Look) -> None:
    slot = clinic.slot(capacity=1)
    for _ in range(2):
        clinic.book(slot)
    page = look(clinic.book(slot))
    assert "On the waiting list 1 ahead of you You have no time yet." in page
    assert "Dr Rao" not in page


def test_a_late_doctor_is_the_reason(opened: Clinic, look: Look) -> None:
    token = opened.book(1)
    opened.delay(1, 20)
    page = look(token)
    assert "about 10:30 to 11:00 may change The doctor is 20 minutes late." in page


def test_an_urgent_case_is_the_reason_and_nobody_reads_a_class(opened: Clinic, look: Look) -> None:
    token = opened.book(1)
    assert "urgent" not in look(token)
    urgent = opened.emergency(1).token
    page = look(token)
    assert "2 ahead of you" in page
    assert "An urgent case came in and goes first." in page
    assert not {"EMERGENCY", "Emergency", "WALK_IN", "Walk-in"} & set(page.html.replace(">", " ").split())
    assert "Stay near the desk" in look(urgent)
    assert "about" not in look(urgent)


def test_whoever_lost_the_place_reads_why(clinic: Clinic, look: Look) -> None:
    slot = clinic.slot(capacity=1)
    token = clinic.book(slot)
    clinic.emergency(slot)
    assert "An urgent case needed your place." in look(token)


def test_a_closed_clinic_is_the_reason(clinic: Clinic, look: Look) -> None:
    token = clinic.book(clinic.slot())
    clinic.close_session()
    assert "Go to the desk. They offer you another time." in look(token)


def test_a_break_is_said(opened: Clinic, look: Look) -> None:
    token = opened.book(1)
    closing.pause_session(opened.first_doctor, **opened.who)
    assert "The doctor is on a break 1 ahead of you" in look(token)


def test_who_is_not_here_yet_is_told_to_say_so(opened: Clinic, look: Look) -> None:
    token = opened.book(1, source="ONLINE")
    assert "Not here yet? Tell the desk when you come." in look(token)
    assert "Not here yet?" not in look(opened.arrive(token))


def test_phones_of_those_who_are_not_here_yet_do_not_tell_the_same_place(opened: Clinic, look: Look) -> None:
    later = [opened.slot(f"{hour}:00", capacity=5) for hour in (11, 12)]
    opened.book(1)
    absent = [opened.book(slot, source="ONLINE") for slot in (1, *later)]
    here = opened.book(later[0])
    said = [
        "2 ahead of you if all come about 10:20",
        "3 ahead of you if all come about 11:00",
        "5 ahead of you if all come about 12:00",
    ]
    assert [words in look(token) for token, words in zip(absent, said, strict=True)] == 3 * [True]
    assert not [token for token in absent if "Position" in look(token)]
    assert "2 ahead of you Position 3 about 11:10" in look(here)


def test_whoever_would_be_next_on_coming_reads_so(opened: Clinic, look: Look) -> None:
    opened.complete(opened.token(replace(opened.book(1, source="ONLINE"), id=1)))
    token = opened.book(1, source="ONLINE")
    assert "1 ahead of you if all come" in look(token)
    assert "You are next when you come" in look(replace(token, id=2))


def test_a_token_of_another_day_lives_until_that_day_is_over(clinic: Clinic, look: Look) -> None:
    token = clinic.book(clinic.slot(days=1), source="ONLINE")
    assert "Tuesday, 4 March 2025 On that day this page shows" in look(token, 1)
    clinic.at("23:59", days=1)
    assert look(token, 1).status == 200
    clinic.at("00:00", days=2)
    assert look(token, 1).status == 404


def test_wrong_and_expired_links_get_the_same_answer(clinic: Clinic, look: Look, visitor: Visitor) -> None:
    token = clinic.book(clinic.slot())
    other_day = look(token, 5)
    clinic.at("00:00", days=1)
    expired, wrong = look(token), visitor.get("/t/" + 32 * "A")
    assert {page.status for page in (expired, wrong, other_day)} == {404}
    assert expired.html == wrong.html == other_day.html == visitor.get("/t/x").html == visitor.get("/t/é").html
    assert dict(expired.headers) == dict(wrong.headers)


def test_it_speaks_the_language_of_the_phone_or_of_the_link(
    opened: Clinic, path: Callable[..., str], visitor: Visitor
) -> None:
    token = opened.book(1)
    asked, named = visitor.get(path(token), **{"Accept-Language": "hi"}), visitor.get(f"{path(token)}?lang=hi")
    assert asked.html == named.html
    assert "आपसे आगे 1" in asked
    assert named.all("html")[0]["lang"] == "hi"
    assert [one["href"] for one in named.all("a")] == ["?lang=en", "?lang=hi"]


def test_nothing_on_it_tells_who_it_is(opened: Clinic, look: Look) -> None:
    token = opened.book(1, name="Canary Devi", phone="+919840000001", class_="PAID")
    html = look(token).html
    assert not [word for word in ("Canary", "98400", "PAID", "Paid", "Cardiology", "Department K") if word in html]


def test_it_is_kept_by_nobody(opened: Clinic, look: Look) -> None:
    page = look(opened.book(1))
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert page.all("meta", name="robots")[0]["content"] == "noindex, nofollow"
    assert "Set-Cookie" not in page.headers


def test_it_weighs_little(opened: Clinic, look: Look) -> None:
    page = look(opened.book(1))
    files = [one["href"] for one in page.all("link", rel="stylesheet")] + [one["src"] for one in page.all("script")]
    loaded = [ROOT / name.lstrip("/").split("?")[0] for name in files]
    assert len(loaded) == 2
    assert len(page.html.encode()) + sum(path.stat().st_size for path in loaded) < 15 * 1024


def test_without_javascript_a_link_shows_it_anew(opened: Clinic, path: Callable[..., str], visitor: Visitor) -> None:
    address = path(opened.book(1))
    page = visitor.get(address)
    assert page.all("a", class_="again")[0]["href"] == "?lang=en"
    assert page.all("p", id="renews")[0].attributes["hidden"] == ""
    assert visitor.get(f"{address}?lang=en")["tracking"].text == page["tracking"].text


def test_too_many_wrong_links_are_refused_and_right_ones_count_apart(
    app: Flask, clinic: Clinic, look: Look, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = clinic.book(clinic.slot())
    elsewhere = {"environ_base": {"REMOTE_ADDR": "192.0.2.7"}}
    wrong = [visitor.client.get(f"/t/{one}", **elsewhere).status_code for one in range(601)]
    assert wrong == 600 * [404] + [429]
    assert look(token).status == 200


def test_one_link_is_looked_at_once_a_second(clinic: Clinic, look: Look) -> None:
    # A day that no other test looks at: they share the program that counts.
    token = clinic.book(clinic.slot(days=77))
    assert [look(token, 77).status for _ in range(61)] == 60 * [200] + [429]
    assert look(clinic.book(1), 77).status == 200
