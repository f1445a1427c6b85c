"""Languages: chosen by the browser or by its user, for every sentence, whichever layer it comes from."""

import pytest
from flask import Flask

from opd_web.engine.phrases import Phrase, say
from opd_web.engine.roles import Role
from opd_web.web.language import spoken
from tests.support.clinic import Clinic
from tests.support.pages import Visitor, signed_in

HINDI = {"Accept-Language": "hi-IN,hi;q=0.9,en;q=0.5"}


@pytest.fixture
def hindi(nurse: Visitor) -> Visitor:
    """A nurse who chose Hindi."""
    nurse.post("/language", {"language": "hi"}, htmx=False)
    return nurse


def choose(visitor: Visitor, language: str, from_: str) -> str | None:
    token = {"csrf_token": visitor.csrf, "language": language}
    answer = visitor.client.post("/language", data=token, headers={"Referer": from_})
    return answer.headers.get("Location")


def test_a_browser_gets_the_language_that_it_asks_for(visitor: Visitor) -> None:
    page = visitor.get("/sign-in", **HINDI)
    assert (page.all("html")[0]["lang"], page.all("h1")[0].text) == ("hi", "साइन इन करें")


@pytest.mark.parametrize("asked", ["", "ta,bn;q=0.5", "en-IN", "nonsense;;"])
def test_any_other_browser_gets_english(visitor: Visitor, asked: str) -> None:
    page = visitor.get("/sign-in", **{"Accept-Language": asked})
    assert (page.all("html")[0]["lang"], page.all("html")[0]["dir"]) == ("en", "ltr")


def test_the_switch_holds_before_and_after_signing_in(app: Flask, visitor: Visitor) -> None:
    signed_in(app)
    visitor.post("/language", {"language": "hi"}, htmx=False)
    assert visitor.get("/sign-in").all("html")[0]["lang"] == "hi"
    visitor.sign_in("Sister Mary")
    assert visitor.get("/desk").all("html")[0]["lang"] == "hi"


def test_the_switch_offers_the_other_language_by_its_own_name(visitor: Visitor) -> None:
    assert [(one["value"], one.text) for one in visitor.get("/sign-in").all("button", name="language")] == [
        ("hi", "हिन्दी")
    ]
    assert visitor.get("/sign-in", **HINDI).all("button", name="language")[0].text == "English"


@pytest.mark.parametrize(
    ("page", "goes_to"),
    [
        ("http://localhost/desk/K", "/desk/K"),
        ("http://localhost/sign-in?next=/desk", "/sign-in?next=/desk"),
        ("", "/"),
        ("http://evil.example//evil.example", "/"),
    ],
)
def test_the_switch_comes_back_to_the_page_that_it_was_pressed_on(visitor: Visitor, page: str, goes_to: str) -> None:
    assert choose(visitor, "hi", page) == goes_to


def test_a_language_that_is_not_offered_is_refused(visitor: Visitor) -> None:
    assert visitor.post("/language", {"language": "xx"}, htmx=False).status == 400


def test_a_forged_switch_is_refused(visitor: Visitor) -> None:
    assert visitor.post("/language", {"language": "hi"}, htmx=False, csrf=False).status == 400


def test_a_cookie_that_names_no_language_is_passed_over(visitor: Visitor) -> None:
    visitor.client.set_cookie("opd_language", "../../etc")
    assert visitor.get("/sign-in").all("html")[0]["lang"] == "en"


def test_a_day_is_written_as_people_write_it(clinic: Clinic, hindi: Visitor) -> None:
    clinic.slot()
    assert "सोमवार, 3 मार्च 2025" in hindi.get("/desk/K")


def test_the_story_of_a_token_is_told_in_hindi(clinic: Clinic, hindi: Visitor) -> None:
    slot = clinic.slot()
    clinic.start(clinic.call(clinic.book(slot, class_="FOLLOW_UP")))
    token = clinic.book(slot)
    page = hindi.get(f"/tokens/{token.id}/why", htmx=True)
    assert "08:00 से डॉक्टर के पास" in page
    assert "श्रेणी वॉक-इन में बुक हुआ: जगह थी।" in page


def test_a_refusal_is_read_in_hindi_with_who_did_what(clinic: Clinic, hindi: Visitor) -> None:
    token = clinic.book(clinic.slot())
    clinic.call(token)
    page = hindi.post(f"/desk/K/tokens/{token.id}/call", {"version": token.version})
    assert (page.status, "ने 0 सेकंड पहले K-001 को बदला (बुलाना)। इसे फिर देखें।" in page) == (409, True)


def test_a_step_that_is_not_legal_is_refused_in_words(clinic: Clinic, nurse: Visitor, hindi: Visitor) -> None:
    token = clinic.book(clinic.slot())
    page = hindi.post(f"/desk/K/tokens/{token.id}/complete")
    assert "K-001 की स्थिति: बुक। अभी यह नहीं हो सकता: पूरा।" in page


def test_what_a_service_says_of_a_field_is_read_in_hindi(app: Flask) -> None:
    administrator = signed_in(app, Role.ADMINISTRATOR)
    administrator.post("/language", {"language": "hi"}, htmx=False)
    fields = {"code": "K-1", "name": "Skin", "public_label": "Clinic K", "preset": "fair"}
    assert administrator.post("/admin/departments/new", fields, htmx=False).errors[0].startswith("'K-1' कोई कोड नहीं")


def test_what_the_form_library_says_is_read_in_hindi(hindi: Visitor) -> None:
    page = hindi.post("/sign-in", {"username": "x" * 81, "password": "x"}, htmx=False)
    assert page.errors == ["80 अक्षरों से लंबा नहीं हो सकता।"]


def test_a_language_that_is_written_from_the_right_says_so(
    app: Flask, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "OPD_LANGUAGES", {"en": "English", "ar": "العربية"})
    page = visitor.get("/sign-in", **{"Accept-Language": "ar"})
    assert page.all("html")[0]["dir"] == "rtl"


def test_programs_are_answered_in_english(visitor: Visitor) -> None:
    answer = visitor.client.get("/api/v1/tokens", headers=HINDI)
    assert answer.get_json()["detail"] == "Send your API key as `Authorization: Bearer KEY`."


def test_a_phrase_without_facts_keeps_its_braces(app: Flask) -> None:
    with app.test_request_context():
        assert spoken(Phrase("a {b}")) == "a {b}"


def test_a_phrase_is_its_english_text() -> None:
    assert say("{count} of {what}", count=2, what=say("token")) == "2 of token"
