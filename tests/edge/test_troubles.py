"""The rules of the operations page, one below and one above each threshold."""

from typing import Any

import msgspec
import pytest

from server.core.ids import Millis
from server.core.state import Phase
from server.edge import troubles
from server.edge.health import LEAST_FREE_BYTES
from server.edge.nodes import ROW_S, Node
from server.edge.picture import (
    Bridge,
    BridgeTold,
    ClockSeen,
    Disk,
    Incidents,
    Journal,
    Limit,
    Picture,
    SignIns,
    Sockets,
)
from server.edge.troubles import LEVELS, NEXT, NOW, found
from server.live.hub import Reason

NOON = Millis(1_770_429_600_000)
HERE = Node("r0", "a", NOON, NOON, "0.1.0", "redis", 10, 1.0, 2.0, [], False, [], True)
OTHER = Node("r1", "b", NOON, NOON, "0.1.0", "redis", 10, 1.0, 2.0, [], False, [])
TOLD = BridgeTold(1, 5, 1000, 0, 0.0, 0, 0, 0, 100, 1, "0.1.0", [])
LINKED, AWAY = Bridge("aa", "hall", "a", NOON, TOLD), Bridge("bb", "far", "", Millis(NOON - 9))
HOUSE = Journal("house", "", None, True)
LIVE = Journal("C1", "Hội nghị", int(Phase.LIVE), True, points=50, points_linked=50)


def picture(**changes: Any) -> Picture:
    """One node on which all is well, but for `changes`."""
    well = Picture(
        as_of_ms=NOON,
        troubles=[],
        nodes=[HERE],
        bridges=[LINKED],
        journals=[HOUSE, LIVE],
        journals_more=0,
        sockets=Sockets(100, 1000, 0, 0, 0, None),
        sign_ins=SignIns([0] * 24, 0, [], []),
        limits=[Limit("sockets", 0, None)],
        disk=Disk(1 << 40, 1 << 41),
        clock=ClockSeen(NOON, 0, None),
        incidents=Incidents(0, []),
    )
    return msgspec.structs.replace(well, **changes)


def codes(
    reasons: list[Reason] | None = None, lost: dict[str, Millis] | None = None, **changes: Any
) -> list[str]:
    return [one.code for one in found(picture(**changes), reasons or [], lost or {})]


def node(**changes: Any) -> Node:
    return msgspec.structs.replace(OTHER, **changes)


def journal(**changes: Any) -> list[Journal]:
    return [HOUSE, msgspec.structs.replace(LIVE, **changes)]


def told(**changes: Any) -> list[Bridge]:
    return [msgspec.structs.replace(LINKED, told=msgspec.structs.replace(TOLD, **changes))]


def test_where_all_is_well_there_is_no_trouble() -> None:
    """Law: also beside a second node, without any bridge, and with a conference that is being read."""
    reading = Journal("C2", "Sắp mở", None, False)
    assert codes() == codes(nodes=[HERE, OTHER]) == codes(bridges=[]) == []
    assert codes(journals=[HOUSE, LIVE, reading]) == []


