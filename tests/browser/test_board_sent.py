"""What the server sends a board along with the change: taken where it is newer, and asked for where it is not."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, WebSocketRoute, expect

from tests.browser.conftest import Hospital
from tests.browser.test_story import book, call_next

pytestmark = pytest.mark.browser


def number(board: Page) -> Any:
    """Give the place of the newest call."""
    return board.locator("#calls .call-number").first


@pytest.fixture
def board(hospital: Hospital, context: Callable[..., BrowserContext]) -> Page:
    """A board that gets no answer to its questions once it is there."""
    page = context(viewport={"width": 1920, "height": 1080}).new_page()
    with page.expect_response("**/screen"), page.expect_websocket():
        page.goto(f"{hospital.url}/boards/1")
    page.route("**/screen", lambda route: route.abort())
    return page


def test_a_board_shows_what_it_was_sent_without_asking(nurse: Page, board: Page) -> None:
    book(nurse, 1)
    call_next(nurse)
    expect(number(board)).to_have_text("K-001", timeout=30_000)


def test_what_it_was_sent_does_not_make_it_say_that_it_is_current(nurse: Page, board: Page) -> None:
    expect(board.locator("#liveness")).to_contain_text("Last update", timeout=30_000)
    book(nurse, 1)
    call_next(nurse)
    expect(number(board)).to_have_text("K-001", timeout=30_000)
    expect(board.locator("#liveness")).not_to_be_empty()


def test_a_browser_that_cannot_unpack_asks(
    hospital: Hospital, nurse: Page, context: Callable[..., BrowserContext]
) -> None:
    page = context().new_page()
    page.add_init_script("delete window.DecompressionStream")
    with page.expect_response("**/screen"), page.expect_websocket():
        page.goto(f"{hospital.url}/boards/1")
    book(nurse, 1)
    call_next(nurse)
    expect(number(page)).to_have_text("K-001", timeout=30_000)


def test_what_comes_out_of_turn_takes_nothing_back(
    hospital: Hospital, nurse: Page, context: Callable[..., BrowserContext]
) -> None:
    page, sockets, sent = context().new_page(), list[WebSocketRoute](), list[str]()

    def between(socket: WebSocketRoute) -> None:
        sockets.append(socket)
        server = socket.connect_to_server()
        server.on_message(lambda message: (sent.append(str(message)), socket.send(message)))

    page.route_web_socket("**/socket.io/**", between)
    page.goto(f"{hospital.url}/boards/1")
    expect(page.locator("#clock")).not_to_be_empty()
    book(nurse, 1)
    expect(page.locator("#doctors")).to_contain_text("1 waiting", timeout=30_000)
    call_next(nurse)
    expect(number(page)).to_have_text("K-001", timeout=30_000)
    (first, *_) = [message for message in sent if message.startswith('42["screen"')]
    with page.expect_request("**/screen"):
        sockets[-1].send(first)
    expect(number(page)).to_have_text("K-001")
