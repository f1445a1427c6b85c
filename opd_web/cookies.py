"""Names of cookies: over https they carry the prefix with which a browser keeps them to this host and to https."""

from flask import Flask, request
from flask.sessions import SecureCookieSessionInterface


def name(plain: str) -> str:
    """Give the name of a cookie as this request's connection allows; a network without https must still sign in."""
    return f"__Host-{plain}" if request.is_secure else plain


class Sessions(SecureCookieSessionInterface):
    """Flask's sessions, whose cookie is safe over https and works without."""

    def get_cookie_name(self, app: Flask) -> str:
        """Give the name."""
        return name(super().get_cookie_name(app))

    def get_cookie_secure(self, app: Flask) -> bool:  # noqa: ARG002  # the name is Flask's
        """Keep the cookie to https where the request came so."""
        return request.is_secure
