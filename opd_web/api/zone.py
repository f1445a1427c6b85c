"""The facility's time zone, read once for each request."""

from zoneinfo import ZoneInfo

from flask import g

from opd_web.services import views


def facility_zone() -> ZoneInfo:
    """Give the zone that times are written in."""
    if "api_zone" not in g:
        g.api_zone = views.zone()
    zone: ZoneInfo = g.api_zone
    return zone
