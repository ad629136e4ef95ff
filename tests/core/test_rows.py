"""Views as tables: what is newer than a position, applied to what one had, is the table as it is now."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.core import rows
from server.core.commands import AddWalkIn, NotePoint, PointRow, UnitRow
from server.core.conference import Conference
from server.core.ids import GrantId, Millis, SessionNo, subject_of
from tests.core.histories import SESSIONS, Step, begun, histories, take, told
from tests.given import DIGEST, HOST, MINUTE, NOON, SERVER, Story, closed, planned, running


class Page:
    """A watcher's copy of one table: keeps a position, takes newer rows, reloads when the tree moved under it."""

    def __init__(self, read) -> None:
        self.read = read
        self.rows: dict = {}
        self.seq = -1

    def follow(self, conference: Conference) -> None:
        if self.seq < conference.moved:
            self.rows, self.seq = {}, -1
        self.rows |= {row[0]: row for row in self.read(conference, self.seq)}
        self.seq = conference.seq


def pages(story: Story) -> list[Page]:
    nodes, sessions = range(story.conference.node_count), range(SESSIONS)
    rooms = [node for node in nodes if story.conference.units.is_point(node)]
    grants = [GrantId(f"o{point}") for point in rooms]
    return [
        Page(rows.conference),
        *(Page(lambda c, since, n=n, s=s: rows.board(c, n, s, since)) for n in nodes for s in sessions),
        *(Page(lambda c, since, n=n, s=s: rows.roster(c, n, s, since)) for n in rooms for s in sessions),
        *(Page(lambda c, since, g=g: rows.devices(c, g, since)) for g in grants),
    ]


@given(histories, st.lists(st.integers(0, 7), min_size=1, max_size=60))
@settings(max_examples=150)
def test_rows_after_any_history_equal_a_fresh_load(history: list[Step], looks: list[int]) -> None:
    """Law: a page that looked now and then, whenever it looked, shows the rows of a page that loads now."""
    story = begun()
    watched = pages(story)
    for at, step in enumerate(history):
        take(story, step)
        story.conference.settle()
        for number, page in enumerate(watched):
            if (number + at) % 8 == looks[at % len(looks)]:
                page.follow(story.conference)
    story.conference.settle()
    for old in watched:
        fresh = Page(old.read)
        old.follow(story.conference)
        fresh.follow(story.conference)
        assert old.rows == fresh.rows


@given(histories)
def test_what_changed_is_announced_at_the_node(history: list[Step]) -> None:
    """Law: a board or roster has rows newer than a position only if its own mark is newer: nobody looks in vain."""
    story = told(history)
    conference = story.conference
    conference.settle()
    for session in range(SESSIONS):
        for node in range(conference.node_count):
            marks = conference.sessions[session].figures.changed
            assert rows.board_changed(conference, node, session) == marks[node]
            below = [marks[child] for child in conference.children_of(node)]
            assert marks[node] >= max(below, default=0)
            if conference.units.is_point(node):
                touched = [
                    conference.sessions[session].touched[p] for p in conference.people_at(node, session)
                ]
                assert conference.roster_changed(session, node) >= max(touched, default=0)


def status(story: Story, person: int, code: str = "A1") -> int:
    return rows.roster_row(story.conference, person, story.node(code), 0)[5]


def test_the_status_of_a_person_on_a_roster() -> None:
    """Law: expected, present, left, elsewhere, excused, exempt, at two points, taken back."""
    story = running()
    assert status(story, 0) == rows.EXPECTED
    story.excuses(0)
    assert status(story, 0) == rows.EXCUSED
    story.exempts(0)
    assert status(story, 0) == rows.EXEMPT
    story.checks_in(0, "A1")
    assert status(story, 0) == rows.PRESENT
    story.at += MINUTE
    story.checks_out(0, "A1")
    assert status(story, 0) == rows.LEFT
    story.checks_in(0, "A2")
    assert (status(story, 0), status(story, 0, "A2")) == (rows.ELSEWHERE, rows.PRESENT)
    story.checks_in(0, "A1")
    assert status(story, 0) == rows.CONFLICT
    story.checks_in(5, "A1")
    story.undoes(story.last_id())
    assert status(story, 5) == rows.TAKEN_BACK


