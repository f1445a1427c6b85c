"""A bound on open sockets: each takes a thread of the web server for as long as it is open."""

import threading
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PATH = "/socket.io/"


class SocketCap:
    """Refuse a socket past the bound before it takes its place; the page then goes on by polling."""

    def __init__(self, application: "WSGIApplication", limit: int) -> None:
        """Stand before the application that serves the sockets."""
        self.application = application
        self.places = threading.BoundedSemaphore(limit)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Serve one request; one to a socket lasts as long as the socket."""
        if not environ.get("PATH_INFO", "").startswith(PATH):
            return self.application(environ, start_response)
        if not self.places.acquire(blocking=False):
            start_response("503 Service Unavailable", [("Content-Type", "text/plain"), ("Retry-After", "30")])
            return [b"too many open sockets\n"]
        try:
            return self.application(environ, start_response)
        finally:
            self.places.release()
