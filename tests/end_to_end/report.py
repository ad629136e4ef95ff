"""A downloaded report, read by another program than the one that wrote it."""

from pathlib import Path

from python_calamine import CalamineWorkbook


class Report:
    """The first sheet of one XLSX file: its header, and its rows by what stands in their cells."""

    def __init__(self, path: Path) -> None:
        rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
        header = next(number for number, row in enumerate(rows) if sum(bool(cell) for cell in row) > 4)
        self.columns = [str(cell) for cell in rows[header]]
        self.rows = [dict(zip(self.columns, row, strict=False)) for row in rows[header + 1 :]]

    def row(self, words: str) -> dict[str, object]:
        """The one row in which a cell holds `words`."""
        found = [row for row in self.rows if any(words in str(cell) for cell in row.values())]
        assert len(found) == 1, f"{words!r} stands in {len(found)} rows of {self.rows}"
        return found[0]
