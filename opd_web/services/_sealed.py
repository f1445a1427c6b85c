"""A short secret that stands in the database only as who has the product's own key can read it."""

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

PURPOSE = b"opd: secrets of the second step"


def seal(plain: bytes, key: str) -> str:
    """Encrypt, with a mark that shows any change. The key never stands in the database."""
    return _fernet(key).encrypt(plain).decode()


def unseal(sealed: str, key: str) -> bytes | None:
    """Give what was sealed, None where it was changed or sealed with another key."""
    try:
        return _fernet(key).decrypt(sealed.encode())
    except InvalidToken:
        return None


def _fernet(key: str) -> Fernet:
    derived = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=PURPOSE).derive(key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
