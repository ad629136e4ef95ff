"""How a bench counts: each figure against a run small enough to count by hand."""

import asyncio

import msgpack
import numpy as np
import pytest

from bench.devices import desks, watchers
from bench.freshness import has_converged, seen
from bench.ledger import Ledger
from bench.lines import Boards, Desk, Watcher
from bench.load import ClosedLoop, OpenLoop
from bench.plan import Plan
from bench.spread import Spread
from bench.window import Window

PLAN = Plan(people=8, points=4, desks=2)


def acked(*people: int) -> Ledger:
    """A run in which each person was due at her number in seconds, answered 0.5 s later, with seq 100 + place."""
    ledger = Ledger(8)
    for place, person in enumerate(people):
        ledger.answer(ledger.take(person, float(place)), 0, 100 + place, place + 0.5)
    return ledger


async def watcher(node: int, *told: tuple[float, int, int]) -> Watcher:
    """A watcher of a node that was told (when, seq, figure)."""
    browsers = [one for one in watchers(PLAN, 40) if one.node == node]
    one = Watcher(browsers[0], Boards())
    one.told_s, one.seqs, one.here = ([row[at] for row in told] for at in range(3))
    return one


async def test_a_check_in_is_visible_with_the_first_frame_at_or_past_its_seq() -> None:
    """Law: freshness is from the due moment to that frame; ramp left out; the figure must be true."""
    ledger = acked(0, 7, 1)
    root = await watcher(0, (0.7, 99, 0), (1.2, 100, 1), (4.0, 102, 3))
    told = seen(PLAN, ledger, [root], 0.0, 10.0)
    assert (told.spread.count, told.lost, told.wrong) == (3, 0, 0)
    assert told.spread.percentile_ms(1) == pytest.approx(1_200, abs=0.2)
    assert told.spread.percentile_ms(100) == pytest.approx(3_000, abs=0.2)
    assert seen(PLAN, ledger, [root], 1.0, 10.0).spread.count == 2


async def test_a_watcher_counts_only_what_is_under_its_node() -> None:
    """Law: a province's board is judged by its own rooms."""
    ledger = acked(0, 7, 1)
    first = await watcher(PLAN.province_node(0), (1.2, 100, 1), (4.0, 102, 2))
    told = seen(PLAN, ledger, [first], 0.0, 10.0)
    assert (told.spread.count, told.lost, told.wrong) == (2, 0, 0)
    assert has_converged(PLAN, ledger, [first])


@pytest.mark.parametrize(
    "told",
    [
        ((1.2, 100, 1), (4.0, 102, 2)),
        ((1.2, 100, 1),),
        (),
    ],
    ids=["a wrong figure", "not told of all", "told nothing"],
)
async def test_a_watcher_that_was_not_told_the_truth_is_lost(
    told: tuple[tuple[float, int, int], ...],
) -> None:
    """Law: a figure short of its own position, a check-in never shown or a silent board is a lost watcher."""
    ledger = acked(0, 7, 1)
    root = await watcher(0, *told)
    assert seen(PLAN, ledger, [root], 0.0, 10.0).lost == 1
    assert not has_converged(PLAN, ledger, [root])


async def test_a_closed_socket_is_a_lost_watcher() -> None:
    """Law: who was cut off is lost, whatever it had seen."""
    root = await watcher(0, (1.2, 100, 1))
    root.closed("")
    with pytest.raises(ConnectionError):
        await root.welcomed
    assert seen(PLAN, acked(0), [root], 0.0, 10.0).lost == 1


def test_only_answers_of_the_window_count() -> None:
    """Law: the rate counts answers that arrived in the window; latency is of check-ins that were due in it."""
    ledger = acked(0, 1, 2, 3)
    figures = Window(1.0, 3.0, 1.5, 0.25).figures(ledger)
    assert figures["checkins_per_s"] == 1.0
    assert (figures["ack_p50_ms"], figures["ack_p99_ms"]) == (500.0, 500.0)
    assert (figures["server_cpu_s"], figures["generator_cpu_s"]) == (1.5, 0.25)


def test_a_refused_check_in_is_no_acknowledged_one() -> None:
    """Law: only ACCEPTED counts; ids of other runs have no number."""
    ledger = acked(0)
    ledger.answer(ledger.take(1, 1.0), 111, 0, 1.5)
    assert (ledger.acked, ledger.refusals, ledger.waiting) == (1, {111: 1}, 0)
    assert list(ledger.acked_between(0, 10)) == [0]
    assert ledger.number_of(bytes(16)) == -1


def test_percentiles_are_those_of_all_durations() -> None:
    """Law: the histogram agrees with sorting, to its bin."""
    durations = np.arange(1_000) / 10 + 0.05
    spread = Spread()
    spread.add(durations[:400])
    spread.add(durations[400:])
    assert spread.percentile_ms(50) == pytest.approx(50.0, abs=0.11)
    assert spread.percentile_ms(99) == pytest.approx(99.0, abs=0.11)
    assert Spread().percentile_ms(50) is None


def desk(lane: int, ledger: Ledger) -> Desk:
    return Desk(desks(PLAN)[0], [(person, 9) for person in range(lane)], ledger)


def answers(ledger: Ledger, frames: list[list[object]]) -> bytes:
    return msgpack.packb([11, [[frame[2], 0, 5, None, -1] for frame in frames]])


async def test_a_closed_loop_keeps_eight_unanswered_and_goes_on_with_each_answer() -> None:
    """Law: at rate 0 a desk has at most 8 check-ins without an answer."""
    ledger = Ledger(20)
    one = desk(20, ledger)
    sent: list[list[object]] = []
    eight = asyncio.Event()

    def send(frame: bytes) -> None:
        sent.append(msgpack.unpackb(frame))
        if len(sent) == 8:
            eight.set()

    one.send = send
    load = ClosedLoop([one])
    load.start()
    await eight.wait()
    assert (len(sent), one.unanswered) == (8, 8)
    one.take(answers(ledger, sent[:3]))
    assert (len(sent), one.unanswered, ledger.acked) == (11, 8, 3)
    await load.stop()
    one.take(answers(ledger, sent[3:]))
    assert (len(sent), one.unanswered) == (11, 0)
    assert {frame[5][1] for frame in sent} == set(range(11))


async def test_an_open_loop_sends_everybody_once_and_each_at_her_moment() -> None:
    """Law: due moments are evenly spaced whatever the server does, and nobody is sent twice."""
    ledger = Ledger(12)
    crowd = [desk(9, ledger), desk(3, ledger)]
    everybody = asyncio.Event()
    for one in crowd:
        one.send = lambda frame: everybody.set() if ledger.count == 12 else None
    load = OpenLoop(crowd, 10_000)
    load.start()
    await everybody.wait()
    await load.stop()
    assert ledger.count == 12
    assert np.diff(ledger.due_s) == pytest.approx(np.full(11, 1e-4))


def test_a_board_frame_is_read_for_the_figure_of_its_own_node() -> None:
    """Law: here_own of the node's own row, at the frame's position; a frame without that row tells nothing."""
    rows = [[3, 1, "", "", [9, 4, 0]], [0, 0, "", "", [20, 7, 0]]]
    frame = msgpack.packb([12, "board/0/0", [1, 55, b"c" * 8], 9, True, rows, []])
    boards = Boards()
    assert boards.read("board/0/0", 0, frame) == boards.read("board/0/0", 0, frame) == (55, 7)
    rest = msgpack.packb([12, "board/0/0", [1, 56, b"c" * 8], 9, False, rows[:1], []])
    assert boards.read("board/0/0", 0, rest) == (56, -1)
