"""The stage of one media room: who may send what, by the floor of the core and the presses of people."""

from hypothesis import given
from hypothesis import strategies as st

from server.live.stage import NO_FLOOR, Floor, Seat, Stage
from server.wire.codes import StageReason
from server.wire.link import Slot

SPEAKS = frozenset({Slot.FLOOR, Slot.CUE, Slot.TEST})
HOSTS = frozenset({Slot.PROGRAMME, Slot.TEST})


def seated(*places: str) -> Stage:
    """Seats named after their places: b"n1", …; "h" is the host's."""
    stage = Stage()
    for place in places:
        sit(stage, place.encode(), place)
    return stage


def sit(stage: Stage, peer: bytes, place: str) -> Seat:
    seat = Seat(peer, "" if place == "h" else place, HOSTS if place == "h" else SPEAKS, place == "h", None)
    stage.sit(seat)
    return seat


def test_nobody_has_a_right_without_a_press_or_the_floor() -> None:
    """Law: joining gives no right."""
    stage = seated("h", "n1", "n2")
    assert stage.rights() == []


def test_who_pressed_has_the_floor_when_it_is_given() -> None:
    """Law 2: a press made before goes on air by itself."""
    stage = seated("n1", "n2")
    stage.press(b"n1", Slot.FLOOR, True)
    stage.follow(Floor(0, "n1"))
    assert stage.rights() == [(b"n1", Slot.FLOOR)]


def test_the_speaker_comes_back_by_itself_and_another_session_does_not() -> None:
    """Law 2: away, the speaker keeps its right to come back; a new seat of the place waits in cue."""
    stage = seated("n1")
    stage.press(b"n1", Slot.FLOOR, True)
    stage.follow(Floor(0, "n1"))
    speaker = stage.stand(b"n1")
    assert speaker is not None and stage.rights() == []

    new = sit(stage, b"new", "n1")
    assert stage.rights() == [(b"new", Slot.CUE)]
    assert stage.word(new, stage.rights(), False)[2:] == (True, StageReason.PRESS)

    stage.sit(speaker)
    assert stage.rights() == [(b"n1", Slot.FLOOR)]


def test_a_press_takes_the_floor_over_within_the_place() -> None:
    """Law 2: the seat whose person pressed last speaks; the former one is told it was taken."""
    stage = seated("n1")
    stage.press(b"n1", Slot.FLOOR, True)
    stage.follow(Floor(0, "n1"))
    sit(stage, b"new", "n1")
    stage.press(b"new", Slot.FLOOR, True)
    rights = stage.rights()
    assert rights == [(b"new", Slot.FLOOR)]
    assert stage.word(stage.seats[b"n1"], rights, False) == ((), "n1", True, StageReason.TAKEN)


def test_a_press_of_another_place_changes_nothing() -> None:
    """Law: no right, whatever a page asks for."""
    stage = seated("n1", "n2")
    stage.follow(Floor(0, "n1"))
    stage.press(b"n2", Slot.FLOOR, True)
    stage.press(b"n2", Slot.PROGRAMME, True)
    assert (b"n2", Slot.FLOOR) not in stage.rights()
    assert Slot.PROGRAMME not in {slot for _, slot in stage.rights()}


def test_the_cue_is_one_seat_of_the_next_place() -> None:
    """Law 3: who pressed last, else who joined last; nobody else."""
    stage = seated("n1", "n2")
    sit(stage, b"later", "n2")
    stage.follow(Floor(0, "", "n2"))
    assert stage.rights() == [(b"later", Slot.CUE)]
    stage.press(b"n2", Slot.FLOOR, True)
    assert stage.rights() == [(b"n2", Slot.CUE)]


def test_the_director_is_the_hosts_seat_that_joined_last() -> None:
    """Law 5."""
    stage = seated("h", "n1")
    assert stage.director() == b"h"
    sit(stage, b"h2", "h")
    assert stage.director() == b"h2"
    stage.stand(b"h2")
    assert stage.director() == b"h"


def test_released_and_given_again_needs_no_new_press() -> None:
    """Law 2: the press stands until it is taken back or the session ends."""
    stage = seated("n1")
    stage.press(b"n1", Slot.FLOOR, True)
    stage.follow(Floor(0, "n1"))
    stage.follow(NO_FLOOR)
    assert stage.rights() == []
    stage.follow(Floor(0, "n1"))
    assert stage.rights() == [(b"n1", Slot.FLOOR)]
    stage.press(b"n1", Slot.FLOOR, False)
    assert stage.rights() == [(b"n1", Slot.CUE)]


def test_a_lost_bridge_leaves_the_programme_only() -> None:
    """Law: without the link the page is told LOST; what it may still send is the programme."""
    stage = seated("h", "n1")
    stage.press(b"h", Slot.PROGRAMME, True)
    stage.press(b"n1", Slot.FLOOR, True)
    stage.follow(Floor(0, "n1"))
    rights = stage.rights()
    assert stage.word(stage.seats[b"h"], rights, True) == (("programme",), "n1", False, StageReason.LOST)
    assert stage.word(stage.seats[b"n1"], rights, True) == ((), "n1", False, StageReason.LOST)


PLACES = ["h", "n1", "n2", "n3"]
steps = st.lists(
    st.tuples(st.just("sit"), st.sampled_from(PLACES), st.integers(0, 2))
    | st.tuples(st.just("stand"), st.sampled_from(PLACES), st.integers(0, 2))
    | st.tuples(st.sampled_from(["press", "unpress"]), st.sampled_from(PLACES), st.sampled_from(list(Slot)))
    | st.tuples(st.just("floor"), st.sampled_from(["", *PLACES[1:]]), st.sampled_from(["", *PLACES[1:]])),
    max_size=30,
)


@given(steps)
def test_after_any_history_rights_are_those_of_the_law(history: list) -> None:
    """Law: floor and cue have one sender of the right place; nobody has what its seat may not have."""
    stage = Stage()
    for what, place, detail in history:
        if what == "sit":
            sit(stage, f"{place}.{detail}".encode(), place)
        elif what == "stand":
            stage.stand(f"{place}.{detail}".encode())
        elif what == "floor":
            stage.follow(Floor(0, place, "" if detail == place else detail))
        else:
            for peer in list(stage.seats):
                if stage.seats[peer].place == place:
                    stage.press(peer, detail, what == "press")
        rights = stage.rights()
        assert all(slot in stage.seats[peer].may for peer, slot in rights)
        senders = {slot: [peer for peer, held in rights if held is slot] for slot in (Slot.FLOOR, Slot.CUE)}
        assert len(senders[Slot.FLOOR]) <= 1 and len(senders[Slot.CUE]) <= 1
        assert all(stage.seats[peer].place == stage.floor.on_air for peer in senders[Slot.FLOOR])
        waits = stage.floor.cue or stage.floor.on_air
        assert all(stage.seats[peer].place == waits for peer in senders[Slot.CUE])
        assert len(set(rights)) == len(rights)
