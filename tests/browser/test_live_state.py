"""What the page says of itself: live, not live, and since when."""

import re
from collections.abc import Callable
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from opd_web import clock
from tests.browser.conftest import PASSWORD, Hospital, sign_in

pytestmark = pytest.mark.browser

ONE_POLL = 10_500


@pytest.fixture
def abroad(hospital: Hospital, context: Callable[..., BrowserContext]) -> Page:
    """A desk whose device keeps the time of another zone, with twelve hours; its clock is the test's."""
    page = context(timezone_id="America/New_York", locale="en-US").new_page()
    page.clock.install()
    sign_in(page, hospital.url, "meera", PASSWORD)
    expect(page.locator("#live_state")).to_have_attribute("data-state", "live")
    return page


def test_it_is_not_live_as_soon_as_one_poll_failed(abroad: Page) -> None:
    abroad.route(re.compile("/queue"), lambda route: route.abort())
    abroad.clock.fast_forward(ONE_POLL)
    expect(abroad.locator("#live_state")).to_have_attribute("data-state", "lost")
    abroad.unroute_all()
    abroad.clock.fast_forward(ONE_POLL)
    expect(abroad.locator("#live_state")).to_have_attribute("data-state", "live")


def test_it_is_not_live_while_a_poll_is_not_answered(abroad: Page) -> None:
    abroad.route(re.compile("/queue"), lambda _route: None)
    abroad.clock.fast_forward(ONE_POLL)
    abroad.clock.fast_forward(5_500)
    expect(abroad.locator("#live_state")).to_have_attribute("data-state", "lost")


def test_a_lost_network_is_said_at_once_in_the_hospital_s_own_time(abroad: Page) -> None:
    abroad.context.set_offline(True)
    expect(abroad.locator("#live_state")).to_have_attribute("data-state", "lost")
    expect(abroad.locator("#live_state [data-when=polling]")).to_be_hidden()
    now = clock.now().astimezone(ZoneInfo("Asia/Kolkata"))
    minutes = [(now - timedelta(minutes=ago)).strftime("%H:%M") for ago in (0, 1, 2)]
    expect(abroad.locator("#live_state time")).to_have_text(re.compile("|".join(minutes)))
