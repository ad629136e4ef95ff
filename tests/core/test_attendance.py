"""One person, one attendance, all evidence kept (DOMAIN rules 3 and 4)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.core import attendance
from server.core.attendance import (
    EXCUSED,
    HEAD_COUNT,
    IN,
    NONE,
    NOWHERE,
    OUT,
    UNDONE,
    WALK_IN,
    Evidence,
    Notes,
    Piece,
    standing,
)
from server.core.commands import CheckIn, CheckOut, ReportHeadCount, Undo
from server.core.ids import NodeNo, PersonNo, SessionNo
from tests.core.histories import begun, nodes
from tests.given import DIGEST, HOST, MINUTE, NOON, Story

X, Y, Z = 4, 5, 6


def piece(kind: int, point: int, at: int, seq: int, undone: bool = False) -> Piece:
    return Piece(kind << 3 | UNDONE * undone, 0, point, at, at, at, 0, seq, NONE, seq.to_bytes(16, "big"))


@given(st.lists(st.integers(0, 3), max_size=40), st.integers(0, 40), st.integers(1, 7))
def test_the_rows_of_a_session_are_found_wherever_they_lie(sessions, since, at_once):
    """Law: newest first, none left out where one look ends and the next begins, undone ones too."""
    evidence = Evidence()
    for seq, session in enumerate(sessions):
        evidence.append(
            piece(IN, X, seq, seq, undone=seq % 3 == 0)._replace(meta=session | UNDONE * (seq % 3 == 0))
        )

    with pytest.MonkeyPatch.context() as smaller:
        smaller.setattr(attendance, "LOOKED_AT", at_once)
        found = list(evidence.rows_of(2, since))

    assert found == [row for row in range(len(sessions) - 1, -1, -1) if sessions[row] == 2 and row >= since]


@pytest.mark.parametrize(
    ("told", "ever", "opens"),
    [
        ([], -1, []),
        ([(IN, X, 1)], X, [X]),
        ([(WALK_IN, X, 1)], X, [X]),
        ([(IN, X, 1), (IN, X, 2)], X, [X]),
        ([(IN, X, 1), (OUT, X, 2)], X, []),
        ([(IN, X, 1), (OUT, X, 2), (IN, Y, 3)], X, [Y]),
        ([(IN, X, 1), (IN, Y, 2)], X, [X, Y]),
        ([(IN, Y, 2), (IN, X, 1)], X, [X, Y]),
        ([(IN, X, 1), (IN, Y, 2), (OUT, X, 3)], X, [Y]),
        ([(OUT, X, 1)], -1, []),
        ([(OUT, X, 2), (IN, X, 1)], X, []),
        ([(OUT, X, 1), (IN, X, 2)], X, [X]),
        ([(IN, X, 1), (OUT, Y, 2)], X, [X]),
        ([(IN, X, 5), (IN, Y, 5)], X, [X, Y]),
        ([(IN, X, 1), (IN, X, 2), (OUT, X, 3)], X, []),
    ],
)
def test_attendance_is_what_the_sorted_evidence_says(told: list, ever: int, opens: list) -> None:
    """Law: the table in attendance.py; ties go by journal order."""
    found = standing([piece(*one, seq) for seq, one in enumerate(told, 1)])
    assert (found.ever, [one.point for one in found.opens]) == (ever, opens)
    assert found.now == (opens[0] if opens else -1)


def test_what_was_undone_counts_for_nothing() -> None:
    """Law: evidence that was taken back is kept and read past."""
    assert standing([piece(IN, X, 1, 1, undone=True)]) == NOWHERE
    found = standing([piece(IN, X, 1, 1, undone=True), piece(IN, Y, 2, 2)])
    assert (found.ever, found.now) == (Y, Y)


moments = st.lists(
    st.tuples(
        st.sampled_from([CheckIn, CheckOut]),
        st.integers(0, 4),
        st.sampled_from(["A1", "A2", "B1"]),
        st.booleans(),
    ),
    max_size=12,
)


def delivered(told: list[tuple], order: list[int]) -> tuple[Story, list]:
    """One outbox entry per moment (and its undo), made minute by minute, delivered in `order`."""
    story = begun()
    story.at = NOON + 100 * MINUTE
    outbox = []
    for at, (kind, person, code, undone) in enumerate(told):
        body = kind(SessionNo(0), PersonNo(person), story.node(code))
        entry = story.entry(body, story.desk(code), made_ms=NOON + at * MINUTE)
        outbox.append(entry)
        outbox.append(story.entry(Undo(entry.id, DIGEST), HOST)) if undone else None
    for at in order:
        if at < len(outbox):
            story.takes(outbox[at])
    return story, outbox


@given(moments, st.permutations(list(range(24))))
def test_the_order_of_delivery_changes_no_attendance(told: list[tuple], order: list[int]) -> None:
    """Law: check-ins, check-outs and undos delivered in any order give the same attendance and the same figures."""
    (one, _), (other, _) = delivered(told, list(range(24))), delivered(told, order)
    for person in range(one.conference.person_count):
        found = [
            story.conference.evidence.standing(story.conference.sessions[0].last[person])
            for story in (one, other)
        ]
        named = [(f.first and f.first.command, [piece.command for piece in f.opens]) for f in found]
        assert named[0] == named[1]
    assert [one.place(one.conference.code_of(n)) for n in nodes(one)] == [
        other.place(other.conference.code_of(n)) for n in nodes(other)
    ]
    assert [c.person for c in one.conference.conflicts(0)] == [
        c.person for c in other.conference.conflicts(0)
    ]


def test_evidence_is_found_by_the_entry_that_made_it() -> None:
    """Law: each row is found by its seq; a seq that made none finds none."""
    evidence = Evidence()
    for seq in (3, 7, 8):
        evidence.append(piece(IN, X, seq, seq))
    assert [evidence.of_seq(seq) for seq in (3, 7, 8)] == [0, 1, 2]
    assert [evidence.of_seq(seq) for seq in (1, 5, 9)] == [NONE] * 3
    assert evidence[1] == piece(IN, X, 7, 7)


def test_of_notes_the_latest_by_corrected_time_holds() -> None:
    """Law: a note delivered late does not win over one said after it; undone, it gives way to the one
    before; of two at the same time the later in the journal holds."""
    notes = Notes()
    for seq, (value, at_ms) in enumerate([(10, 5), (20, 9), (30, 7)], 1):
        notes.append(HEAD_COUNT, 0, X, value, at_ms, seq)
    assert notes.worth(HEAD_COUNT, 0, X) == 20
    notes.undone[1] = 1
    assert notes.worth(HEAD_COUNT, 0, X) == 30
    notes.append(HEAD_COUNT, 0, X, 31, 7, 4)
    assert notes.worth(HEAD_COUNT, 0, X) == 31
    assert (notes.worth(HEAD_COUNT, 1, X), notes.worth(EXCUSED, 0, X)) == (0, 0)


def test_a_late_head_count_does_not_replace_a_later_one() -> None:
    """Law: of two head-counts of a room the one taken later stands, whenever it arrives."""
    story = begun()
    story.counts_heads(40, "B1", made_ms=NOON + 5 * MINUTE)
    body = ReportHeadCount(SessionNo(0), NodeNo(story.node("B1")), 12)
    story.asks(body, story.desk("B1"), made_ms=NOON + 1 * MINUTE)
    assert story.place("B1")[8] == 40
