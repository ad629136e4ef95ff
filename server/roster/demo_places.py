"""The demo's places: the province Đắk Lắk as it stands since 1 July 2025 (merged with Phú Yên), 102 communes and
wards by their real names. Written by hand from the resolution that made them; the codes are our own, in the
order of this table, and say nothing outside the demo.
"""

from typing import NamedTuple

PROVINCE = "Tỉnh Đắk Lắk"


class Commune(NamedTuple):
    level: str
    """"Xã" or "Phường"."""
    name: str
    minority_percent: int
    """How many of its people the demo gives a name of the highlands' own peoples."""

    @property
    def full_name(self) -> str:
        return f"{self.level} {self.name}"


_CITY = """
Phường Buôn Ma Thuột, Phường Tân An, Phường Tân Lập, Phường Thành Nhất, Phường Ea Kao, Phường Buôn Hồ,
Phường Cư Bao, Xã Hòa Phú
"""
_HIGHLANDS = """
Xã Ea Drông, Xã Ea Súp, Xã Ea Rốk, Xã Ea Bung, Xã Ia Rvê, Xã Ia Lốp, Xã Ea Wer, Xã Ea Nuôl, Xã Buôn Đôn,
Xã Ea Kiết, Xã Ea M’Droh, Xã Quảng Phú, Xã Cuôr Đăng, Xã Cư M’gar, Xã Ea Tul, Xã Pơng Drang, Xã Krông Búk,
Xã Cư Pơng, Xã Ea Khăl, Xã Ea Drăng, Xã Ea Wy, Xã Ea H’leo, Xã Ea Hiao, Xã Krông Năng, Xã Dliê Ya,
Xã Tam Giang, Xã Phú Xuân, Xã Krông Pắc, Xã Ea Knuếc, Xã Tân Tiến, Xã Ea Phê, Xã Ea Kly, Xã Vụ Bổn, Xã Ea Kar,
Xã Ea Ô, Xã Ea Knốp, Xã Cư Yang, Xã Ea Păl, Xã M’Drắk, Xã Ea Riêng, Xã Cư M’ta, Xã Krông Á, Xã Cư Prao,
Xã Ea Trang, Xã Hòa Sơn, Xã Dang Kang, Xã Krông Bông, Xã Yang Mao, Xã Cư Pui, Xã Liên Sơn Lắk, Xã Đắk Liêng,
Xã Nam Ka, Xã Đắk Phơi, Xã Krông Nô, Xã Ea Ning, Xã Dray Bhăng, Xã Ea Ktur, Xã Krông Ana, Xã Dur Kmăl, Xã Ea Na
"""
_COAST = """
Phường Tuy Hòa, Phường Phú Yên, Phường Bình Kiến, Phường Xuân Đài, Phường Sông Cầu, Phường Đông Hòa,
Phường Hòa Hiệp, Xã Xuân Thọ, Xã Xuân Cảnh, Xã Xuân Lộc, Xã Hòa Xuân, Xã Tuy An Bắc, Xã Tuy An Đông, Xã Ô Loan,
Xã Tuy An Nam, Xã Tuy An Tây, Xã Phú Hòa 1, Xã Phú Hòa 2, Xã Tây Hòa, Xã Hòa Thịnh, Xã Hòa Mỹ, Xã Sơn Thành
"""
_EASTERN_HILLS = """
Xã Sơn Hòa, Xã Vân Hòa, Xã Tây Sơn, Xã Suối Trai, Xã Ea Ly, Xã Ea Bá, Xã Đức Bình, Xã Sông Hinh, Xã Xuân Lãnh,
Xã Phú Mỡ, Xã Xuân Phước, Xã Đồng Xuân
"""


def _listed(table: str, minority_percent: int) -> list[Commune]:
    names = [name.strip() for name in table.replace("\n", " ").split(",")]
    pairs = (name.split(" ", 1) for name in names)
    return [Commune(level, own_name, minority_percent) for level, own_name in pairs]


