"""A second, slow opinion on the figures: counted from the entries of the journal with sets, nothing kept in between.

It shares the verdicts with the fold (who was refused), and nothing else: no evidence, no counters, no columns.
"""

from collections import defaultdict
from typing import NamedTuple

from server.core.commands import (
    AddWalkIn,
    CheckIn,
    CheckOut,
    Entry,
    Excuse,
    Exempt,
    ImportCommitted,
    OpenSession,
    ReportHeadCount,
    StagePeople,
    StagePoints,
    StageUnits,
    Undo,
    corrected_ms,
)
from server.core.refusals import Verdict, is_refusal


class Person(NamedTuple):
    unit: int
    home: int
    mask: int


class Naive:
    """Reads a whole journal with its verdicts."""

    def __init__(self, entries: list[Entry], verdicts: list[Verdict]) -> None:
        self.parent, self.points, self.codes = [-1], set[int](), {}
        self.people: list[Person] = []
        self.opened: dict[int, int] = {}
        self.said: list[tuple[int, Entry, int]] = []
        self.undone: dict[bytes, list[str]] = defaultdict(list)
        self._staged: list[Entry] = []
        known = set()
        for seq, (entry, verdict) in enumerate(zip(entries, verdicts, strict=True), 1):
            if entry.id not in known and not is_refusal(verdict):
                self._read(seq, entry)
            known.add(entry.id)

    def _read(self, seq: int, entry: Entry) -> None:
        body = entry.body
        match body:
            case StageUnits() | StagePoints() | StagePeople():
                self._staged.append(entry)
            case ImportCommitted():
                for staged in self._staged:
                    self._take(staged.body)
                self._staged = []
            case OpenSession(session):
                self.opened.setdefault(session, entry.received_ms)
            case Undo(command):
                self.undone[command].append(entry.grant)
            case AddWalkIn():
                self.said.append((seq, entry, len(self.people)))
                self.people.append(Person(-1, -1, 0))
            case CheckIn() | CheckOut() | Excuse() | Exempt():
                self.said.append((seq, entry, body.person))
            case ReportHeadCount():
                self.said.append((seq, entry, -1))

    def _take(self, body) -> None:
        if isinstance(body, StagePeople):
            for run in body.runs:
                one = Person(self.codes[run.unit_code], self.codes[run.point_code], run.sessions_mask)
                self.people += [one] * run.count
            return
        for row in body.rows:
            if row.code not in self.codes:
                above = row.parent_code if isinstance(body, StageUnits) else row.unit_code
                self.codes[row.code] = len(self.parent)
                self.parent.append(self.codes[above] if above else 0)
                if isinstance(body, StagePoints):
                    self.points.add(self.codes[row.code])

    def above(self, node: int) -> set[int]:
        found = set()
        while node >= 0:
            found.add(node)
            node = self.parent[node]
        return found

    def _counts(self, entry: Entry, point: int) -> bool:
        """False for what was taken back by somebody who may."""
        askers = self.undone.get(entry.id, [])
        return not any(grant == "h0" or int(grant[1:]) in self.above(point) for grant in askers)

    def _place(self, entry: Entry, person: int) -> int:
        return self.people[person].home if isinstance(entry.body, Excuse) else entry.body.point

    def _when(self, seq: int, entry: Entry) -> tuple[int, int]:
        return max(corrected_ms(entry), self.opened[entry.body.session]), seq

    def attendance(self, session: int, person: int) -> tuple[int, int]:
        """Where she came first and where she is; -1 for nowhere."""
        told = [
            (self._when(seq, entry), type(entry.body), entry.body.point)
            for seq, entry, who in self.said
            if who == person and isinstance(entry.body, CheckIn | CheckOut | AddWalkIn)
            and entry.body.session == session and self._counts(entry, entry.body.point)
        ]  # fmt: skip
        came, opens = -1, []
        for _, kind, point in sorted(told, key=lambda one: one[0]):
            if kind is CheckOut:
                opens = [one for one in opens if one != point]
            else:
                came = point if came < 0 else came
                opens += [] if point in opens else [point]
        return came, opens[0] if opens else -1

    def _holds(self, kind, session: int, person: int) -> bool:
        told = [
            (corrected_ms(entry), seq, not entry.body.withdrawn)
            for seq, entry, who in self.said
            if who == person and isinstance(entry.body, kind) and entry.body.session == session
            and (kind is Exempt or self._counts(entry, self._place(entry, person)))
        ]  # fmt: skip
        return max(told)[2] if told else False

    def _heads(self, session: int, point: int) -> int:
        told = [
            (self._when(seq, entry), entry.body.count)
            for seq, entry, _ in self.said
            if isinstance(entry.body, ReportHeadCount) and entry.body[:2] == (session, point)
            and self._counts(entry, point)
        ]  # fmt: skip
        return max(told)[1] if told else 0

    def _reports(self, session: int, point: int) -> bool:
        kinds = CheckIn | CheckOut | AddWalkIn | ReportHeadCount
        return any(isinstance(e.body, kinds) and e.body.session == session and e.body.point == point
                   for _, e, _ in self.said)  # fmt: skip

    def figures(self, session: int) -> dict[int, tuple[list[int], list[int]]]:
        """Per node place and belonging figures, in the order of the contract."""
        place = {node: [0] * 11 for node in range(len(self.parent))}
        belonging = {node: [0] * 5 for node in range(len(self.parent))}
        for number, person in enumerate(self.people):
            came, now = self.attendance(session, number)
            summoned = person.home >= 0 and (person.mask == 255 or person.mask >> session & 1)
            exempt = summoned and came < 0 and self._holds(Exempt, session, number)
            excused = summoned and came < 0 and not exempt and self._holds(Excuse, session, number)
            mine, here = self.above(person.home) if summoned else set(), self.above(now)
            ever = self.above(came)
            for node, row in place.items():
                row[0] += node in mine and not exempt
                row[1] += node in mine and node in here
                row[2] += person.home >= 0 and node in here and node not in mine
                row[3] += node in mine and node in ever
                row[4] += node in mine and came >= 0 and node not in ever
                row[5] += node in mine and excused
                row[6] += node in mine and exempt
                row[7] += person.home < 0 and node in here
            if summoned:
                for node in self.above(person.unit):
                    facts = (not exempt, now >= 0, came >= 0, excused, exempt)
                    belonging[node] = [a + b for a, b in zip(belonging[node], facts, strict=True)]
        for point in self.points:
            for node in self.above(point):
                place[node][8] += self._heads(session, point)
                place[node][9] += 1
                place[node][10] += self._reports(session, point)
        return {node: (place[node], belonging[node]) for node in place}
