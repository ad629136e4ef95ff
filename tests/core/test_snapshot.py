"""A snapshot is a cache: with the tail of the journal it is the full fold."""

from array import array

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.core import snapshot
from server.core.commands import StageUnits, UnitRow
from server.core.conference import Conference
from server.core.ids import ImportId
from server.core.rows import board, roster
from server.core.state import Session
from server.core.talk_rows import Audience, floor, me, papers, phones, questions
from tests.core.histories import SESSIONS, Step, histories, phones_of, talks, told
from tests.given import NOON, Story, planned, running


@given(histories | talks, st.integers(0, 60))
@settings(max_examples=150)
def test_snapshot_and_tail_equal_the_full_fold(history: list[Step], cut: int) -> None:
    """Law: by digest, wherever it is cut, through a codec that knows plain values only."""
    entries = told(history).entries
    cut = min(cut, len(entries))
    full, half = Conference(), Conference()
    for seq, entry in enumerate(entries, 1):
        full.apply(seq, entry)
        if seq <= cut:
            half.apply(seq, entry)
    carried = msgspec.msgpack.decode(msgspec.msgpack.encode(snapshot.freeze(half)))
    thawed = snapshot.thaw(carried)
    assert snapshot.digest(thawed) == snapshot.digest(half)
    for seq, entry in enumerate(entries[cut:], cut + 1):
        thawed.apply(seq, entry)
    assert snapshot.digest(thawed) == snapshot.digest(full)
    for node in range(full.node_count):
        for session in range(SESSIONS):
            assert board(thawed, node, session) == board(full, node, session)
            if full.units.is_point(node):
                assert roster(thawed, node, session) == roster(full, node, session)
    assert talk(thawed) == talk(full)


def talk(conference: Conference) -> list:
    """Every table of talk, for every audience."""
    story = Story()
    story.conference = conference
    audiences = [
        Audience("h0"),
        Audience("o4"),
        Audience("v0"),
        *(Audience(g, d) for d, g in phones_of(story)),
    ]
    return [
        *(floor(conference, n, director) for n in range(SESSIONS) for director in (True, False)),
        *(questions(conference, n, one) for n in range(SESSIONS) for one in audiences),
        *(phones(conference, point) for point in conference.points_under(0)),
        *(me(conference, one.device, NOON) for one in audiences if one.device),
        papers(conference),
    ]


def test_an_import_on_its_way_is_in_the_snapshot() -> None:
    """Law: what is staged when it is taken can be committed afterwards."""
    story = planned()
    story.asks(StageUnits(ImportId(b"i" * 16), [UnitRow("U", "", "U", "")]))
    story.conference = snapshot.thaw(snapshot.freeze(story.conference))
    assert story.conference.stage is not None
    assert story.conference.stage.unit_numbers == {"U": 1}


def test_a_thawed_conference_shares_nothing_with_the_frozen() -> None:
    """Law: what happens in one moves nothing in the other, nor in the frozen values."""
    story = running()
    frozen = snapshot.freeze(story.conference)
    before = snapshot.digest(story.conference)
    thawed = snapshot.thaw(frozen)
    story.checks_in(0, "A1")
    story.excuses(1)
    assert snapshot.digest(thawed) == before
    assert snapshot.digest(snapshot.thaw(frozen)) == before


def test_digests_tell_different_states_apart() -> None:
    """Law: one entry more, whatever it did, is another state."""
    story = running()
    seen = {snapshot.digest(story.conference)}
    for person in (0, 99):
        story.checks_in(person, "A1")
        seen.add(snapshot.digest(story.conference))
    assert len(seen) == 3


def test_a_snapshot_of_another_version_is_not_read() -> None:
    """Law: a node that wrote other columns folds from the journal."""
    frozen = snapshot.freeze(running().conference) | {"version": snapshot.VERSION + 1}
    with pytest.raises(ValueError, match="version"):
        snapshot.thaw(frozen)


def test_every_column_is_in_the_snapshot() -> None:
    """Law: an attribute that is neither frozen nor rebuilt would be lost: every one is named here."""
    derived = {
        "units": {
            "unit_of_code",
            "point_of_code",
            "_children",
            "_filed",
            "_points_below",
            "point_count",
            "linked_count",
        },
        "people": {"_runs_at", "_filed"},
        "links": {"number_of_grant", "number_of", "devices_of", "desks", "_trail"},
        "questions": {"number_of", "on_screen", "changed_in", "_trail"},
        "papers": {"number_of", "totals"},
        "figures": {"pending", "arrivals", "dirty", "busy"},
        "floor": {"_spoken"},
        "phones": {
            "of_device",
            "of_person",
            "listed",
            "turned",
            "changed_last",
            "_trail",
            "_newest",
            "_waiting",
        },
        "session": {"recent", *Session.PARTS},
        "conference": {"seq_of_id", "open", "sessions", "stage", *Conference.PARTS},
    }
    conference = running().conference
    for path, holder in snapshot._holders(conference):
        assert set(vars(holder)) - set(holder.STATE) <= derived.get(path.split()[0], set()), path


def test_columns_are_little_endian_on_every_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Law: a big-endian machine swaps on the way out and back in."""
    story = running()
    story.checks_in(0, "A1")
    frozen = snapshot.freeze(story.conference)
    column = array("i")
    column.frombytes(frozen["people.unit_of"])
    assert column == story.conference.people.unit_of
    monkeypatch.setattr(snapshot.sys, "byteorder", "big")
    swapped = snapshot.freeze(story.conference)
    column.byteswap()
    assert swapped["people.unit_of"] == column.tobytes()
    assert snapshot.thaw(swapped).people.unit_of == story.conference.people.unit_of
