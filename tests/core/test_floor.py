"""Who speaks to all: hands in the journal's order, one next, one on air."""

from itertools import pairwise

import pytest
from hypothesis import given

from server.core.commands import CuePlace, GiveFloor, LowerHand, RaiseHand, ReleaseFloor
from server.core.conference import Conference
from server.core.hands import SILENT, Floor, Spoken, Turn
from server.core.ids import Place, SessionNo
from server.core.places import NOBODY, attendee, person_of, point_of, room
from server.core.refusals import Verdict
from tests.core.histories import Step, begun, histories, take
from tests.given import MINUTE, NOON, SERVER, Story, closed, launched, running

S0 = SessionNo(0)


@pytest.mark.parametrize(
    ("place", "point", "person"),
    [
        ("n17", 17, -1), ("n0", 0, -1), ("p0", -1, 0), ("p123", -1, 123), ("p2147483647", -1, 2147483647),
        ("", -1, -1), ("n", -1, -1), ("n01", -1, -1), ("x1", -1, -1), ("n-1", -1, -1), ("p٣", -1, -1), ("17", -1, -1),
        ("p12345678901", -1, -1), ("np1", -1, -1),
    ],
)  # fmt: skip
def test_a_place_is_a_room_or_a_person(place: str, point: int, person: int) -> None:
    """Law: one spelling only; everything else is no place."""
    assert (point_of(place), person_of(place)) == (point, person)
    assert point < 0 or room(point) == place
    assert person < 0 or attendee(person) == place


def hands(story: Story, session: int = 0) -> list[str]:
    return list(story.conference.sessions[session].floor.hands)


def test_hands_stand_in_the_order_of_the_journal() -> None:
    """Law: a hand lowered and raised again goes to the end; raised twice it stays where it is."""
    story = running()
    assert [story.raises(code) for code in ("B1", "A1", "A2")] == [Verdict.ACCEPTED] * 3
    assert story.raises("B1") is Verdict.ALREADY_SO
    rooms = [story.place_of(code) for code in ("B1", "A1", "A2")]
    assert hands(story) == rooms
    assert story.asks(LowerHand(S0, rooms[0]), story.desk("B1")) is Verdict.ACCEPTED
    assert story.asks(LowerHand(S0, rooms[0])) is Verdict.ALREADY_SO
    story.raises("B1")
    assert hands(story) == [*rooms[1:], rooms[0]]


def test_giving_the_floor_lowers_the_hand_empties_the_cue_and_releases_who_spoke() -> None:
    """Law: one place on air; turns and their length are kept per place."""
    story = running()
    a1, b1 = story.place_of("A1"), story.place_of("B1")
    story.raises("A1")
    assert story.cues(a1) is Verdict.ACCEPTED
    assert (story.cues(a1), hands(story)) == (Verdict.ALREADY_SO, [a1])
    assert story.gives(a1) is Verdict.ACCEPTED
    floor = story.conference.sessions[0].floor
    assert (floor.on_air, floor.cue, hands(story), floor.since_ms) == (a1, NOBODY, [], story.at)
    assert (story.gives(a1), story.raises("A1"), story.cues(a1)) == (
        Verdict.ALREADY_SO,
        Verdict.ALREADY_SO,
        Verdict.WRONG_STATE,
    )
    began = story.at
    story.at += 3 * MINUTE
    assert story.gives(b1) is Verdict.ACCEPTED
    assert story.conference.turns(0) == [Turn(a1, began, story.at), Turn(b1, story.at, 0)]
    assert (floor.spoken(a1), floor.spoken(b1)) == (Spoken(1, 3 * MINUTE), Spoken(1, 0))
    assert floor.spoken("n99") is SILENT


def test_the_cue_is_replaced_and_emptied() -> None:
    """Law: one place is next; "" is nobody."""
    story = running()
    floor = story.conference.sessions[0].floor
    story.cues(story.place_of("A1"))
    story.cues(story.place_of("B1"))
    assert floor.cue == story.place_of("B1")
    assert (story.cues(""), floor.cue, story.cues("")) == (Verdict.ACCEPTED, NOBODY, Verdict.ALREADY_SO)


@pytest.mark.parametrize("by", ["host", "room", "server"])
def test_the_floor_is_released_by_the_host_the_room_or_the_server(by: str) -> None:
    """Law: released twice is so already; a place that is not on air loses nothing and takes nothing."""
    story = running()
    a1 = story.place_of("A1")
    story.gives(a1)
    story.at += MINUTE
    grant = {"host": "h0", "room": story.desk("A1"), "server": SERVER}[by]
    assert story.releases(story.place_of("B1")) is Verdict.ALREADY_SO
    assert story.releases(a1, grant) is Verdict.ACCEPTED
    assert story.releases(a1, grant) is Verdict.ALREADY_SO
    floor = story.conference.sessions[0].floor
    assert (floor.on_air, floor.since_ms, floor.spoken(a1)) == (NOBODY, 0, Spoken(1, MINUTE))


def test_a_turn_never_has_a_negative_length() -> None:
    """Law: a server's clock that was set back ends a turn when it began."""
    floor = Floor()
    floor.give("n4", 1000, 1)
    floor.release(400, 2)
    assert floor.turns() == [Turn("n4", 1000, 1000)]
    assert floor.spoken("n4") == Spoken(1, 0)


