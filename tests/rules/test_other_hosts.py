"""The check for other hosts sees what a browser would fetch, and nothing else."""

import pytest

from tools.other_hosts import CSS, HTML, SCRIPT, found


@pytest.mark.parametrize(
    "text",
    [
        '<script src="https://cdn.example/x.js">',
        "<a href=//cdn.example/>",
        '<img srcset = "http://a.example/b.png">',
        '<form action="https://x.example/">',
    ],
)
def test_pages(text: str) -> None:
    assert HTML.search(text)


@pytest.mark.parametrize(
    "text", ['<svg xmlns="http://www.w3.org/2000/svg">', '<a href="/desk">', "<p>https://in.words</p>"]
)
def test_pages_may(text: str) -> None:
    assert not HTML.search(text)


@pytest.mark.parametrize("text", ["a{background:url(//x.example/y)}", '@import "https://x.example/y.css";'])
def test_style_sheets(text: str) -> None:
    assert CSS.search(text)


@pytest.mark.parametrize("text", ["fetch('https://x.example/y')", "new WebSocket(`wss://x.example`)"])
def test_scripts(text: str) -> None:
    assert SCRIPT.search(text)


def test_this_product_asks_no_other_host() -> None:
    assert found() == []
