"""What a nurse sees and can press after something was refused."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_story import book

pytestmark = pytest.mark.browser

COVERED = """() => {
  const said = document.querySelector("#message .alert").getBoundingClientRect();
  const isUnder = (one) =>
    one.left < said.right && one.right > said.left && one.top < said.bottom && one.bottom > said.top;
  const buttons = [...document.querySelectorAll("#content .call-next, .desk-bar .btn")];
  return buttons.filter((one) => isUnder(one.getBoundingClientRect())).map((one) => one.textContent);
}"""
"""The buttons that the message lies over, of those that are needed at any time."""


@pytest.fixture
def late(nurse: Page, colleague: Page) -> Page:
    """A colleague whose keyboard is at Call K-001, which Meera has just called; K-002 is next."""
    for number in (1, 2):
        book(nurse, number)
    expect(colleague.get_by_role("button", name="Call K-002")).to_be_visible()
    colleague.get_by_role("button", name="Call K-001").focus()
    colleague.route("**/queue", lambda route: route.abort())
    nurse.get_by_role("button", name="Call K-001").click()
    expect(nurse.locator(".is-called")).to_contain_text("K-001")
    return colleague


def states(page: Page) -> list[str]:
    return page.locator("li.token .fact:first-child").all_inner_texts()


def test_after_a_refusal_the_keyboard_stays_with_the_same_token(late: Page) -> None:
    late.unroute_all()
    late.keyboard.press("Enter")
    expect(late.locator("#message")).to_contain_text("Meera Joshi changed K-001")
    expect(late.locator(".is-called")).to_contain_text("K-001")
    expect(late.get_by_label("More for K-001")).to_be_focused()


def test_a_second_press_after_a_refusal_does_nothing(late: Page) -> None:
    sent: list[str] = []
    late.unroute_all()
    late.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    late.keyboard.press("Enter")
    expect(late.get_by_label("More for K-001")).to_be_focused()
    expect(late.locator(".is-called")).to_contain_text("K-001")
    late.keyboard.press("Enter")
    expect(late.locator("details.more[open]")).to_have_count(1)
    assert len([url for url in sent if "/tokens/" in url]) == 1
    assert states(late) == ["Called", "Here"]


def test_who_is_not_there_any_more_leaves_the_keyboard_at_the_message(late: Page, nurse: Page) -> None:
    nurse.get_by_role("button", name="Start K-001").press("Enter")
    nurse.get_by_role("button", name="Complete K-001").press("Enter")
    expect(nurse.locator("#done")).to_contain_text("K-001 completed")
    late.unroute_all()
    late.keyboard.press("Enter")
    expect(late.locator("#message")).to_contain_text("Meera Joshi changed K-001")
    expect(late.locator("li.token:not(.is-gone)")).to_have_count(1)
    expect(late.locator("#message")).to_be_focused()
    late.keyboard.press("Enter")
    expect(late.get_by_role("button", name="Call K-002")).to_be_visible()


def test_what_a_dialog_was_refused_leaves_the_keyboard_at_the_token(late: Page) -> None:
    late.get_by_label("More for K-001").press("Enter")
    late.get_by_role("button", name="Cancel K-001").press("Enter")
    # The dialog was opened before the colleague's call.
    late.get_by_label("Another reason").fill("went home")
    late.evaluate("document.querySelector('#panel [name=version]').value = 1")
    late.unroute_all()
    late.keyboard.press("Enter")
    expect(late.locator("#message")).to_contain_text("Meera Joshi changed K-001")
    expect(late.get_by_role("dialog")).to_have_count(0)
    expect(late.locator(".is-called")).to_contain_text("K-001")
    expect(late.get_by_label("More for K-001")).to_be_focused()


@pytest.fixture
def refused(nurse: Page) -> Page:
    """A desk whose second "Call next" was refused, since nobody came in; its clock is the test's."""
    nurse.clock.install()
    book(nurse, 1)
    button = nurse.get_by_role("button", name="Call next for Dr Rao")
    button.press("Enter")
    expect(nurse.locator(".is-called")).to_have_count(1)
    button.press("Enter")
    expect(nurse.locator("#message")).to_contain_text("K-001 is called and has not come in yet.")
    return nurse


def test_a_message_is_closed_by_its_button_or_escape(refused: Page) -> None:
    message = refused.locator("#message")
    message.get_by_role("button", name="Close").press("Enter")
    expect(message).to_be_empty()
    expect(refused.get_by_role("button", name="Call next for Dr Rao")).to_be_focused()
    refused.keyboard.press("Enter")
    expect(message).to_contain_text("K-001 is called")
    refused.keyboard.press("Escape")
    expect(message).to_be_empty()


