"""The HTTP API under /api/v1: for programs, by key, over the same services and permissions as the pages."""

from flask import Flask

from opd_web.api import (
    cors,
    departments,
    docs,
    doctors,
    identity,
    limits,
    paths,
    patients,
    problems,
    reports,
    simulations,
    slots,
    steps,
    tokens,
)
from opd_web.api.description import complete, describe
from opd_web.api.paths import V1

BLUEPRINTS = (
    departments.calls,
    doctors.calls,
    patients.calls,
    slots.calls,
    tokens.calls,
    steps.calls,
    reports.calls,
    simulations.calls,
)

for _blueprint in BLUEPRINTS:
    problems.cover(_blueprint)


def register(app: Flask) -> None:
    """Give the application its API; after the pages, whose cross-site guard is not for programs."""
    paths.register(app)
    cors.register(app)
    problems.register(app)
    identity.register(app)
    limits.register(app)
    identity.guard(app)
    api = describe(app)
    for blueprint in BLUEPRINTS:
        # A key is never sent by a browser on its own, as a cookie is.
        app.extensions["csrf"].exempt(blueprint)
        api.register_blueprint(blueprint, url_prefix=V1)
    docs.keep(app, complete(api))
