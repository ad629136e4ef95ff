"""From a check-in to the board: which frame told each watcher of each check-in, and whether its figure was true.

How it is known: an acknowledgement carries the check-in's seq, a ROWS frame the seq of the position its figures
were read at. A check-in is visible to a watcher of a node above it with the first frame at or past its seq.
That the position is honest is checked for every frame: the figure must be exactly the number of accepted
check-ins under the node up to that seq.
"""

from typing import NamedTuple

import numpy as np

from bench.ledger import ACKED, Ledger
from bench.lines import Watcher
from bench.plan import Plan
from bench.spread import Spread


class Seen(NamedTuple):
    """What a crowd of watchers saw."""

    spread: Spread
    lost: int
    """Watchers whose socket ended, that were told a wrong figure, or that were not told of every check-in."""
    wrong: int
    """Frames with a figure that is not the count up to their position."""


def seen(plan: Plan, ledger: Ledger, watchers: list[Watcher], start_s: float, end_s: float) -> Seen:
    """What watchers saw of the check-ins that were due in the window, judged after the run."""
    spread, lost, wrong = Spread(), 0, 0
    numbers = np.flatnonzero(ledger.state[: ledger.count] == ACKED)
    numbers = numbers[np.argsort(ledger.seq[numbers], kind="stable")]
    points = point_of_people(plan, ledger.person[numbers])
    for node in sorted({watcher.browser.node for watcher in watchers}):
        first, end = points_under(plan, node)
        under = numbers[(points >= first) & (points < end)]
        seqs, due = ledger.seq[under], ledger.due_s[under]
        timed = (due >= start_s) & (due < end_s)
        for watcher in watchers:
            if watcher.browser.node != node:
                continue
            told = np.asarray(watcher.told_s)
            upto = np.asarray(watcher.seqs, np.int64)
            false = int(np.count_nonzero(np.searchsorted(seqs, upto, "right") != np.asarray(watcher.here)))
            frame = np.searchsorted(upto, seqs[timed], "left")
            visible = frame < len(upto)
            spread.add((told[frame[visible]] - due[timed][visible]) * 1000)
            behind = not len(upto) or (len(seqs) > 0 and upto[-1] < seqs[-1])
            wrong += false
            lost += bool(watcher.lost or false or behind)
    return Seen(spread, lost, wrong)


def has_converged(plan: Plan, ledger: Ledger, watchers: list[Watcher]) -> bool:
    """True when every watcher that is still there shows every accepted check-in under its node."""
    acked = np.flatnonzero(ledger.state[: ledger.count] == ACKED)
    points = np.sort(point_of_people(plan, ledger.person[acked]))
    counts = {
        node: int(np.searchsorted(points, end) - np.searchsorted(points, first))
        for node in {watcher.browser.node for watcher in watchers}
        for first, end in [points_under(plan, node)]
    }
    return all(one.lost or (one.here and one.here[-1] == counts[one.browser.node]) for one in watchers)


def point_of_people(plan: Plan, people: np.ndarray) -> np.ndarray:
    """The points people are summoned to, counted from 0."""
    return ((people.astype(np.int64) + 1) * plan.points - 1) // plan.people


def points_under(plan: Plan, node: int) -> tuple[int, int]:
    """First point under a unit and the one after the last: a plan's subtrees are runs of points."""
    if node == 0:
        return 0, plan.points
    place = node - 1
    if place < plan.provinces:
        desks = [desk for desk in range(plan.desks) if plan.province_of(desk) == place]
        return plan.points_of(desks[0])[0], plan.points_of(desks[-1])[1]
    place -= plan.provinces
    if place < plan.desks:
        return plan.points_of(place)
    place -= plan.desks
    return (plan.communes[place - 1][1] if place else 0), plan.communes[place][1]
