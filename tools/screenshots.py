"""Take the pictures of the README, of the real product with its demo clinic; `make screenshots`."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page, ViewportSize

from tests.support import chromium, run
from tests.support.server import LiveServer

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "screenshots"
# As `demo load` prints them at its first run: user, password, title.
USER = re.compile(r"^  (?P<name>\S+)  +(?P<password>\S+)  +\S", re.MULTILINE)


@dataclass(frozen=True)
class Picture:
    name: str
    path: str
    width: int
    height: int
    user: str | None = None
    colours: Literal["light", "dark"] = "light"


WANTED = [
    Picture("sign-in", "/sign-in", 1366, 768),
    Picture("desk", "/desk/K", 1366, 768, "nurse.k"),
    Picture("desk-dark", "/desk/K", 1366, 768, "nurse.k", "dark"),
    Picture("doctor", "/doctor", 412, 892, "dr.rao"),
    Picture("board", "/boards/1", 1920, 1080),
]


def main() -> None:
    """Start the product on a demo clinic of its own, and take every picture."""
    run.begin()
    server = LiveServer({})
    try:
        server.command("db", "upgrade")
        passwords = {found["name"]: found["password"] for found in USER.finditer(server.command("demo", "load"))}
        server.start()
        PICTURES.mkdir(parents=True, exist_ok=True)
        with chromium.launched() as browser:
            for picture in WANTED:
                take(browser, server.url, picture, passwords)
    finally:
        server.close()
        run.end()


def take(browser: Browser, url: str, picture: Picture, passwords: dict[str, str]) -> None:
    size: ViewportSize = {"width": picture.width, "height": picture.height}
    page = browser.new_page(base_url=url, viewport=size, color_scheme=picture.colours)
    if picture.user:
        sign_in(page, picture.user, passwords[picture.user])
    page.goto(picture.path, wait_until="networkidle")
    # Until the page has heard from the server and says so on its face.
    page.wait_for_timeout(1500)
    target = PICTURES / f"{picture.name}.png"
    page.screenshot(path=target)
    page.close()
    print(f"{target} {target.stat().st_size // 1024} KB")


def sign_in(page: Page, user: str, password: str) -> None:
    page.goto("/sign-in")
    page.get_by_label("User name").fill(user)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda address: "/sign-in" not in address)


if __name__ == "__main__":
    main()
