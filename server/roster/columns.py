"""Which column holds what: header rows recognised in Vietnamese or English, with or without diacritics.

A header cell is compared after `fold`: no diacritics, lower case, no stars, no bracketed remarks. Columns
nobody knows are left out and named in the preview; their order is free.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

HEADER_WITHIN_ROWS = 30
"""Official lists begin with the office's letterhead; their header stood within the first 15 rows."""

_REMARK = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_NOT_WORD = re.compile(r"[^0-9a-z]+")


@lru_cache(maxsize=65_536)
def fold(text: str) -> str:
    """Text for comparing: "Điểm cầu *" and "diem cau" give the same."""
    plain = unicodedata.normalize("NFKD", text.lower().replace("đ", "d"))
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return _NOT_WORD.sub(" ", plain).strip()


def header_of(text: str) -> str:
    """`fold` of a header cell without its bracketed remark ("Sức chứa (người)")."""
    return fold(_REMARK.sub(" ", text))


class Columns(NamedTuple):
    """One kind of sheet: the folded names each field answers to, and the fields it cannot do without."""

    names: Mapping[str, tuple[str, ...]]
    needed: tuple[tuple[str, ...], ...]
    """Each group: one of its fields must be there."""
    titles: Mapping[str, str]
    """What the field is called when it is asked for."""


UNITS = Columns(
    names={
        "code": ("ma don vi", "ma", "ma dv", "unit code", "code"),
        "name": ("ten don vi", "don vi", "ten", "unit name", "unit", "name"),
        "parent": (
            "ma don vi cap tren",
            "don vi cap tren",
            "cap tren",
            "truc thuoc",
            "don vi cha",
            "parent code",
            "parent unit",
            "parent",
        ),
        "level": ("cap", "loai", "level"),
    },
    needed=(("code",), ("name",)),
    titles={"code": "Mã đơn vị", "name": "Tên đơn vị"},
)

POINTS = Columns(
    names={
        "code": ("ma diem cau", "ma", "ma dc", "point code", "code"),
        "name": ("ten diem cau", "diem cau", "ten", "point name", "point", "name"),
        "unit": ("ma don vi", "don vi", "ma dv", "unit code", "unit"),
        "carrier": ("duong truyen", "hinh thuc ket noi", "carrier"),
        "capacity": ("suc chua", "so cho", "so ghe", "capacity", "seats"),
        "address": ("dia chi", "dia diem", "address"),
        "chair": ("chu tri", "nguoi chu tri", "phu trach", "chair"),
        "phone": ("dien thoai", "so dien thoai", "sdt", "dt", "phone", "telephone"),
        "operators": ("can bo diem cau", "can bo truc", "can bo ky thuat", "operators", "operator"),
    },
    needed=(("code",), ("name",), ("unit",)),
    titles={"code": "Mã điểm cầu", "name": "Tên điểm cầu", "unit": "Mã đơn vị"},
)

_PERSON_NAMES: Mapping[str, tuple[str, ...]] = {
    "code": ("ma dai bieu", "ma", "ma so", "so the", "ma the", "person code", "code", "id"),
    "name": ("ho va ten", "ho ten", "ten dai bieu", "dai bieu", "full name", "person name", "name"),
    "family": ("ho", "ho dem", "ho va dem", "ho va ten dem", "ho va chu dem", "family name", "last name"),
    "given": ("ten", "ten rieng", "given name", "first name"),
    "post": ("chuc vu", "chuc danh", "chuc vu don vi cong tac", "post", "position", "title"),
    "unit": ("ma don vi", "ma dv", "unit code"),
    "unit_name": ("don vi", "ten don vi", "don vi cong tac", "co quan", "to chuc", "unit", "unit name"),
    "point": ("ma diem cau", "ma dc", "point code"),
    "point_name": ("diem cau", "ten diem cau", "noi du", "point", "point name"),
    "point_unit": ("don vi cua diem cau", "don vi diem cau", "point unit"),
    "phone": ("dien thoai", "so dien thoai", "sdt", "dt", "phone", "telephone"),
    "sessions": ("phien", "buoi", "cac phien", "du phien", "sessions", "session"),
}

PEOPLE = Columns(
    names=_PERSON_NAMES,
    needed=(("name", "given"), ("unit", "unit_name"), ("point", "point_name")),
    titles={
        "name": "Họ và tên",
        "given": "Tên",
        "unit": "Mã đơn vị",
        "unit_name": "Đơn vị",
        "point": "Mã điểm cầu",
        "point_name": "Điểm cầu",
    },
)


class Header(NamedTuple):
    """Where the header stands and which column holds which field."""

    last_row: int
    """Rows from 1; the first row of people is after it (an English sub-header belongs to the header)."""
    column: Mapping[str, int]
    ignored: tuple[str, ...]


def match(cells: Sequence[str], columns: Columns) -> dict[str, int] | None:
    """Field -> column, if this row is a header of such a sheet."""
    folded = [header_of(cell) for cell in cells]
    found: dict[str, int] = {}
    for field, names in columns.names.items():
        for name in names:
            if name in folded and folded.index(name) not in found.values():
                found[field] = folded.index(name)
                break
    if all(any(field in found for field in group) for group in columns.needed):
        return found
    return None


def find_header(rows: Sequence[Sequence[str]], columns: Columns) -> Header | None:
    """The header among the first rows of a sheet; a second header row right below it belongs to it."""
    for index, cells in enumerate(rows[:HEADER_WITHIN_ROWS]):
        if (found := match(cells, columns)) is None:
            continue
        below = rows[index + 1] if index + 1 < len(rows) else ()
        last = index + 2 if match(below, columns) else index + 1
        ignored = tuple(
            cell
            for at, cell in enumerate(cells)
            if cell and at not in found.values() and not _is_number_column(cell)
        )
        return Header(last, found, ignored)
    return None


def _is_number_column(cell: str) -> bool:
    return header_of(cell) in ("stt", "tt", "no", "so tt", "so thu tu")


def wanted(columns: Columns) -> str:
    """The needed columns in words, for the message that asks for them."""
    return ", ".join(" / ".join(columns.titles[field] for field in group) for group in columns.needed)
