"""Which parts of which slot really arrive: read from the counts of tracks, looked at a few times a second. Pure."""

from collections.abc import Callable
from typing import Any

from bridge.stage import PARTS, Part, PeerId, Slot

STILL_S = 3.0
"""A part whose count did not grow for so long has stopped; a still slide is sent every second."""


class Flowing:
    """What flows now. Owned by the link; asked with the time, it keeps no clock."""

    def __init__(self) -> None:
        self._publishing: dict[tuple[PeerId, Slot], frozenset[Part]] = {}
        """Who sends for a slot with the right to it -> the parts told last."""
        self._counts: dict[tuple[PeerId, Part], tuple[int, float]] = {}
        """Packets seen of a part, and when that last grew."""

    def begin(self, peer: PeerId, slot: Slot) -> None:
        self._publishing.setdefault((peer, slot), frozenset())

    def end(self, peer: PeerId, slot: Slot) -> None:
        self._publishing.pop((peer, slot), None)

    def forget(self, peer: PeerId) -> None:
        self._publishing = {key: parts for key, parts in self._publishing.items() if key[0] != peer}
        self._counts = {key: count for key, count in self._counts.items() if key[0] != peer}

    def parts(self, peer: PeerId, slot: Slot) -> list[Part]:
        """The parts told last, in the order of Part."""
        told = self._publishing.get((peer, slot), frozenset())
        return [part for part in Part if part in told]

    def begin_anew(self) -> list[tuple[PeerId, Slot]]:
        """Everything that flows, to be told to who knows nothing yet."""
        return [key for key, parts in self._publishing.items() if parts]

    def look(
        self, stats: Callable[[PeerId], dict[str, Any] | None], now_s: float
    ) -> list[tuple[PeerId, Slot]]:
        """Whose parts are others than told last."""
        changed = []
        for (peer, slot), told in self._publishing.items():
            found = stats(peer)
            counted = found["publishes"] if found is not None else {}
            parts = frozenset(part for part in PARTS[slot] if self._grows(peer, part, counted, now_s))
            if parts != told:
                self._publishing[peer, slot] = parts
                changed.append((peer, slot))
        return changed

    def _grows(self, peer: PeerId, part: Part, counted: dict[str, Any], now_s: float) -> bool:
        count = counted.get(str(part), {}).get("received_count", 0)
        before, at_s = self._counts.get((peer, part), (0, -STILL_S))
        if count != before:
            self._counts[peer, part] = (count, now_s)
            return True
        return now_s - at_s < STILL_S