@pytest.mark.parametrize("how", ["session", "conference"])
def test_closing_ends_the_floor(how: str) -> None:
    """Law: nobody on air, nobody next, no hand up; the turn ends with the session."""
    story = running()
    story.raises("A2")
    story.cues(story.place_of("A1"))
    story.gives(story.place_of("B1"))
    story.cues(story.place_of("A1"))
    began, story.at = story.at, story.at + MINUTE
    if how == "session":
        story.closes()
    else:
        closed(story)
    floor = story.conference.sessions[0].floor
    assert (floor.on_air, floor.cue, floor.hands) == (NOBODY, NOBODY, {})
    assert story.conference.turns(0) == [Turn(story.place_of("B1"), began, story.at)]
    assert story.raises("A1") is Verdict.SESSION_CLOSED
    assert story.releases(story.place_of("B1"), SERVER) is Verdict.ALREADY_SO


WHEN = [
    (lambda: Story(), Verdict.NOT_LAUNCHED),
    (lambda: launched(), Verdict.SESSION_NOT_OPEN),
]


@pytest.mark.parametrize(("story", "verdict"), WHEN, ids=["draft", "launched"])
def test_the_floor_is_there_while_the_session_is_open(story, verdict: Verdict) -> None:
    """Law: before it there are no hands, no cue, no floor; a session that is not there is told apart."""
    told: Story = story()
    for kind in (RaiseHand, CuePlace, GiveFloor):
        assert told.asks(kind(S0, Place("n4"))) is verdict
    opened = running()
    for kind in (RaiseHand, CuePlace, GiveFloor, LowerHand, ReleaseFloor):
        assert opened.asks(kind(SessionNo(7), Place("n4"))) is Verdict.NO_SUCH_SESSION


@pytest.mark.parametrize(
    ("place", "verdict"),
    [
        ("n4", Verdict.ACCEPTED), ("n2", Verdict.NO_SUCH_POINT), ("n0", Verdict.NO_SUCH_POINT),
        ("n99", Verdict.NO_SUCH_POINT), ("x", Verdict.NO_SUCH_POINT), ("p99", Verdict.NO_SUCH_PERSON),
        ("p3", Verdict.NO_SUCH_PERSON), ("p5", Verdict.ACCEPTED),
    ],
)  # fmt: skip
def test_a_place_must_be_there(place: str, verdict: Verdict) -> None:
    """Law: a point of the tree, or a person whose phone is linked online (5 is; 3 sits in her room with it)."""
    story = running()
    story.phones_in(5)
    story.phones_in(3, "A2")
    assert story.gives(place) is verdict
    assert story.cues(place) is (Verdict.WRONG_STATE if verdict is Verdict.ACCEPTED else verdict)


def test_a_person_online_speaks_like_a_room() -> None:
    """Law: she raises and lowers her own hand, is given the floor and leaves it; nobody else's, and not from a room."""
    story = running()
    online, sitting = story.phones_in(5), story.phones_in(3, "A2")
    hand, other = RaiseHand(S0, Place("p5")), RaiseHand(S0, Place("p6"))
    assert story.says_by_phone(online, hand) is Verdict.ACCEPTED
    assert story.says_by_phone(online, other) is Verdict.NOT_ALLOWED
    assert story.says_by_phone(online, RaiseHand(S0, story.place_of("B1"))) is Verdict.NOT_ALLOWED
    assert story.says_by_phone(sitting, RaiseHand(S0, story.place_of("A2")), "A2") is Verdict.NOT_ALLOWED
    assert story.says_by_phone(online, LowerHand(S0, Place("p5"))) is Verdict.ACCEPTED
    story.gives("p5")
    assert story.says_by_phone(online, ReleaseFloor(S0, Place("p5"))) is Verdict.ACCEPTED
    assert story.conference.turns(0) == [Turn("p5", story.at, story.at)]


@given(histories)
def test_hands_are_the_same_list_on_every_node(history: list[Step]) -> None:
    """Law: in the order of the raising in the journal, without the place on air, however it was folded."""
    story = begun()
    for step in history:
        take(story, step)
    again = Conference()
    for seq, entry in enumerate(story.entries, 1):
        again.apply(seq, entry)
    for mine, theirs in zip(story.conference.sessions, again.sessions, strict=True):
        assert list(mine.floor.hands.items()) == list(theirs.floor.hands.items())
        raised = [seq for seq, _ in mine.floor.hands.values()]
        assert raised == sorted(raised)
        assert mine.floor.on_air not in mine.floor.hands
        assert [story.entries[seq - 1].body.place for seq in raised] == list(mine.floor.hands)


@given(histories)
def test_one_place_is_on_air_at_a_time(history: list[Step]) -> None:
    """Law: turns follow one another; only the last may be going on, and it is the place on air."""
    story = begun()
    for step in history:
        take(story, step)
    for number, session in enumerate(story.conference.sessions):
        turns = story.conference.turns(number)
        going = [turn.place for turn in turns if not turn.to_ms]
        assert going == ([session.floor.on_air] if session.floor.on_air else [])
        assert all(turn.to_ms for turn in turns[:-1])
        assert all(before.to_ms <= after.from_ms for before, after in pairwise(turns))
        assert session.floor.on_air == NOBODY or session.state == 1
        for turn in turns:
            spoken = session.floor.spoken(turn.place)
            own = [one for one in turns if one.place == turn.place]
            ended = sum(one.to_ms - one.from_ms for one in own if one.to_ms)
            assert spoken == (len(own), ended)


def test_a_retry_is_answered_first() -> None:
    """Law: the same command again hears what it heard first, also after the hand went down and the session closed."""
    story = running()
    story.raises("A1")
    raised = story.entries[-1]
    story.gives(story.place_of("A1"))
    given_ = story.entries[-1]
    story.closes()
    assert story.takes(raised).verdict is Verdict.ACCEPTED
    assert story.takes(given_).verdict is Verdict.ACCEPTED
    assert story.conference.sessions[0].floor.on_air == NOBODY
    assert story.at >= NOON
