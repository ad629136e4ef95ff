"""A topic as a watcher holds it: the twin of web_client/src/tables, pure.

Rule: applying every ROWS frame of a topic in order gives the same rows as a fresh load at the same
position (HOUSE: "rows after any history == a fresh load").
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

Key = int | str


@dataclass
class Table:
    """The rows of one watched topic. Owned by whoever watches; kept over a lost link, for resuming."""

    topic: str
    position: tuple[Any, ...] | None = None
    """Sent with WATCH to get only what is newer; None: everything."""
    as_of_ms: int = 0
    rows: dict[Key, Sequence[Any]] = field(default_factory=dict)

    def apply(self, frame: Sequence[Any]) -> None:
        """Takes one decoded ROWS frame: [12, topic, position, as_of_ms, reset, rows, gone]."""
        number, topic, position, as_of_ms, reset, rows, gone = frame
        if number != 12 or topic != self.topic:
            raise ValueError(f"not a ROWS frame of {self.topic}")
        if reset:
            self.rows.clear()
        for row in rows:
            self.rows[row[0]] = row
        for key in gone:
            self.rows.pop(key, None)
        self.position = tuple(position)
        self.as_of_ms = as_of_ms
