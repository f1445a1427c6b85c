"""The voice in a real browser: every call is spoken, in order, one at a time, and as it is shown."""

from typing import Any

import pytest
from playwright.sync_api import Page, Route

from opd_web.engine.voice import clips
from tests.browser.conftest import Hospital

pytestmark = pytest.mark.browser

RECORDER = """
window.played = [];
window.paused = [];
let playing = 0;
class Source extends EventTarget {
  connect() {}
  start(at) {
    playing += 1;
    if (at) window.paused.push(`${this.buffer.name} ${at}`);
    window.played.push(playing > 1 ? `${this.buffer.name} over another` : this.buffer.name);
    if (this.buffer.name === window.stopAt) window.stop.abort();
    setTimeout(() => {
      playing -= 1;
      this.dispatchEvent(new Event("ended"));
    }, 1);
  }
}
window.AudioContext = class extends EventTarget {
  state = "running";
  currentTime = 0;
  destination = null;
  createBufferSource() { return new Source(); }
  async decodeAudioData(data) { return { name: new TextDecoder().decode(data), duration: 0.001 }; }
};
"""
"""Stands for the browser's sound: a clip is what its address says, lasts a millisecond, and is written down."""


SILENT = """
<script src="/static/js/voice.js"></script>
<script>
  document.addEventListener("opd-sound", (event) => console.log(event.detail));
  const call = { parts: { en: ["token"] } };
  opdVoice.announce(call).then(({ spoken }) => console.log(opdVoice.soundState(), spoken));
</script>
"""


UNDONE = """([undone, after, clip]) => {
  window.stopAt = clip;
  window.stop = new AbortController();
  return Promise.all([{ ...undone, signal: window.stop.signal }, after].map(opdVoice.announce));
}"""
"""Announces two calls, of which the first is undone while this clip is playing."""


def _speak_for_itself(route: Route) -> None:
    name = route.request.url.split("/voice/")[1]
    route.fulfill(status=404) if name.endswith("letter-x") else route.fulfill(body=name)


@pytest.fixture
def tv(hospital: Hospital, page: Page) -> Page:
    """A page with the voice, its sound written down; the clip for the letter X is missing."""
    page.add_init_script(RECORDER)
    page.route("**/voice/**", _speak_for_itself)
    page.goto(f"{hospital.url}/sign-in")
    page.add_script_tag(url="/static/js/voice.js")
    return page


@pytest.fixture
def page(context: Any) -> Page:
    """A page in a browser of its own."""
    return context().new_page()


def _call(number: str, *, room: str = "3", recall: bool = False, **more: object) -> dict[str, object]:
    parts = {language: clips(number, room, recall=recall) for language in ("en", "hi")}
    return {"seq": 1, "number": number, "parts": parts, "recall": recall, **more}


def _announce(tv: Page, *calls: dict[str, object]) -> list[dict[str, object]]:
    told: list[dict[str, object]] = tv.evaluate("calls => Promise.all(calls.map(opdVoice.announce))", list(calls))
    return told


def _played(tv: Page) -> list[str]:
    played: list[str] = tv.evaluate("window.played")
    return played


def _sentence(number: str, *, recall: bool = False) -> list[str]:
    return [f"{language}/{clip}" for language in ("en", "hi") for clip in clips(number, "3", recall=recall)]


@pytest.mark.parametrize("count", [2, 20])
def test_calls_of_one_moment_are_all_spoken_one_after_the_other(tv: Page, count: int) -> None:
    numbers = [f"CARD-{value:03d}" for value in range(1, count + 1)]
    told = _announce(tv, *(_call(number) for number in numbers))
    assert told == count * [{"spoken": True, "missing": []}]
    assert _played(tv) == [clip for number in numbers for clip in ["chime", *_sentence(number)]]


@pytest.mark.parametrize(("number", "room", "first"), [("K-014", "3", "14"), ("CARD-114", "2A", "100")])
def test_there_is_a_breath_between_the_letters_of_a_number_and_its_digits(
    tv: Page, number: str, room: str, first: str
) -> None:
    _announce(tv, _call(number, room=room))
    breaths = [f"{language}/number-{first} 0.12" for language in ("en", "hi")]
    assert tv.evaluate("window.paused") == ["en/token 0.4", breaths[0], "hi/token 0.4", breaths[1]]


def test_a_recall_begins_with_again(tv: Page) -> None:
    _announce(tv, _call("K-014", recall=True))
    assert _played(tv) == ["chime", *_sentence("K-014", recall=True)]
    assert _played(tv)[1] == "en/again"


def test_a_missing_clip_is_left_out_and_reported(tv: Page) -> None:
    assert _announce(tv, _call("X-001")) == [{"spoken": True, "missing": ["en/letter-x", "hi/letter-x"]}]
    assert _played(tv) == ["chime", *(clip for clip in _sentence("X-001") if not clip.endswith("letter-x"))]


def test_the_board_says_the_order_of_the_languages_and_whether_it_chimes(tv: Page) -> None:
    _announce(tv, _call("K-002", chime=False, languages=["hi"]))
    assert _played(tv) == [clip for clip in _sentence("K-002") if clip.startswith("hi/")]


@pytest.mark.parametrize("clip", ["chime", "en/number-2", "hi/token"])
def test_a_call_that_is_undone_while_it_is_spoken_ends_with_the_clip_that_is_playing(tv: Page, clip: str) -> None:
    told = tv.evaluate(UNDONE, [_call("K-002"), _call("K-003"), clip])
    whole = ["chime", *_sentence("K-002")]
    assert _played(tv) == [*whole[: whole.index(clip) + 1], "chime", *_sentence("K-003")]
    assert told[1] == {"spoken": True, "missing": []}


def test_a_call_that_is_undone_before_its_turn_is_not_spoken(tv: Page) -> None:
    told = tv.evaluate("call => opdVoice.announce({ ...call, signal: AbortSignal.abort() })", _call("K-003"))
    assert (told["spoken"], _played(tv)) == (False, [])


def test_sound_that_waits_for_a_key_begins_with_the_key(hospital: Hospital, page: Page) -> None:
    # Whatever Playwright evaluates counts as a press of its user: the page itself must say how it stands.
    page.route("**/silent", lambda route: route.fulfill(body=SILENT, content_type="text/html"))
    with page.expect_console_message(lambda message: message.text == "blocked false"):
        page.goto(f"{hospital.url}/silent")
    with page.expect_console_message(lambda message: message.text == "on"):
        page.keyboard.press("Enter")


def test_the_browser_can_play_the_shipped_clips(hospital: Hospital, page: Page) -> None:
    page.goto(f"{hospital.url}/sign-in")
    lengths = page.evaluate("""names => Promise.all(names.map(async name => {
      const data = await (await fetch(`/voice/${name}`)).arrayBuffer();
      return (await new OfflineAudioContext(1, 1, 22050).decodeAudioData(data)).duration;
    }))""", ["chime", "en/number-14", "hi/number-14"])  # fmt: skip
    assert all(0.2 < length < 1.6 for length in lengths)