@pytest.mark.parametrize(
    ("code", "below", "above"),
    [
        ("LOOP_SLOW", {"nodes": [HERE, node(lag_p99_ms=249.9)]}, {"nodes": [HERE, node(lag_p99_ms=250.0)]}),
        ("NODE_NOT_READY", {"nodes": [HERE, node(not_ready=["DISK_FULL"], draining=True)]},
         {"nodes": [HERE, node(not_ready=["DISK_FULL"])]}),
        ("NODE_CLOCK", {"nodes": [HERE, node(told_ms=NOON + 2_000)]},
         {"nodes": [HERE, node(told_ms=NOON + 2_001)]}),
        ("NODE_CLOCK", {"nodes": [HERE, node(told_ms=NOON - int(ROW_S * 1000))]},
         {"nodes": [HERE, node(told_ms=NOON - int(ROW_S * 1000) - 1)]}),
        ("VERSIONS_DIFFER", {"nodes": [HERE, node()]}, {"nodes": [HERE, node(version="0.2.0")]}),
        ("NO_BRIDGE", {"bridges": []}, {"bridges": [AWAY]}),
        ("BRIDGE_UNLINKED", {"bridges": [LINKED]}, {"bridges": [LINKED, AWAY]}),
        ("BRIDGE_BUSY", {"bridges": told(cpu_permille=799)}, {"bridges": told(cpu_permille=800)}),
        ("BRIDGE_DROPS", {"bridges": told(dropped_share=0.0199)}, {"bridges": told(dropped_share=0.02)}),
        ("ENGINE_AWAY", {"journals": journal(phase=None, is_open=False)}, {"journals": journal(is_open=False)}),
        ("FOLD_BEHIND", {"journals": journal(behind=19_999)}, {"journals": journal(behind=20_000)}),
        ("COMMIT_SLOW", {"journals": journal(commits=9, commit_p99_ms=900.0)},
         {"journals": journal(commits=10, commit_p99_ms=900.0)}),
        ("COMMIT_SLOW", {"journals": journal(commits=10, commit_p99_ms=499.9)},
         {"journals": journal(commits=10, commit_p99_ms=500.0)}),
        ("POINTS_SILENT", {"journals": journal(points_linked=9, points_silent=9)},
         {"journals": journal(points_linked=9, points_silent=10)}),
        ("POINTS_SILENT", {"journals": journal(points_linked=181, points_silent=20)},
         {"journals": journal(points_linked=180, points_silent=20)}),
        ("POINTS_SILENT", {"journals": journal(points_silent=50, phase=int(Phase.CLOSED))},
         {"journals": journal(points_silent=50)}),
        ("SOCKETS_FULL", {"sockets": Sockets(899, 1000, 0, 0, 0, None)}, {"sockets": Sockets(900, 1000, 0, 0, 0, None)}),
        ("SOCKETS_SLOW", {"sockets": Sockets(100, 1000, 4, 0, 0, None)}, {"sockets": Sockets(100, 1000, 5, 0, 0, None)}),
        ("SOCKETS_SLOW", {"sockets": Sockets(100, 1000, 0, 4, 4, NOON)}, {"sockets": Sockets(100, 1000, 0, 5, 5, NOON)}),
        ("SIGN_INS_FAILED", {"sign_ins": SignIns([], 19, [], [])}, {"sign_ins": SignIns([], 20, [], [])}),
        ("LIMIT_HIT", {"limits": [Limit("tries_per_phone", 9, NOON)]}, {"limits": [Limit("sockets", 9, NOON)]}),
        ("LIMIT_HIT", {"limits": [Limit("sockets", 9, Millis(NOON - troubles.LATELY_MS - 1))]},
         {"limits": [Limit("sockets", 9, Millis(NOON - troubles.LATELY_MS))]}),
        ("INCIDENTS", {"incidents": Incidents(0, [])}, {"incidents": Incidents(1, [])}),
        ("DISK_SCARCE", {"disk": Disk(2 << 30, 1 << 41)}, {"disk": Disk((2 << 30) - 1, 1 << 41)}),
        ("CLOCK_MOVED", {"clock": ClockSeen(NOON, 5_000, Millis(NOON - troubles.MOVED_WITHIN_MS - 1))},
         {"clock": ClockSeen(NOON, 5_000, Millis(NOON - troubles.MOVED_WITHIN_MS))}),
    ],
)  # fmt: skip
def test_each_trouble_begins_at_its_threshold(
    code: str, below: dict[str, Any], above: dict[str, Any]
) -> None:
    """Law: one below there is nothing, one above there is this trouble alone."""
    assert codes(**below) == []
    assert codes(**above) == [code]


@pytest.mark.parametrize(
    "code",
    [
        "OPENING",
        "NOT_OPENED",
        "FOLDING_STOPPED",
        "DISK_FULL",
        "STOPPING",
        "DATA_FOLDER",
        "DISK_LOW",
    ],
)
def test_each_reason_of_readyz_is_a_trouble(code: str) -> None:
    """Law: what makes a node not ready has words and a next step, with the conference's title for its id."""
    (one,) = found(picture(disk=Disk(5, 9)), [Reason(code, "C1", "words")], {})
    assert (one.code, one.about, one.level) == (code, "Hội nghị", LEVELS[code])
    assert one.n == (5 if code == "DISK_LOW" else 0)


def test_a_disk_that_is_low_is_told_once() -> None:
    """Law: below the least free space the reason of /readyz stands alone."""
    low = Reason("DISK_LOW", "", "words")
    assert codes([low], disk=Disk(LEAST_FREE_BYTES - 1, 1 << 41)) == ["DISK_LOW"]


def test_nodes_that_cannot_be_heard_have_no_wrong_clock() -> None:
    """Law: while the engine is away every row grows old; that is told once, and no clock is blamed."""
    away, old = Reason("ENGINE_AWAY", "", "words"), node(told_ms=Millis(NOON - 60_000))
    assert codes([away], nodes=[HERE, old]) == ["ENGINE_AWAY"]


def test_the_worst_stands_first_with_its_own_beginning() -> None:
    """Law: what is to be done now stands before what is to be looked at today."""
    given = picture(bridges=[AWAY], incidents=Incidents(3, []))
    there_are = found(given, [Reason("FOLDING_STOPPED", "house", "words")], {"c": Millis(NOON - 60_000)})
    assert [one.code for one in there_are] == ["FOLDING_STOPPED", "NO_BRIDGE", "NODE_LOST", "INCIDENTS"]
    assert [one.level for one in there_are] == [NOW, NOW, NOW, NEXT]
    assert [one.since_ms for one in there_are] == [0, NOON - 9, NOON - 60_000, 0]
    assert there_are[-1].n == 3


def test_every_code_has_its_level() -> None:
    """Law: levels go from now to next without a return, so that the order of the table is the order of the page."""
    levels = list(LEVELS.values())
    assert levels == sorted(levels, key=[NOW, NEXT].index)


def test_an_engine_that_all_journals_share_is_told_once() -> None:
    """Law: Redis away is one trouble, however many journals lie in it."""
    away = [msgspec.structs.replace(one, is_open=False) for one in (HOUSE, LIVE)]
    assert codes([Reason("ENGINE_AWAY", "", "words")], journals=away) == ["ENGINE_AWAY"]
    assert codes(journals=away) == ["ENGINE_AWAY", "ENGINE_AWAY"]
