"""Who is linked is true only now: linked, silent and never seen, counted at every node, journalled sparingly."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.core.choices import PointNews
from server.core.commands import NotePoint
from server.core.ids import Millis, NodeNo
from server.live.presence import NEWS_GAP_MS, SILENT_S, Counts, Link, News, Presence
from tests.given import ROOMS, ROSTER, SERVER, TREE, Story

GRACE_MS = SILENT_S * 1000
START = Millis(1_770_000_000_000)
ROOT = NodeNo(0)


def story() -> Story:
    told = Story()
    told.imports(TREE, ROOMS, ROSTER)
    return told


def at(ms: int) -> Millis:
    return Millis(START + ms)


def test_what_the_journal_did_not_take_is_said_again_after_the_gap() -> None:
    """Law: a point first linked while the disk is full is in the report all the same, and no log is flooded."""
    told = story()
    presence, a1 = Presence(told.conference), told.node("A1")
    presence.link(a1, at(0))
    (news,) = presence.second(at(0))

    presence.unsaid(news)

    assert presence.second(at(1_000)) == []
    assert presence.second(at(NEWS_GAP_MS)) == [news]
    assert presence.second(at(2 * NEWS_GAP_MS)) == []


def test_points_that_fall_silent_together_are_marked_a_few_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Law: a power cut of a whole province holds nobody up; the time told is when each was lost."""
    monkeypatch.setattr("server.live.presence.MARKED_AT_ONCE", 2)
    told = story()
    presence = Presence(told.conference)
    points = [told.node(code) for code in ("A1", "A2", "B1")]
    for point in points:
        presence.link(point, at(0))
    assert len(presence.second(at(0))) == 2 and len(presence.second(at(1_000))) == 1
    for point in points:
        presence.unlink(point, at(2_000))

    presence.second(at(2_000 + GRACE_MS))
    assert presence.counts(ROOT).silent == 2
    presence.second(at(3_000 + GRACE_MS))

    assert {since for _, since in presence.silent(9)} == {at(2_000)}
    assert presence.counts(ROOT).silent == 3


def test_a_point_is_linked_until_its_last_socket_has_been_away_for_the_grace_time() -> None:
    """Law: a reload is no silence; half a minute without any socket is."""
    told = story()
    presence, a1 = Presence(told.conference), told.node("A1")
    presence.link(a1, at(0))
    presence.link(a1, at(0))
    presence.unlink(a1, at(1_000))
    presence.second(at(10 * GRACE_MS))
    assert presence.state_of(a1) is Link.LINKED
    presence.unlink(a1, at(400_000))
    presence.second(at(400_000 + GRACE_MS - 1))
    assert presence.state_of(a1) is Link.LINKED
    presence.second(at(400_000 + GRACE_MS))
    assert presence.state_of(a1) is Link.SILENT
    assert presence.silent(10) == [(a1, at(400_000))]
    presence.link(a1, at(500_000))
    assert presence.state_of(a1) is Link.LINKED
    assert presence.silent(10) == []


def test_a_restart_gives_every_point_seen_before_its_grace_time() -> None:
    """Law: a new process says of no point that it is silent before that point could have come back."""
    told = story()
    a1, a2 = told.node("A1"), told.node("A2")
    told.asks(NotePoint(a1, PointNews.FIRST_LINKED, Millis(told.at)), SERVER)
    presence = Presence(told.conference)
    presence.recall(at(0))
    assert (presence.state_of(a1), presence.state_of(a2)) == (Link.LINKED, Link.NEVER)
    presence.second(at(GRACE_MS))
    assert (presence.state_of(a1), presence.state_of(a2)) == (Link.SILENT, Link.NEVER)


def test_the_journal_gets_a_point_at_most_once_a_minute_and_only_what_is_new() -> None:
    """Law: a flapping line writes one entry a minute, and what was said is not said again."""
    told = story()
    presence, a1 = Presence(told.conference), told.node("A1")
    presence.link(a1, at(0))
    assert presence.second(at(1_000)) == [News(a1, PointNews.FIRST_LINKED, at(0))]
    told.asks(NotePoint(a1, PointNews.FIRST_LINKED, at(0)), SERVER)
    presence.unlink(a1, at(2_000))
    assert presence.second(at(2_000 + GRACE_MS)) == []
    assert presence.second(at(1_000 + NEWS_GAP_MS)) == [News(a1, PointNews.LOST, at(2_000))]
    presence.link(a1, at(70_000))
    presence.unlink(a1, at(71_000))
    assert presence.second(at(71_000 + GRACE_MS)) == []
    assert presence.second(at(1_000 + 2 * NEWS_GAP_MS)) == []


@given(
    st.lists(st.tuples(st.sampled_from(["link", "unlink", "second"]), st.sampled_from(["A1", "A2", "B1"])))
)
def test_the_counts_of_every_node_are_those_of_its_points(steps: list[tuple[str, str]]) -> None:
    """Law: after any history, linked, silent and never under a node are a recount of the points below it."""
    told = story()
    presence, now, sockets = Presence(told.conference), 0, dict.fromkeys(["A1", "A2", "B1"], 0)
    for act, code in steps:
        now += 20_000
        point = told.node(code)
        if act == "link":
            sockets[code] += 1
            presence.link(point, at(now))
        elif act == "unlink" and sockets[code]:
            sockets[code] -= 1
            presence.unlink(point, at(now))
        else:
            presence.second(at(now))
    for node in range(told.conference.node_count):
        points = list(told.conference.points_under(NodeNo(node)))
        states = [presence.state_of(point) for point in points]
        assert presence.counts(NodeNo(node)) == Counts(
            len(points), *(states.count(state) for state in (Link.LINKED, Link.SILENT, Link.NEVER))
        )
