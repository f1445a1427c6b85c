"""Many boards in one process, as a browser's page behaves: a socket, a fetch after each nudge, a slow poll.

`python -m tools.board_clients URL COUNT` prints `ready`, and at the end of its input a line of JSON: for each number
that stood first, when each board had it.
"""

import asyncio
import contextlib
import json
import random
import re
import sys
import time
from collections import defaultdict
from urllib.parse import urlsplit

from simple_websocket import AioClient

POLL = 5.0
FIRST = re.compile(rb'data-number="([^"]+)"')
ETAG = re.compile(rb'\r\netag: ("[^"]+")', re.IGNORECASE)

heard: dict[str, list[float]] = defaultdict(list)


class Board:
    """One board that nobody looks at."""

    def __init__(self, url: str, cookie: str) -> None:
        """Know the server, and what names the board."""
        self.host, self.port = urlsplit(url).hostname or "", urlsplit(url).port or 80
        self.cookie, self.etag, self.shown = cookie, b"", ""
        self.nudged = asyncio.Event()

    async def fetch(self) -> None:
        """Get what is on the board, if it is not what was there before."""
        reader, writer = await asyncio.open_connection(self.host, self.port)
        lines = [b"GET /boards/1/screen HTTP/1.1", f"Host: {self.host}:{self.port}".encode(), b"Connection: close"]
        lines += [b"If-None-Match: " + self.etag] if self.etag else []
        writer.write(b"\r\n".join(lines) + b"\r\n\r\n")
        answer = await reader.read(-1)
        writer.close()
        found, first = ETAG.search(answer), FIRST.search(answer)
        self.etag = found[1] if found else self.etag
        if first and first[1].decode() != self.shown:
            self.shown = first[1].decode()
            heard[self.shown].append(time.time())  # noqa: TID251  two processes compare their wall clocks

    async def listen(self, opened: asyncio.Semaphore) -> None:
        """Stay connected, and note each nudge."""
        async with opened:
            address = f"ws://{self.host}:{self.port}/socket.io/?EIO=4&transport=websocket"
            socket = await AioClient.connect(address, headers={"Cookie": self.cookie})
            await socket.receive()
            await socket.send("40")
        while True:
            message = await socket.receive()
            if message == "2":
                await socket.send("3")
            elif str(message).startswith("42"):
                self.nudged.set()

    async def live(self, opened: asyncio.Semaphore) -> None:
        """Fetch after each nudge and with each poll, for ever."""
        listening = asyncio.ensure_future(self.listen(opened))
        listening.add_done_callback(_tell)
        await asyncio.sleep(random.random() * POLL)  # noqa: S311  spreads the polls
        while True:
            try:
                await self.fetch()
            except OSError as error:
                print(error, file=sys.stderr)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.nudged.wait(), POLL)
            self.nudged.clear()


def _tell(task: asyncio.Future[None]) -> None:
    if not task.cancelled():
        print(f"a socket ended: {task.exception()!r}", file=sys.stderr)


async def main(url: str, count: int, cookie: str) -> None:
    """Run until the input ends."""
    opened = asyncio.Semaphore(20)
    boards = [asyncio.ensure_future(Board(url, cookie).live(opened)) for _ in range(count)]
    await asyncio.sleep(POLL + count / 50)
    print("ready", flush=True)
    await asyncio.to_thread(sys.stdin.read)
    print(json.dumps(heard), flush=True)
    for board in boards:
        board.cancel()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), sys.argv[3]))
