"""The program that gunicorn and `flask --app wsgi` start, from the environment."""

import sys

from opd_web.app import create_app
from opd_web.config import InvalidSettings, from_environment

try:
    app = create_app(from_environment())
except InvalidSettings as problem:
    sys.exit(f"This setting cannot be used. {problem}")
