"""Resume codes: 80 random bits that people can read to each other."""

from __future__ import annotations

import hashlib
import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH, GROUP = 16, 4
_MISREAD = str.maketrans("OIL", "011")


def folded(typed: str) -> str | None:
    """The code's 16 characters, however it was typed; None when it can be none."""
    text = unicodedata.normalize("NFKC", typed[:80]).upper().translate(_MISREAD)
    code = "".join(one for one in text if one not in "-–—_ \t")
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else None


def grouped(code: str) -> str:
    """`0123-4567-89AB-CDEF`."""
    return "-".join(code[at : at + GROUP] for at in range(0, LENGTH, GROUP))


def sha_of(code: str) -> str:
    """A code holds more randomness than anybody can try, so its plain hash gives nothing away."""
    return hashlib.sha256(code.encode()).hexdigest()
