"""Writes the bench's conference into a data folder: the same entries an import makes, appended in batches.

The journal is the server's own adapter, so what is measured later is a journal like any other; names lie in
its vault. Nothing here runs while anything is measured.
"""

import secrets
import sys
import time
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

from bench.devices import CONFERENCE, Browser
from bench.plan import Plan
from server.app import engine
from server.core.commands import (
    CheckIn,
    ImportCommitted,
    Launch,
    OpenSession,
    PeopleRun,
    PlanConference,
    PointRow,
    SessionPlan,
    StagePeople,
    StagePoints,
    StageUnits,
    UnitRow,
)
from server.core.entries import KIND_OF, Command, Entry
from server.core.house_commands import AddConference
from server.core.ids import CommandId, DeviceId, GrantId, ImportId, Millis, NodeNo, PersonNo, SessionNo
from server.journal.folder import DataFolder
from server.journal.port import Text
from server.live.hub import Stores
from server.live.texts import seal
from server.settings import Settings
from server.wire.codec import encode_entry

ROWS = 500
"""Rows of one staging entry, as an import cuts them."""

BATCH = 32
"""Staging entries of one append: 16,000 people, some 4 MB with their texts."""

CHECKINS_BATCH = 20_000

IMPORT = ImportId(b"bench import 001")
SERVER = GrantId("s0")
HOUR_MS = 3_600_000

FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô")
MIDDLE = ("Văn", "Thị", "Hữu", "Đức", "Minh", "Ngọc", "Quang")
GIVEN = ("An", "Bích", "Cường", "Dung", "Giang", "Hà", "Khánh", "Lan", "Mai", "Nam", "Phúc", "Sơn", "Tú")

T = TypeVar("T")
Sealed = tuple[bytes, list[Text]]


async def seed(folder: Path, plan: Plan, browsers: list[Browser], setting: str = "sqlite") -> None:
    """A data folder with one launched conference, its first session open, and every browser enrolled."""
    began = time.monotonic()
    async with _stores(folder, setting) as stores:
        house = await stores.house()
        await house.append([_entry(AddConference(CONFERENCE, "Bench"), began_ms())[0]])
        await house.close()
        journal = await stores.conference(CONFERENCE)
        for batch in _batches(_conference(plan, browsers), BATCH):
            await journal.append(
                [entry for entry, _ in batch], [text for _, texts in batch for text in texts]
            )
        await journal.close()
    say(f"seeded {plan.people:,} people at {plan.points:,} points in {time.monotonic() - began:.1f} s")


async def seed_checkins(
    folder: Path, plan: Plan, desks: list[Browser], made_ms: Millis, setting: str = "sqlite"
) -> None:
    """Everybody checked in, each by the desk of her area, appended to a seeded folder in batches."""
    began = time.monotonic()
    async with _stores(folder, setting) as stores:
        journal = await stores.conference(CONFERENCE)
        for batch in _batches(_checkins(plan, desks, made_ms), CHECKINS_BATCH):
            await journal.append(batch)
        await journal.close()
    say(f"appended {plan.people:,} check-ins in {time.monotonic() - began:.1f} s")


@asynccontextmanager
async def _stores(folder: Path, setting: str) -> AsyncIterator[Stores]:
    """The journals as a server with this folder and this setting would open them."""
    with DataFolder.take(folder, "bench") as held:
        async with engine(Settings(data=folder, journal=setting), held) as lasting:
            yield lasting.stores


