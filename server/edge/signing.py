"""The server's Ed25519 key, and whether a signature is somebody's (RFC 8032): join tickets, and both ends of a link."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey


class Signer:
    """One private key, from the 32 bytes of keys/media.key."""

    def __init__(self, seed: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.public = self._key.public_key().public_bytes_raw()

    def sign(self, said: bytes) -> bytes:
        return self._key.sign(said)


def is_signed(said: bytes, signature: bytes, public: bytes) -> bool:
    """Whether the holder of `public` signed exactly this."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, said)
    except (InvalidSignature, ValueError):
        return False
    return True
