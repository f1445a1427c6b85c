"""How many keys the two most frequent jobs take, and how long with the driver's own typing; written to test-results."""

from pathlib import Path
from time import perf_counter

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_story import book

pytestmark = pytest.mark.browser

RESULTS = Path("test-results")


class Counted:
    """A keyboard that counts what is pressed: a shortcut is one press."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.count = 0
        self.began = perf_counter()

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.count += 1

    def type(self, text: str) -> None:
        self.press(*(" " if one == " " else one for one in text))

    def write(self, job: str) -> None:
        RESULTS.mkdir(exist_ok=True)
        seconds = perf_counter() - self.began
        said = f"{job}: {self.count} keys, {seconds:.2f} s from the first key to the answer\n"
        (RESULTS / f"{job}.txt").write_text(said)


def test_a_known_patient_is_a_key_the_phone_and_enter(nurse: Page) -> None:
    book(nurse, 1)
    for key in ("1", "s", "c"):
        nurse.keyboard.press(f"Alt+{key}")
        expect(nurse.locator({"1": ".is-called", "s": ".is-inside", "c": ".nobody"}[key])).to_be_visible()
    keys = Counted(nurse)
    keys.press("Alt+b")
    keys.type("9876543001")
    keys.press("Enter")
    expect(nurse.locator("#booked")).to_contain_text("K-002 Sunita Rao 1")
    keys.write("booking-a-known-patient")
    assert keys.count == 12


def test_an_emergency_is_a_key_the_reason_and_enter(nurse: Page) -> None:
    nurse.get_by_role("button", name="Call next for Dr Rao").focus()
    keys = Counted(nurse)
    keys.press("Alt+x")
    keys.type("chest pain")
    keys.press("Enter")
    expect(nurse.locator("#booked")).to_contain_text("K-001 Unknown patient")
    keys.write("booking-an-emergency")
    assert keys.count - len("chest pain") == 2
