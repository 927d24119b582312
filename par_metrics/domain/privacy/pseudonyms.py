"""Pseudonyms: the same person is the same text, and nobody without the key can tell who."""

import hashlib
import hmac
import unicodedata
from collections.abc import Callable

from par_metrics.errors import SettingsError
from schemas import Label

SHORTEST_KEY = 16


def pseudonym(key: bytes) -> Callable[[str], str]:
    """A function from a personal value to its pseudonym: 16 hexadecimal digits of HMAC-SHA-256.

    The same value gives the same pseudonym under one key; without the key nobody can test a
    guess. Spaces around the value and the Unicode form do not matter.

    Raises:
        SettingsError: the key is shorter than 16 bytes.
    """
    if len(key) < SHORTEST_KEY:
        raise SettingsError(
            Label(
                f"khóa bí danh phải dài ít nhất {SHORTEST_KEY} byte",
                f"the pseudonym key must be at least {SHORTEST_KEY} bytes long",
            )
        )

    def of(value: str) -> str:
        text = unicodedata.normalize("NFC", value.strip()).encode()
        return hmac.new(key, text, hashlib.sha256).hexdigest()[:16]

    return of
