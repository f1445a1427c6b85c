"""The servers that other tests stand on are real and answer."""

import psycopg
import redis
from playwright.sync_api import Browser

from tests.support.redis import RedisServer


def test_postgres_answers_with_its_version(postgres_server: str) -> None:
    with psycopg.connect(postgres_server.replace("+psycopg", "")) as connection:
        assert connection.execute("select version()").fetchone()[0].startswith("PostgreSQL 1")


def test_postgres_orders_and_folds_letters_beyond_ascii(postgres_server: str) -> None:
    with psycopg.connect(postgres_server.replace("+psycopg", "")) as connection:
        assert connection.execute("select lower('É')").fetchone() == ("é",)


def test_redis_answers_ping(redis_server: RedisServer) -> None:
    with redis.Redis.from_url(redis_server.url) as client:
        assert client.ping()


def test_redis_comes_back_on_its_port() -> None:
    server = RedisServer()
    try:
        server.start()
        before = (server.port, server.pid)
        server.stop()
        server.start()
        assert server.port == before[0]
        assert server.pid != before[1]
    finally:
        server.close()


def test_chromium_renders_a_page(browser: Browser) -> None:
    page = browser.new_page()
    page.goto("data:text/html,<title>OPD</title><h1>K-012</h1>")
    assert (page.title(), page.inner_text("h1")) == ("OPD", "K-012")
    page.close()
