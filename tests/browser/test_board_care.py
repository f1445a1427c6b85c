"""What a TV needs besides numbers: a screen that stays awake and is not burnt in, sound after one key, less motion."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Hospital

pytestmark = pytest.mark.browser

AWAKE = """
window.asked = [];
Object.defineProperty(navigator, "wakeLock", {
  value: { request: async (what) => { window.asked.push(what); return new EventTarget(); } },
});
"""

MUTE = """
window.AudioContext = class extends EventTarget {
  state = "suspended";
  async resume() {
    this.state = "running";
    this.dispatchEvent(new Event("statechange"));
  }
};
"""
"""Stands for a browser that wants a key before it makes a sound."""

PLACES = """() => {
    const [drift] = document.body.getAnimations();
    drift.pause();
    const { duration } = drift.effect.getComputedTiming();
    return [0, 1, 2, 3, 4, 5, 6, 7].map((part) => {
        drift.currentTime = (part + 0.5) * duration / 8;
        const { left, top } = document.querySelector(".board-head").getBoundingClientRect();
        return `${left.toFixed(2)} ${top.toFixed(2)}`;
    });
}"""


def _open(hospital: Hospital, context: Callable[..., BrowserContext], script: str = "", **options: object) -> Page:
    page = context(viewport={"width": 1920, "height": 1080}, **options).new_page()
    if script:
        page.add_init_script(script)
    page.goto(f"{hospital.url}/boards/1")
    return page


def test_nothing_stands_in_the_same_place_for_weeks_nor_leaves_the_screen(
    hospital: Hospital, context: Callable[..., BrowserContext]
) -> None:
    page = _open(hospital, context)
    places = page.evaluate(PLACES)
    assert len(set(places)) == 8
    inline, block = zip(*(map(float, place.split()) for place in places), strict=True)
    assert max(inline) - min(inline) < 0.01 * 1920
    assert 0 < max(block) - min(block) < 0.01 * 1080


def test_the_screen_is_kept_awake_and_asked_for_anew_when_it_is_seen_again(
    hospital: Hospital, context: Callable[..., BrowserContext]
) -> None:
    page = _open(hospital, context, AWAKE)
    page.wait_for_function("window.asked.join() === 'screen'")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert page.evaluate("window.asked") == ["screen", "screen"]


def test_one_key_lets_it_sound_and_until_then_it_says_so_on_its_face_and_to_the_server(
    hospital: Hospital, context: Callable[..., BrowserContext]
) -> None:
    page = _open(hospital, context, MUTE)
    expect(page.locator("#sound")).to_have_text("Sound is off: press any key on this TV.")
    page.wait_for_event("request", lambda asked: asked.headers.get("x-board-sound") == "blocked")
    page.keyboard.press("Enter")
    expect(page.locator("#sound")).to_be_hidden()
    page.wait_for_event("request", lambda asked: asked.headers.get("x-board-sound") == "on")


def test_with_less_motion_a_new_call_is_turned_over_and_stands_still(
    hospital: Hospital, context: Callable[..., BrowserContext]
) -> None:
    page = _open(hospital, context, reduced_motion="reduce")
    hospital.call_many(1)
    call = page.locator("#calls .call.is-new")
    expect(call).to_have_css("background-color", "rgb(255, 255, 255)", timeout=20_000)
    assert page.evaluate("document.getAnimations().length") == 0


def test_a_new_call_turns_over_no_more_than_once_a_second(
    hospital: Hospital, context: Callable[..., BrowserContext]
) -> None:
    page = _open(hospital, context)
    hospital.call_many(1)
    call = page.locator("#calls .call.is-new")
    expect(call).to_have_count(1, timeout=20_000)
    turns = call.evaluate("one => one.getAnimations()[0].effect.getComputedTiming()")
    assert turns["duration"] >= 1_000
    assert turns["duration"] * turns["iterations"] <= 5_000
