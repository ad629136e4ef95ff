"""The demo conference: a province, 500 points, 46,540 people who do not exist; the same every time.

Pure: `demo_preview` needs no file, clock or chance from outside, and goes through `chunks` like any import.
Phones begin with 0000, which no telephone does.
"""

from collections.abc import Iterator
from random import Random
from typing import NamedTuple

from server.core.choices import Carrier
from server.core.commands import PointRow, SessionPlan, UnitRow
from server.core.ids import Millis
from server.roster.demo_names import one_of, person_name
from server.roster.demo_places import (
    COMMUNES,
    HAMLETS,
    PROVINCE,
    PROVINCE_POINTS,
    SCHOOLS,
    VILLAGES,
    Commune,
)
from server.roster.people import People
from server.roster.preview import SAMPLE_ROWS, Counts, Preview, StagedPoint
from server.roster.read_people import ALL_SESSIONS

TITLE = "Hội nghị trực tuyến toàn tỉnh Đắk Lắk học tập, quán triệt Nghị quyết (dữ liệu mẫu)"
ZONE = "Asia/Ho_Chi_Minh"
PEOPLE_COUNT = 46_540
"""As in one study round of Phú Yên, 95.7 % of whom came (DOMAIN, real sizes)."""
POINT_COUNT = 500

_SEED = 1660
_PROVINCE_CODE = "DLK"
_HOUR_MS = 3_600_000
_DAY_MS = 24 * _HOUR_MS
_ZONE_MS = 7 * _HOUR_MS
"""Vietnam keeps UTC+7 all year, and has since 1975."""


class Kind(NamedTuple):
    """One kind of room: how full it is, how it is linked, who sits in it."""

    weight: int
    """People, before all rooms are scaled to PEOPLE_COUNT."""
    carriers: tuple[Carrier, ...]
    leading: tuple[str, ...]
    """Held once in the first unit of the room, in this order."""
    others: tuple[str, ...]
    second_lead: str = ""
    """The first post of the room's second unit."""


_R, _V, _T, _N = Carrier.RELAY, Carrier.VCS, Carrier.TV, Carrier.NONE
_PROVINCIAL = Kind(
    230,
    (_V, _V, _R),
    ("Thủ trưởng đơn vị", "Phó Thủ trưởng đơn vị", "Trưởng phòng", "Phó Trưởng phòng", "Bí thư chi bộ"),
    ("Chuyên viên chính", "Chuyên viên", "Chuyên viên", "Đảng viên"),
)
_COMMUNAL = Kind(
    150,
    (_V, _R, _R),
    ("Bí thư Đảng ủy", "Phó Bí thư Đảng ủy", "Chủ tịch UBND", "Phó Chủ tịch UBND", "Chủ tịch Ủy ban MTTQ"),
    ("Công chức", "Công chức", "Đảng ủy viên", "Đảng viên", "Đảng viên"),
    "Trưởng Công an",
)
_SCHOOL = Kind(
    70,
    (_R, _R, _R, _V),
    ("Hiệu trưởng", "Phó Hiệu trưởng", "Chủ tịch Công đoàn"),
    ("Tổ trưởng chuyên môn", "Giáo viên", "Giáo viên", "Giáo viên", "Giáo viên", "Nhân viên"),
)
_HEALTH = Kind(
    34,
    (_R, _R, _T),
    ("Trạm trưởng", "Phó Trạm trưởng"),
    ("Bác sĩ", "Y sĩ", "Điều dưỡng", "Hộ sinh", "Dược sĩ", "Cộng tác viên y tế"),
)
_VILLAGE = Kind(
    88,
    (_T, _R, _R, _T, _N),
    ("Bí thư chi bộ", "Trưởng ban công tác Mặt trận", "Người có uy tín"),
    ("Chi hội trưởng", "Đảng viên", "Đảng viên", "Đảng viên", "Đảng viên"),
    "Trưởng thôn",
)


class _Room(NamedTuple):
    kind: Kind
    point: PointRow
    units: tuple[str, ...]
    """Who sits here, by unit; the first fills most of the room."""
    minority_percent: int


