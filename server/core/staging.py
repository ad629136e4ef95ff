"""An import on its way in: what came so far under one import id, apart from the conference until it is committed.

Nodes that are new get the numbers they will have: nothing else adds nodes, and another import discards this one.
"""

from array import array

from server.core.ids import ImportId


class Stage:
    """Owned by State; replaced by the first entry of another import, emptied by ImportCommitted."""

    STATE = ("import_id", "units", "points", "rows", "unit_numbers", "point_numbers", "next_node", "run_unit",
             "run_point", "run_mask", "run_count", "base_first", "base_ids", "people")  # fmt: skip

    def __init__(self, import_id: ImportId, next_node: int) -> None:
        self.import_id = import_id
        self.units = 0
        self.points = 0
        """Rows seen, new or changed: what ImportCommitted must agree with."""
        self.rows: list[list[object]] = []
        """In order: [node, parent, code, name, level], or [… name, carrier, capacity, address, contact] of a point."""
        self.unit_numbers: dict[str, int] = {}
        self.point_numbers: dict[str, int] = {}
        """Every code of this import -> its node, known before or not."""
        self.next_node = next_node
        self.run_unit = array("i")
        self.run_point = array("i")
        self.run_mask = bytearray()
        self.run_count = array("I")
        self.base_first = array("I")
        self.base_ids = bytearray()
        self.people = 0

    def reindex(self) -> None:
        """Nothing is derived from the rest."""