def test_what_was_refused_is_not_said_for_ever(refused: Page) -> None:
    refused.clock.fast_forward(29_000)
    expect(refused.locator("#message")).not_to_be_empty()
    refused.clock.fast_forward(2_000)
    expect(refused.locator("#message")).to_be_empty()


def test_the_next_action_takes_the_message_away(refused: Page) -> None:
    refused.get_by_role("button", name="Start K-001").press("Enter")
    expect(refused.locator(".is-inside")).to_contain_text("K-001")
    expect(refused.locator("#message")).to_be_empty()


def test_a_press_that_the_server_did_not_answer_speaks_of_nothing_typed_and_goes_with_its_return(nurse: Page) -> None:
    nurse.clock.install()
    # A look at the queue that is answered meanwhile would say at once that the server is back.
    for address in ("**/call-next", "**/queue"):
        nurse.route(address, lambda route: route.abort())
    nurse.get_by_role("button", name="Call next for Dr Rao").press("Enter")
    message = nurse.locator("#message")
    expect(message).to_contain_text("The server does not answer. Press again when it is back: nothing is done twice.")
    nurse.unroute_all()
    nurse.clock.fast_forward(10_500)
    expect(message).to_contain_text("The server answers again.")
    nurse.clock.fast_forward(10_500)
    expect(message).to_be_empty()


@pytest.mark.parametrize("size", [(1366, 768), (390, 844)], ids=["wide", "phone"])
def test_a_message_lies_over_no_button_that_calls(nurse: Page, size: tuple[int, int]) -> None:
    for number in range(1, 6):
        book(nurse, number)
    expect(nurse.locator("li.token:not(.is-gone)")).to_have_count(5)
    nurse.set_viewport_size({"width": size[0], "height": size[1]})
    button = nurse.get_by_role("button", name="Call next for Dr Rao")
    button.press("Enter")
    expect(nurse.locator(".is-called")).to_have_count(1)
    # Not so far that the button would be hidden: the page would go back to it.
    nurse.emulate_media(reduced_motion="reduce")
    nurse.evaluate("scrollTo(0, 15)")
    top = nurse.get_by_role("button", name="Call K-002").bounding_box()
    nurse.keyboard.press("Enter")
    expect(nurse.locator("#message .alert")).to_be_visible()
    assert nurse.get_by_role("button", name="Call K-002").bounding_box() == top
    assert nurse.evaluate(COVERED) == []


@pytest.mark.parametrize("screen", ["desk", "doctor"])
@pytest.mark.parametrize("way", ["button", "Escape"])
def test_the_keyboard_has_a_place_after_the_end_of_a_session(nurse: Page, screen: str, way: str) -> None:
    book(nurse, 1)
    if screen == "doctor":
        nurse.goto(nurse.url.replace("/desk/K", "/doctor/1"))
    nurse.get_by_label("Late, break, end: Dr Rao").press("Enter")
    nurse.get_by_role("button", name="End the session").press("Enter")
    nurse.get_by_role("dialog").get_by_role("button", name="End the session").press("Enter")
    dialog = nurse.get_by_role("dialog", name="The session of Dr Rao has ended")
    expect(dialog).to_be_visible()
    if way == "button":
        dialog.get_by_role("button", name="Close").press("Enter")
    else:
        nurse.keyboard.press("Escape")
    expect(nurse.locator(".pill-closed")).to_be_visible()
    expect(nurse.locator("#doctor-now" if screen == "doctor" else ".doctor h2 a")).to_be_focused()


def test_the_keyboard_has_a_place_after_an_undo_that_was_refused(nurse: Page, colleague: Page) -> None:
    book(nurse, 1)
    nurse.get_by_role("button", name="Call K-001").press("Enter")
    expect(nurse.locator("#done")).to_contain_text("K-001 called")
    nurse.get_by_role("button", name="Undo: K-001 called").focus()
    nurse.route("**/queue", lambda route: route.abort())
    colleague.get_by_role("button", name="Start K-001").press("Enter")
    expect(colleague.locator(".is-inside")).to_contain_text("K-001")
    nurse.unroute_all()
    nurse.keyboard.press("Enter")
    expect(nurse.locator("#message")).to_contain_text("Latha Nair changed K-001")
    expect(nurse.get_by_label("More for K-001")).to_be_focused()