COMMUNES: tuple[Commune, ...] = (
    *_listed(_CITY, 14),
    *_listed(_HIGHLANDS, 36),
    *_listed(_COAST, 1),
    *_listed(_EASTERN_HILLS, 30),
)

PROVINCE_POINTS: tuple[tuple[str, str, str], ...] = (
    ("Các cơ quan Đảng tỉnh", "Hội trường lớn Tỉnh ủy", "Phường Buôn Ma Thuột"),
    ("Khối Chính quyền tỉnh", "Hội trường UBND tỉnh", "Phường Buôn Ma Thuột"),
    ("Mặt trận, đoàn thể tỉnh", "Hội trường Mặt trận tỉnh", "Phường Tân Lập"),
    ("Công an tỉnh", "Hội trường Công an tỉnh", "Phường Buôn Ma Thuột"),
    ("Bộ Chỉ huy Quân sự tỉnh", "Hội trường Bộ Chỉ huy Quân sự tỉnh", "Phường Tân An"),
    ("Sở Giáo dục và Đào tạo", "Hội trường Sở Giáo dục và Đào tạo", "Phường Tân Lập"),
    ("Sở Y tế", "Hội trường Sở Y tế", "Phường Tân An"),
    ("Trường Chính trị tỉnh", "Hội trường Trường Chính trị tỉnh", "Phường Thành Nhất"),
    ("Trường Đại học Tây Nguyên", "Nhà đa năng Trường Đại học Tây Nguyên", "Phường Ea Kao"),
    ("Trường Đại học Phú Yên", "Hội trường Trường Đại học Phú Yên", "Phường Tuy Hòa"),
    ("Bệnh viện Đa khoa vùng Tây Nguyên", "Hội trường Bệnh viện vùng Tây Nguyên", "Phường Tân An"),
    ("Bệnh viện Đa khoa Phú Yên", "Hội trường Bệnh viện Đa khoa Phú Yên", "Phường Tuy Hòa"),
    ("Đảng ủy các doanh nghiệp phía đông", "Hội trường khu vực phía đông", "Phường Tuy Hòa"),
    (
        "Báo và Phát thanh, Truyền hình Đắk Lắk",
        "Trường quay Báo và Phát thanh, Truyền hình",
        "Phường Tân Lập",
    ),
)
"""(unit, its point, address); the units of the province itself."""

VILLAGES = (
    "Buôn Alê A", "Buôn Kô Tam", "Buôn Akŏ Dhông", "Buôn Ea Bông", "Buôn Tring", "Buôn Kla", "Buôn Trấp",
    "Buôn Tơng Jú", "Buôn Cuôr Kăp", "Buôn Ky", "Buôn Dhă Prŏng", "Buôn Ea Nao", "Buôn Kniết", "Buôn Drai",
)  # fmt: skip
HAMLETS = (
    "Thôn 1", "Thôn 2", "Thôn 3", "Thôn 5", "Thôn 7", "Thôn Tân Lập", "Thôn Phú Thứ", "Thôn Hòa Bình",
    "Thôn Đông Phước", "Thôn Mỹ Lệ", "Thôn Phước Hậu", "Thôn Quảng Cư", "Thôn Tân Sơn", "Thôn Vĩnh Xuân",
)  # fmt: skip
SCHOOLS = (
    "Trường THCS Nguyễn Trãi", "Trường THCS Lê Hồng Phong", "Trường THPT Trần Phú", "Trường TH Kim Đồng",
    "Trường THCS Y Ngông Niê Kdăm", "Trường THPT Phan Bội Châu", "Trường TH Lê Lợi", "Trường THCS Hùng Vương",
    "Trường THPT Nguyễn Huệ", "Trường TH Võ Thị Sáu", "Trường THCS Lương Thế Vinh", "Trường MN Hoa Mai",
)  # fmt: skip
