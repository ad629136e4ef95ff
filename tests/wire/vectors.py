"""The vectors both languages read (tests/vectors), as Python values."""

import json
from pathlib import Path
from typing import Any, NamedTuple

VECTORS = Path(__file__).parent.parent / "vectors"


class Vector(NamedTuple):
    """One frame: its name, its bytes, and the same as plain values."""

    name: str
    encoded: bytes
    value: list[Any]


class Broken(NamedTuple):
    """Bytes a client must not send, and the close code they earn."""

    why: str
    encoded: bytes
    close: int


def plain(value: Any) -> Any:
    """JSON with {"bin": hex} as MessagePack would give it."""
    if isinstance(value, list):
        return [plain(item) for item in value]
    return bytes.fromhex(value["bin"]) if isinstance(value, dict) else value


def _vectors(part: str) -> list[Vector]:
    return [Vector(one["name"], bytes.fromhex(one["hex"]), plain(one["value"])) for one in _FRAMES[part]]


_FRAMES: dict[str, Any] = json.loads((VECTORS / "frames.json").read_text(encoding="utf-8"))

CLIENT = _vectors("client")
COMMAND_VECTORS = _vectors("commands")
SERVER = _vectors("server")
COMMANDS: dict[str, list[Any]] = {one.name: one.value for one in COMMAND_VECTORS}
BAD = [
    Broken(one["why"], bytes.fromhex(one["hex"]).ljust(one.get("pad_to", 0), b"\0"), one["close"])
    for one in _FRAMES["bad"]
]
TABLES: list[dict[str, Any]] = json.loads((VECTORS / "tables.json").read_text(encoding="utf-8"))["cases"]
