"""Where the API lies."""

PREFIX = "/api/"
V1 = "/api/v1"
