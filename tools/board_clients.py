"""Many boards in one process, as a browser's page behaves: a socket that brings what is new, a slow poll.

`python -m tools.board_clients URL COUNT COOKIE` prints `ready` when every socket is open, and at the end of its input a
line of JSON: for each number, when each board had it.
"""

import asyncio
import base64
import contextlib
import gzip
import json
import random
import re
import sys
import time
from collections import defaultdict
from urllib.parse import urlsplit

from simple_websocket import AioClient

POLL = 5.0
NUMBER = re.compile(rb'data-number="([^"]+)"')
ETAG = re.compile(rb'\r\netag: (W/"[^"]+")', re.IGNORECASE)

heard: dict[str, list[float]] = defaultdict(list)


class Board:
    """One board that nobody looks at."""

    def __init__(self, url: str, cookie: str) -> None:
        """Know the server, and what names the board."""
        self.host, self.port = urlsplit(url).hostname or "", urlsplit(url).port or 80
        self.cookie, self.etag = cookie, b""
        self.shown: set[bytes] = set()
        self.nudged, self.joined = asyncio.Event(), asyncio.Event()

    async def fetch(self) -> None:
        """Get what is on the board, if it is not what was there before."""
        reader, writer = await asyncio.open_connection(self.host, self.port)
        lines = [b"GET /boards/1/screen HTTP/1.1", f"Host: {self.host}:{self.port}".encode()]
        lines += [b"Connection: close", b"Accept-Encoding: gzip"]
        lines += [b"If-None-Match: " + self.etag] if self.etag else []
        writer.write(b"\r\n".join(lines) + b"\r\n\r\n")
        answer = await reader.read(-1)
        writer.close()
        head, _, body = answer.partition(b"\r\n\r\n")
        found = ETAG.search(head)
        self.etag = found[1] if found else self.etag
        self.show(body)

    def show(self, packed: bytes) -> None:
        """Note the numbers that were not there before."""
        numbers = set(NUMBER.findall(gzip.decompress(packed)))
        for number in numbers - self.shown:
            heard[number.decode()].append(time.time())  # noqa: TID251  two processes compare their wall clocks
        self.shown |= numbers

    async def listen(self, opened: asyncio.Semaphore) -> None:
        """Stay connected, and note each nudge."""
        async with opened:
            address = f"ws://{self.host}:{self.port}/socket.io/?EIO=4&transport=websocket"
            socket = await AioClient.connect(address, headers={"Cookie": self.cookie})
            # Not after the server's greeting: one that comes together with the handshake is seen with what comes next.
            await socket.send("40")
            while not self.joined.is_set():
                await self.hear(socket)
        while True:
            await self.hear(socket)

    async def hear(self, socket: AioClient) -> None:
        """Do what the next message of the server asks for."""
        message = str(await socket.receive())
        if message == "2":
            await socket.send("3")
        elif message.startswith("40"):
            self.joined.set()
        elif message.startswith('42["screen"'):
            _, sent = json.loads(message[2:])
            self.etag = sent["etag"].encode()
            self.show(base64.b64decode(sent["packed"]))
        elif message.startswith("42"):
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
    boards = [Board(url, cookie) for _ in range(count)]
    tasks = [asyncio.ensure_future(board.live(opened)) for board in boards]
    await asyncio.gather(asyncio.sleep(POLL), *(board.joined.wait() for board in boards))
    print("ready", flush=True)
    await asyncio.to_thread(sys.stdin.read)
    print(json.dumps(heard), flush=True)
    for task in tasks:
        task.cancel()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), sys.argv[3]))
