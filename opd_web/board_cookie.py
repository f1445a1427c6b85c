"""The cookies of boards: the token of a paired TV, and which board a browser looks at, signed so that it stays that."""

from itsdangerous import BadSignature, URLSafeSerializer

NAME = "opd_board"
TV = "opd_tv"


def seal(board_id: int, secret_key: str) -> str:
    """Give the cookie's value for a board."""
    return _serializer(secret_key).dumps(board_id)


def read(value: str | None, secret_key: str) -> int | None:
    """Give the board that the cookie names, or None where there is none or it was not made here."""
    try:
        board_id = _serializer(secret_key).loads(value or "")
    except BadSignature:
        return None
    return board_id if isinstance(board_id, int) else None


def _serializer(secret_key: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret_key, salt="board")