def began_ms() -> Millis:
    """An hour ago: when the seeded conference was planned and its session opened."""
    return Millis(time.time_ns() // 1_000_000 - HOUR_MS)


def _conference(plan: Plan, browsers: list[Browser]) -> Iterator[Sealed]:
    at = began_ms()
    sessions = [SessionPlan("Buổi sáng", at, Millis(at + 4 * HOUR_MS))]
    sessions += [SessionPlan("Buổi chiều", Millis(at + 5 * HOUR_MS), Millis(at + 9 * HOUR_MS))]
    yield _entry(PlanConference("Bench", sessions), at)
    for units in _batches(_units(plan), ROWS):
        yield _entry(StageUnits(IMPORT, units), at)
    for points in _batches(_points(plan), ROWS):
        contacts = [["Trưởng điểm cầu", "0912 000 000", ""] for _ in points]
        yield _entry(StagePoints(IMPORT, points, b""), at, contacts)
    for first in range(0, plan.people, ROWS):
        end = min(plan.people, first + ROWS)
        names = [_name(person) for person in range(first, end)]
        yield _entry(StagePeople(IMPORT, _runs(plan, first, end), b""), at, names)
    yield _entry(ImportCommitted(IMPORT, plan.units, plan.points, plan.people), at)
    yield _entry(Launch(), at)
    yield _entry(OpenSession(SessionNo(0)), at)
    for browser in browsers:
        yield _entry(browser.enrolment, at)


def _units(plan: Plan) -> Iterator[UnitRow]:
    for province in range(plan.provinces):
        yield UnitRow(f"P{province:02}", "", f"Tỉnh {province + 1}", "Tỉnh")
    for desk in range(plan.desks):
        yield UnitRow(f"A{desk:05}", f"P{plan.province_of(desk):02}", f"Cụm {desk + 1}", "Cụm")
    for number, (desk, _) in enumerate(plan.communes):
        yield UnitRow(f"C{number:05}", f"A{desk:05}", f"Xã {number + 1}", "Xã")


def _points(plan: Plan) -> Iterator[PointRow]:
    point = 0
    for commune, (_, end) in enumerate(plan.communes):
        for number in range(point, end):
            yield PointRow(f"D{number:06}", f"C{commune:05}", f"Điểm cầu {number + 1}", number % 4, 120)
        point = end


def _runs(plan: Plan, first: int, end: int) -> list[PeopleRun]:
    """People `first` to `end` as runs of one point; a point's people belong to its commune."""
    runs = []
    while first < end:
        point = point_of(plan, first)
        stop = min(end, plan.people_of(point)[1])
        commune = _commune_of(plan, point)
        runs.append(PeopleRun(f"C{commune:05}", f"D{point:06}", 255, stop - first))
        first = stop
    return runs


def point_of(plan: Plan, person: int) -> int:
    """The point a person is summoned to, counted from 0."""
    return ((person + 1) * plan.points - 1) // plan.people


def _commune_of(plan: Plan, point: int) -> int:
    low, high = 0, len(plan.communes) - 1
    while low < high:
        middle = (low + high) // 2
        if plan.communes[middle][1] <= point:
            low = middle + 1
        else:
            high = middle
    return low


def _name(person: int) -> list[str]:
    name = f"{FAMILY[person % 11]} {MIDDLE[person // 11 % 7]} {GIVEN[person // 77 % 13]}"
    return [f"DB{person:07}", name, "Đảng viên", ""]


def _checkins(plan: Plan, desks: list[Browser], made_ms: Millis) -> Iterator[bytes]:
    """Room after room in each area, area after area in turn: nobody's neighbour in the journal is hers in the room."""
    lanes = [list(range(*plan.points_of(desk))) for desk in range(plan.desks)]
    tag = secrets.token_bytes(8)
    kind = KIND_OF[CheckIn]
    for turn in range(max(map(len, lanes))):
        rooms = [(desk, lane[turn]) for desk, lane in enumerate(lanes) if turn < len(lane)]
        heads = [
            (desks[desk], NodeNo(plan.point_node(point)), plan.people_of(point)) for desk, point in rooms
        ]
        for seat in range(max(end - first for _, _, (first, end) in heads)):
            for browser, node, (first, end) in heads:
                person = first + seat
                if person < end:
                    id = CommandId(tag + person.to_bytes(8, "big"))
                    body = CheckIn(SessionNo(0), PersonNo(person), node)
                    yield encode_entry(
                        Entry(kind, id, browser.grant, browser.device, made_ms, 0, made_ms, 0, body)
                    )


def _entry(command: Command, at: Millis, texts: Iterable[list[str]] = ()) -> Sealed:
    id = CommandId(secrets.token_bytes(16))
    sealed, rows = seal(command, id, list(texts), secrets.token_bytes)
    entry = Entry(KIND_OF[type(command)], id, SERVER, DeviceId(b""), at, 0, at, 0, sealed)
    return encode_entry(entry), rows


def _batches(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    batch: list[T] = []
    for row in rows:
        batch.append(row)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def say(line: str) -> None:
    """Progress, for the person who waits."""
    print(line, file=sys.stderr, flush=True)
