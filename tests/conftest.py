"""What every test may ask for."""

pytest_plugins = ["tests.support.plugin", "tests.support.clinic", "tests.support.pages", "tests.support.programs"]
