"""Socket.IO's messages between processes, through a Redis that may be dead or hang."""

import time
from typing import Any

import redis
from redis.exceptions import RedisError
from socketio import RedisManager

TIMEOUT = 0.5
PAUSE = 5.0


class BoundedRedisManager(RedisManager):  # type: ignore[misc]  # python-socketio brings no types
    """Publish within TIMEOUT seconds or not at all, and after a failure leave Redis alone for PAUSE seconds.

    Sockets of this process hear a message before it is published, so that one machine stays live without Redis.
    """

    def __init__(self, url: str) -> None:
        """Listen through python-socketio's own connection, publish through one with short time-outs."""
        super().__init__(url, redis_options={"socket_connect_timeout": 2})
        self._publisher = redis.Redis.from_url(url, socket_timeout=TIMEOUT, socket_connect_timeout=TIMEOUT)
        self._silent_until = 0.0

    def _publish(self, data: dict[str, Any]) -> None:
        if time.monotonic() < self._silent_until:
            return
        try:
            self._publisher.publish(self.channel, self.json.dumps(data))
        except RedisError as error:
            self._silent_until = time.monotonic() + PAUSE
            self._get_logger().error("Redis cannot be reached, other processes hear by polling: %s", error)
