"""Plausible names for the demo's people: Kinh, Ê Đê, Gia Rai and others who live there. Nobody real.

Rule: only `random()` of a seeded generator is used: its values are the same on every Python version and
under every PYTHONHASHSEED.
"""

from collections.abc import Sequence
from random import Random
from typing import TypeVar

Thing = TypeVar("Thing")


def one_of(chance: Random, things: Sequence[Thing]) -> Thing:
    return things[int(chance.random() * len(things))]


def _words(text: str) -> list[str]:
    """One name a word; the commoner ones stand there more often."""
    return text.split()


_FAMILIES = _words(
    "Nguyễn Nguyễn Nguyễn Nguyễn Nguyễn Nguyễn Nguyễn Trần Trần Trần Lê Lê Lê Phạm Phạm Huỳnh Huỳnh Phan Phan Võ Võ "
    "Đặng Bùi Đỗ Hồ Ngô Dương Lý Đinh Trương Đoàn Lương Mai Cao Tô Thái Hà Châu Văn Lâm Trịnh Đào Vũ Vũ Hoàng Hoàng"
)
_MEN_MIDDLE = _words(
    "Văn Văn Văn Đình Quang Minh Đức Hữu Công Xuân Thanh Ngọc Quốc Trọng Thành Anh Duy Tấn Bá Hoàng"
)
_WOMEN_MIDDLE = _words("Thị Thị Thị Thị Ngọc Thanh Kim Minh Thu Bích Hồng Mỹ Phương Diễm Thùy Khánh")
_MEN = _words(
    "Hùng Dũng Cường Tuấn Sơn Hải Nam Long Thắng Bình Phúc Lộc Tài Đạt Khoa Nghĩa Tín Trung Kiên Hiếu Tâm Vinh "
    "Quân Lâm Phong Thịnh Toàn Tùng Hòa An Bảo Bích Châu Chiến Danh Đông Giang Hậu Huy Khánh Khôi Lực Mạnh Nhân Phát "
    "Quý Sang Tân Thái Thiện Tiến Trí Trường Tú Viễn Việt Vũ Vương Xuân"
)
_WOMEN = _words(
    "Hoa Lan Hương Hằng Hạnh Hiền Thảo Trang Linh Mai Nga Ngọc Nhung Oanh Phượng Phương Quyên Tâm Thanh Thủy Thúy "
    "Trâm Tuyết Vân Xuân Yến Ánh Bích Chi Cúc Diệu Dung Đào Giang Hà Hân Hòa Huệ Khuê Kiều Liên Loan Ly Lý My Mỹ Ngân "
    "Nguyệt Nhàn Như Quỳnh Sương Thắm Thoa Thư Tiên Trinh Uyên Vi"
)
_EDE_MEN = _words(
    "Thanh Bhăm Nguyên Blim Thoan Krang Bliu Wăn Djoan Hăn Khương Sĩ Nhuân Suôn Tlam Bhiông Dhăm Kiên Lâm Phôn Rit "
    "Siêk Tuân Yang Jôn Ngôn Quân Luin"
)
_EDE_WOMEN = _words(
    "Hoa Yar Lina Bia Duyên Hương Linh Mai Nga Ngân Nguyệt Nhi Rin Sen Thủy Trang Yêm Wiên Blă Djŏ Loan Ruê Chi Diễm "
    "Kim Luin Nhung Mlô"
)
_EDE_CLANS = (
    "Niê", "Niê", "Niê", "Mlô", "Mlô", "Êban", "Êban", "Êñuôl", "Kbuôr", "Ayun", "Ksơr", "Byă", "Byă", "Knul",
    "Hmok", "Hđơk", "Kpă", "Niê Kdăm", "Niê Siêng", "Buôn Yă", "Buôn Krông", "Bkrông", "Hwing", "Rchăm", "Adrơng",
)  # fmt: skip
_JARAI_CLANS = ("Ksor", "Siu", "Kpă", "Nay", "Rơ Châm", "Rah Lan", "Rcom", "Rmah", "Kpuih", "Hiao", "Alê")
_JARAI_MEN = ("Blê", "Tuân", "Phước", "Thìn", "Khuin", "Lêng", "Mrơi", "Đức", "Hyưng", "Alơ", "Nhan", "Krơm")
_JARAI_WOMEN = ("H'Bia", "H'Wan", "H'Lan", "H'Nhung", "H'Yôn", "H'Ben", "H'Chuin", "H'Pyi", "H'Nga", "H'Luyn")
_NORTHERN = (
    "Nông Văn Thắng", "Nông Thị Hòa", "Hoàng Văn Páo", "Lý Thị Mỷ", "Sùng A Páo", "Giàng Thị Dợ", "Vàng A Chứ",
    "Triệu Văn Kinh", "Bế Thị Hường", "Lục Văn Thành", "Vi Thị Nhàn", "Hứa Văn Định", "La Văn Tý", "Mông Thị Thơm",
)  # fmt: skip


def person_name(chance: Random, minority_percent: int) -> str:
    """A name; so many in a hundred are of the highlands' own peoples, a few of those who moved there."""
    draw = chance.random() * 100
    woman = chance.random() < 0.46
    if draw < minority_percent * 0.75:
        return _ede(chance, woman)
    if draw < minority_percent:
        return f"{one_of(chance, _JARAI_CLANS)} {one_of(chance, _JARAI_WOMEN if woman else _JARAI_MEN)}"
    if draw < minority_percent * 1.15:
        return one_of(chance, _NORTHERN)
    return _kinh(chance, woman)


def _ede(chance: Random, woman: bool) -> str:
    given, clan = one_of(chance, _EDE_WOMEN if woman else _EDE_MEN), one_of(chance, _EDE_CLANS)
    return f"H'{given} {clan}" if woman else f"Y {given} {clan}"


def _kinh(chance: Random, woman: bool) -> str:
    family = one_of(chance, _FAMILIES)
    middle = one_of(chance, _WOMEN_MIDDLE if woman else _MEN_MIDDLE)
    given = one_of(chance, _WOMEN if woman else _MEN)
    if given == middle:
        given = "Lan" if woman else "Hùng"
    if chance.random() < 0.12:
        second = one_of(chance, _WOMEN_MIDDLE[4:] if woman else _MEN_MIDDLE[3:])
        middle = middle if second in (middle, given) else f"{middle} {second}"
    return f"{family} {middle} {given}"