def test_a_roster_row_names_the_first_and_what_can_be_taken_back() -> None:
    """Law: [person, subject, "", "", unit, status, at, now, its name, device, last command, walk-in, reason]."""
    story = running()
    story.excuses(0)
    reason = subject_of(story.last_id())
    story.checks_in(0, "A2")
    first = story.last_id()
    story.at += MINUTE
    story.checks_out(0, "A2")
    last = story.last_id()
    row = rows.roster_row(story.conference, 0, story.node("A1"), 0)
    subject = story.conference.subject_of_person(0)
    here = [-1, "", "Chrome · Windows"]
    assert row == [0, subject, "", "", "Xã A", rows.LEFT, NOON + 10 * MINUTE, *here, last, False, reason]
    story.undoes(last)
    row = rows.roster_row(story.conference, 0, story.node("A1"), 0)
    assert row[5:11] == [rows.ELSEWHERE, row[6], story.node("A2"), "Hội trường A2", "Chrome · Windows", first]


def test_the_roster_of_a_room_has_its_own_then_guests_and_walk_ins() -> None:
    """Law: the summoned by number, then whoever else has evidence there; not who is summoned to another session."""
    story = running()
    story.checks_in(5, "A1")
    walked = story.walks_in("A1")
    found = story.conference.people_at(story.node("A1"), 0)
    assert found == [0, 1, 2, 5, walked]
    assert story.conference.people_at(story.node("A1"), 1) == [0, 1, 2, 8]
    row = rows.roster_row(story.conference, walked, story.node("A1"), 0)
    assert (row[4], row[11]) == ("", True)


def test_a_board_is_the_node_and_its_children() -> None:
    """Law: [node, kind, code, name, place, belonging, carrier]; nothing when nothing is newer."""
    story = running()
    story.checks_in(0, "A1")
    story.conference.settle()
    board = rows.board(story.conference, story.node("A"), 0)
    assert [row[:4] for row in board] == [
        [2, 0, "A", "Xã A"],
        [4, 2, "A1", "Hội trường A1"],
        [5, 2, "A2", "Hội trường A2"],
    ]
    assert board[0][4:] == [[5, 1, 0, 1, 0, 0, 0, 0, 0, 2, 1, 0], [5, 1, 1, 0, 0], 0]
    newer = rows.board(story.conference, story.node("A"), 0, story.conference.seq - 1)
    assert [row[0] for row in newer] == [2, 4]
    assert rows.board(story.conference, story.node("A"), 0, story.conference.seq) == []
    assert rows.board(story.conference, 0, 0)[1][:2] == [1, 1]


def test_the_conferences_own_row() -> None:
    """Law: [0, title, state, sessions, units, points, people, staged, zone, percent]; walk-ins are not on the roster."""
    story = running()
    story.walks_in("A1")
    closed(story)
    sessions = [
        ["Phiên 1", NOON, NOON + 240 * MINUTE, 2, NOON, NOON + 10 * MINUTE, 5 * MINUTE],
        ["Phiên 2", NOON, NOON + 240 * MINUTE, 0, 0, 0, 120 * MINUTE],
    ]
    assert rows.conference(story.conference) == [
        [0, "Hội nghị học tập", 3, sessions, 3, 3, 9, 0, "Asia/Ho_Chi_Minh", 50]
    ]
    assert rows.conference(story.conference, story.conference.seq) == []


def test_the_latest_are_the_last_thirty_newest_first() -> None:
    """Law: of one session, undone ones marked; read again, it costs only what came since and says the same."""
    story = running()
    story.opens(1)
    for at in range(40):
        story.checks_in(at % 8, "A1", session=at % 2)
    latest = rows.latest(story.conference, 0)
    assert len(latest) == 20
    story.checks_in(5, "B1")
    story.undoes(story.last_id())
    newest = rows.latest(story.conference, 0)
    assert newest[1:] == latest
    assert newest[0][2:] == [story.conference.subject_of_person(5), "Hội trường B1", 3]
    for _ in range(30):
        story.checks_in(0, "A1")
    assert len(rows.latest(story.conference, 0)) == rows.LATEST
    assert [row[0] for row in rows.latest(story.conference, 1)] == sorted(
        (row[0] for row in rows.latest(story.conference, 1)), reverse=True
    )


