"""What every test may ask for."""

from hypothesis import settings

# How long one example takes says more of the machine's load than of the code.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

pytest_plugins = ["tests.support.plugin", "tests.support.clinic", "tests.support.pages", "tests.support.programs"]
