"""Which history this node has read, remembered between its lives, and what follows when a journal shows another.

Law 1: a node notes how far it has folded, as a position (epoch, seq, chain). A journal that does not contain what was
noted has lost its tail or was replaced: somebody put an older copy back, a database failed over.
Law 2: evidence is only what this node folded itself: its mark, its snapshot, the state it had. Never a page's word: a
position is easily made up, and whoever holds a link could make everybody reload.
Law 3: the epoch begun is the one after that of the evidence. Of two nodes that see the same fork one begins it, and the
other finds it begun; a node that comes back later with older evidence begins nothing.
"""

from collections.abc import Iterable
from typing import Any, Protocol

from server.live.spine import Spine
from server.wire.frames import Position

NOTE_EVERY_S = 1.0
"""How often marks are written. An older copy that is younger than the mark is recognised by returning pages alone:
they begin anew, and offer what they kept."""

HOUSE = "house"


class Mark(Protocol):
    """What this node remembers of one journal; app.py picks where."""

    def read(self) -> Position | None:
        """What was noted last, if anything was. Blocks: call it off the loop."""
        ...

    def note(self, position: Position) -> None:
        """Remember the position. May be lost with the power: then an older one, or none, is read. Blocks."""
        ...


def epoch_to_begin(spine: Spine[Any], evidence: Iterable[Position | None]) -> int | None:
    """The epoch that the folded journal lacks, when it does not contain some of the evidence; None: all is well."""
    if spine.broken is not None:
        return None
    missing = [one.epoch for one in evidence if one is not None and not spine.contains(one)]
    epoch = max(missing, default=0) + 1
    return epoch if missing and epoch > spine.state.epoch else None