def demo_sessions(today_ms: Millis) -> list[SessionPlan]:
    """Morning and afternoon of the day `today_ms` falls on in Vietnam."""
    midnight = (today_ms + _ZONE_MS) // _DAY_MS * _DAY_MS - _ZONE_MS
    return [
        SessionPlan(
            "Phiên sáng", Millis(midnight + 15 * _HOUR_MS // 2), Millis(midnight + 23 * _HOUR_MS // 2)
        ),
        SessionPlan("Phiên chiều", Millis(midnight + 27 * _HOUR_MS // 2), Millis(midnight + 17 * _HOUR_MS)),
    ]


def demo_preview() -> Preview:
    """The whole roster of the demo as an import ready for `chunks`."""
    chance = Random(_SEED)
    units = [UnitRow(_PROVINCE_CODE, "", PROVINCE, "Tỉnh")]
    rooms: list[_Room] = []
    for number, (unit, point, address) in enumerate(PROVINCE_POINTS, start=1):
        rooms.append(_provincial(units, number, unit, point, address, chance))
    fifths = POINT_COUNT - len(PROVINCE_POINTS) - 4 * len(COMMUNES)
    for number, commune in enumerate(COMMUNES, start=1):
        rooms += _communal(units, number, commune, number <= fifths, chance)
    people, points = People(), []
    for room, seats in zip(rooms, _seats(rooms, chance), strict=True):
        names = list(_fill(people, room, seats, chance))
        contact = [names[0], _phone(len(people)), person_name(chance, room.minority_percent)]
        points.append(StagedPoint(room.point._replace(capacity=-(-seats // 10) * 10), contact))
    return Preview(
        units=units,
        points=points,
        people=people,
        unit_counts=Counts(new=len(units)),
        point_counts=Counts(new=len(points)),
        people_counts=Counts(new=len(people)),
        sample=[people[at] for at in range(SAMPLE_ROWS)],
    )


def _provincial(
    units: list[UnitRow], number: int, unit: str, point: str, address: str, chance: Random
) -> _Room:
    code = f"{_PROVINCE_CODE}.T{number:02d}"
    units.append(UnitRow(code, _PROVINCE_CODE, unit, "Khối trực thuộc tỉnh"))
    row = PointRow(code, code, point, int(one_of(chance, _PROVINCIAL.carriers)), 0, address)
    return _Room(_PROVINCIAL, row, (code,), 8)


def _communal(
    units: list[UnitRow], number: int, commune: Commune, fifth: bool, chance: Random
) -> Iterator[_Room]:
    """The commune's own hall, a school, the health station, one or two villages."""
    code, name = f"{_PROVINCE_CODE}.{number:03d}", commune.full_name
    lower = f"{commune.level.lower()} {commune.name}"
    units.append(UnitRow(code, _PROVINCE_CODE, name, commune.level))

    def add(suffix: str, unit: str, level: str) -> str:
        units.append(UnitRow(f"{code}.{suffix}", code, unit, level))
        return f"{code}.{suffix}"

    def room(kind: Kind, suffix: str, point: str, sitting: tuple[str, ...]) -> _Room:
        carrier = int(one_of(chance, kind.carriers))
        row = PointRow(f"{code}.{suffix}", sitting[0], point, carrier, 0, name)
        return _Room(kind, row, sitting, commune.minority_percent)

    offices = (add("CQ", f"Khối cơ quan {lower}", "Khối cơ quan"), add("CA", f"Công an {lower}", "Cơ quan"))
    yield room(_COMMUNAL, "01", f"Hội trường UBND {lower}", offices)
    school = f"{SCHOOLS[number * 5 % len(SCHOOLS)]}, {lower}"
    yield room(_SCHOOL, "02", school, (add("TR", school, "Trường"),))
    health = f"Trạm Y tế {lower}"
    yield room(_HEALTH, "03", health, (add("YT", health, "Trạm Y tế"),))
    for at in range(1 + fifth):
        first, second = _villages(number * 2 + at, commune)
        both = (add(f"B{2 * at + 1}", first, "Thôn, buôn"), add(f"B{2 * at + 2}", second, "Thôn, buôn"))
        hall = f"Nhà văn hóa {first[0].lower()}{first[1:]}, {lower}"
        yield room(_VILLAGE, f"0{4 + at}", hall, both)


def _villages(number: int, commune: Commune) -> tuple[str, str]:
    hamlet = HAMLETS[number % len(HAMLETS)]
    if commune.minority_percent < 10:
        return hamlet, HAMLETS[(number + 5) % len(HAMLETS)]
    return VILLAGES[number % len(VILLAGES)], hamlet


def _seats(rooms: list[_Room], chance: Random) -> list[int]:
    """How many people each room holds: PEOPLE_COUNT in all, by largest remainder."""
    wanted = [room.kind.weight * (0.5 + chance.random()) for room in rooms]
    scale = PEOPLE_COUNT / sum(wanted)
    seats = [int(share * scale) for share in wanted]
    by_rest = sorted(range(len(rooms)), key=lambda at: (seats[at] - wanted[at] * scale, at))
    for at in by_rest[: PEOPLE_COUNT - sum(seats)]:
        seats[at] += 1
    return seats


def _fill(people: People, room: _Room, seats: int, chance: Random) -> Iterator[str]:
    """Adds the room's people, unit by unit; yields their names."""
    second = seats // 3 if len(room.units) > 1 else 0
    leads = (room.kind.leading, (room.kind.second_lead,))
    for unit, count, leading in zip(room.units, (seats - second, second), leads, strict=False):
        for at in range(count):
            name = person_name(chance, room.minority_percent)
            post = leading[at] if at < len(leading) else one_of(chance, room.kind.others)
            number = len(people) + 1
            people.add(unit, room.point.code, ALL_SESSIONS, (f"DB{number:06d}", name, post, _phone(number)))
            yield name


def _phone(number: int) -> str:
    return f"0000 {number // 1000:03d} {number % 1000:03d}"
