"""A detached signature over bytes. The only signer here is simulated; banks sign with SM2 and certificates."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field
from typing import Protocol

from egret.core.banking.faults import BadMessage, Code, Fault


class Signer(Protocol):
    @property
    def algorithm(self) -> str: ...

    def sign(self, data: bytes) -> str:
        """The signature as text."""

    def holds(self, data: bytes, signature: str) -> bool: ...


@dataclass(frozen=True, slots=True)
class Signed:
    """Bytes as they travel, with the signature beside them."""

    data: bytes
    algorithm: str
    signature: str


@dataclass(frozen=True, slots=True)
class SharedSecret:
    """Simulated: both sides know the secret, so it proves nothing to a third."""

    secret: bytes = field(repr=False)
    algorithm: str = "simulated-hmac-sha256"

    def sign(self, data: bytes) -> str:
        return hmac.new(self.secret, data, hashlib.sha256).hexdigest()

    def holds(self, data: bytes, signature: str) -> bool:
        return hmac.compare_digest(self.sign(data).encode(), signature.encode("utf-8", "replace"))


def seal(data: bytes, signer: Signer) -> Signed:
    return Signed(data, signer.algorithm, signer.sign(data))


def opened(signed: Signed, signer: Signer) -> bytes:
    """The bytes, if the signature is right; raises BadMessage, and nothing of them has been read."""
    if signed.algorithm != signer.algorithm:
        raise BadMessage(Fault("signature", Code.SIGNATURE, signed.algorithm, signer.algorithm))
    if not signer.holds(signed.data, signed.signature):
        raise BadMessage(Fault("signature", Code.SIGNATURE))
    return signed.data


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
