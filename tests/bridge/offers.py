"""The offer of a page in Chromium 156, as it came, and how to spoil it."""

from pathlib import Path

CHROMIUM = (Path(__file__).parent / "vectors" / "chromium-156.sdp").read_bytes().decode()


def edited(old: str, new: str) -> str:
    """The offer with every `old` replaced."""
    assert old in CHROMIUM
    return CHROMIUM.replace(old, new)
