"""What only we can read back: encrypted before it is kept, by a key made from SECRET_KEY.

What one of SECRET_KEY_FALLBACKS has encrypted is read as well, so that the key can be changed: docs/settings.md.
A purpose, such as whose secret it is, goes into the key: what was kept for one is of no use for another.
"""

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app


class NotDecrypted(ValueError):
    """Not encrypted by a key that is kept, or not for this purpose."""


def encrypt(words: str, *, purpose: str) -> str:
    """By the present key: 120 characters for a secret of 32."""
    return _keys_for(purpose).encrypt(words.encode()).decode()


def decrypt(kept: str, *, purpose: str) -> str:
    """Raises NotDecrypted."""
    try:
        return _keys_for(purpose).decrypt(kept).decode()
    except InvalidToken as error:
        raise NotDecrypted(purpose) from error


def _keys_for(purpose: str) -> MultiFernet:
    """The present key first: it encrypts."""
    keys = [str(current_app.config["SECRET_KEY"]), *(current_app.config["SECRET_KEY_FALLBACKS"] or [])]
    return MultiFernet([Fernet(_derived(key, purpose)) for key in keys])


def _derived(key: str, purpose: str) -> bytes:
    made = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"encryption {purpose}".encode())
    return urlsafe_b64encode(made.derive(key.encode()))
