"""What a nurse sees and can press after something was refused."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_story import book

pytestmark = pytest.mark.browser


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
    expect(late.locator("li.token")).to_have_count(1)
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
