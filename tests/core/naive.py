"""A second, slow opinion on the figures: counted from the entries of the journal with sets, nothing kept in between.

It shares the verdicts with the fold (who was refused), and nothing else: no evidence, no counters, no columns.
"""

from collections import defaultdict
from itertools import pairwise
from typing import NamedTuple

from server.core.commands import (
    AddWalkIn,
    CheckIn,
    CheckOut,
    CloseConference,
    CloseSession,
    ConfirmPhone,
    Excuse,
    Exempt,
    ImportCommitted,
    LinkPhone,
    NoteOnline,
    OpenSession,
    PlanConference,
    ReportHeadCount,
    StagePeople,
    StagePoints,
    StageUnits,
    Undo,
)
from server.core.entries import Entry, corrected_ms
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
        self.closed: dict[int, int] = {}
        self.length: list[int] = []
        self.percent = 0
        self.wishes: list[tuple[Entry, bool]] = []
        self.words: list[tuple[int, int, int, bool]] = []
        self.said: list[tuple[int, Entry, int]] = []
        self.undone: dict[bytes, list[str]] = defaultdict(list)
        self._staged: list[Entry] = []
        known = set()
        for seq, (entry, verdict) in enumerate(zip(entries, verdicts, strict=True), 1):
            if entry.id not in known and not is_refusal(verdict):
                self._read(seq, entry, verdict)
            known.add(entry.id)

    def _read(self, seq: int, entry: Entry, verdict: Verdict) -> None:
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
                self.closed.pop(session, None)
            case PlanConference(sessions=plans, online_percent=percent):
                self.percent = percent
                self.length = [plan.ends_ms - plan.starts_ms for plan in plans]
            case CloseSession(session):
                self.closed.setdefault(session, entry.received_ms)
            case CloseConference():
                for session in self.opened:
                    self.closed.setdefault(session, entry.received_ms)
            case NoteOnline(session, person, joined, at_ms):
                self.words.append((session, person, min(at_ms, entry.received_ms), joined))
            case LinkPhone():
                self._link(seq, entry, verdict)
            case ConfirmPhone():
                self._confirm(seq, entry, verdict)
            case Undo(command):
                self.undone[command].append(entry.grant)
            case AddWalkIn():
                self.said.append((seq, entry, len(self.people)))
                self.people.append(Person(-1, -1, 0))
            case CheckIn() | CheckOut() | Excuse() | Exempt():
                self.said.append((seq, entry, body.person))
            case ReportHeadCount():
                self.said.append((seq, entry, -1))

    def _link(self, seq: int, entry: Entry, verdict: Verdict) -> None:
        if verdict is Verdict.WAITING:
            self.wishes.append((entry, True))
        elif verdict is not Verdict.ALREADY_SO and not entry.body.online:
            self._scan(seq, entry, entry)

    def _confirm(self, seq: int, entry: Entry, verdict: Verdict) -> None:
        """The wish that waits longest unanswered of the newest session of these two, counted at its own scan time."""
        if verdict is Verdict.ALREADY_SO:
            return
        mine = [wish for wish, waits in self.wishes if waits and wish.body[1:3] == entry.body[:2]]
        wish = mine[-1]
        self.wishes = [(one, waits and (one.body[:3] != wish.body[:3])) for one, waits in self.wishes]
        if entry.body.confirmed and not wish.body.online:
            self._scan(seq, entry, wish)

    def _scan(self, seq: int, entry: Entry, link: Entry) -> None:
        body = CheckIn(link.body.session, link.body.person, int(link.body.place[1:]))
        told = link._replace(id=entry.id, body=body)
        self.said.append((seq, told, body.person))

    def online(self, session: int, person: int) -> list[tuple[int, bool]]:
        """Moments and whether she came or went, as far as presence online adds them."""
        told = sorted(
            (
                (at, n, joined)
                for n, (s, p, at, joined) in enumerate(self.words)
                if (s, p) == (session, person)
            )
        )
        opened, closed = self.opened.get(session, 0), self.closed.get(session, 0)
        there = [(a[0], b[0]) for a, b in pairwise(told) if a[2]]
        there += [
            (a[0], b[0]) for a, b in pairwise(told) if not a[2] and b[2] and b[0] - a[0] < 60_000
            and any(one[2] for one in told[: told.index(a)])
        ]  # fmt: skip
        stays = bool(told) and told[-1][2]
        if stays:
            there.append((told[-1][0], max(told[-1][0], opened, closed)))
        clipped = sorted((max(a, opened), min(b, closed or b)) for a, b in there)
        length = closed - opened if closed else self.length[session]
        needed = (length * self.percent + 99) // 100
        for a, b in clipped:
            if a <= b and b - a >= needed:
                ends = max(b for a, b in clipped if a <= b)
                return [(a + needed, True)] + ([] if stays else [(ends, False)])
            needed -= max(0, b - a)
        return []

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
        for at, joined in self.online(session, person):
            told.append(((at, 1 << 40), CheckIn if joined else CheckOut, 0))
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
        place = {node: [0] * 12 for node in range(len(self.parent))}
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
                row[11] += node in mine and came == 0
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