def kinds(story: Story) -> dict[str, int]:
    return {row[1][6:]: row[6] for row in rows.attention(story.conference, 0) if row[1].startswith("total:")}


def test_what_is_wrong_is_told_with_a_total_per_kind() -> None:
    """Law: conflicts, waiting devices, wrong clocks, late evidence, points never linked; each goes when it is over."""
    story = running()
    assert kinds(story) == {"never": 3}
    story.checks_in(0, "A1")
    story.checks_in(0, "A2")
    waiting = story.enrols(story.desk("A1"))
    story.checks_in(1, "A1", skew_ms=200_000)
    story.asks(NotePoint(story.node("A1"), 0, Millis(5)), SERVER)
    story.closes()
    story.at += MINUTE
    story.checks_in(2, "A1", made_ms=NOON)
    assert kinds(story) == {"conflict": 1, "device": 1, "skew": 1, "late": 1, "never": 2}
    told = {row[0]: row for row in rows.attention(story.conference, 0)}
    contact = story.conference.subject_of_contact(story.node("A1"))
    assert told["conflict:0"] == [
        "conflict:0",
        "conflict",
        4,
        "Hội trường A1",
        contact,
        NOON + 10 * MINUTE,
        2,
    ]
    assert told[f"device:{waiting.hex()}"][2:4] == [4, "Hội trường A1"]
    assert told["late:4"][5:] == [NOON + 10 * MINUTE, 1]
    story.checks_out(0, "A2", made_ms=NOON + 10 * MINUTE)
    assert "conflict" not in kinds(story)


def test_of_one_kind_only_a_few_rows_are_told() -> None:
    """Law: sixty rows at most in all; the total says how many there are."""
    story = planned()
    units = [UnitRow("U", "", "U", "")]
    story.imports(units, [PointRow(f"P{n}", "U", f"P{n}") for n in range(80)])
    told = rows.attention(story.conference, 0)
    assert told[0][6] == 80
    assert len(told) == 1 + rows.ATTENTION_PER_KIND
    assert 6 * (1 + rows.ATTENTION_PER_KIND) <= 60


def test_devices_of_a_link_are_listed_with_their_state() -> None:
    """Law: in order of enrolment; newer than a position only those that changed."""
    story = running()
    grant = story.desk("A1")
    second = story.enrols(grant, "Safari · iPhone")
    seq = story.conference.seq
    assert rows.devices(story.conference, grant) == [
        [story.devices[grant].hex(), "Chrome · Windows", 0, story.at, False],
        [second.hex(), "Safari · iPhone", 1, story.at, False],
    ]
    assert rows.devices(story.conference, grant, seq) == []


@pytest.mark.parametrize("name", ["Nguyễn Văn A", "0912345678"])
def test_no_row_carries_a_personal_text(name: str) -> None:
    """Law: the fold has never seen one: entries carry digests, rows carry subjects."""
    story = running()
    story.asks(AddWalkIn(SessionNo(0), story.node("A1"), DIGEST), HOST)
    told = repr([rows.roster(story.conference, story.node("A1"), 0), rows.latest(story.conference, 0)])
    assert name not in told
    assert all(isinstance(row[1], bytes) for row in rows.roster(story.conference, story.node("A1"), 0))


def test_a_roster_hears_of_a_guest_who_had_left_it() -> None:
    """Law: who was here and went is on this roster still; what she does elsewhere changes her row here."""
    story = running()
    for code in ("A2", "A1"):
        story.checks_in(5, code)
        story.at += MINUTE
        story.checks_out(5, code)
        story.at += MINUTE
    assert status(story, 5) == rows.LEFT
    story.checks_in(5, "B1")
    story.conference.settle()
    assert status(story, 5) == rows.ELSEWHERE
    assert story.conference.roster_changed(0, story.node("A1")) == story.conference.seq


def test_a_new_name_of_a_unit_reaches_the_rosters() -> None:
    """Law: every row that shows the name is newer than the change."""
    story = running()
    seq = story.conference.seq
    story.imports([UnitRow("A", "T", "Phường A", "Phường")])
    found = rows.roster(story.conference, story.node("A1"), 0, seq)
    assert [row[4] for row in found] == ["Phường A"] * 3
