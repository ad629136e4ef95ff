"""Rows that carry the vault's keys become rows that carry words."""

from server.live.tables import Names, Row


def subjects_in(row: Row, *cells: int) -> list[bytes]:
    """The vault's keys among these cells."""
    return [row[cell] for cell in cells if cell < len(row) and isinstance(row[cell], bytes) and row[cell]]


def named(row: Row, names: Names, *cells: int) -> Row:
    """The row with the name of a person where her key stood; "" when it has been erased."""
    worded = list(row)
    for cell in cells:
        if cell < len(row) and isinstance(row[cell], bytes):
            worded[cell] = (*names.get(row[cell], ())[1:2], "")[0]
    return worded
