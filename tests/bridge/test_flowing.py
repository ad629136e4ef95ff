"""What flows: parts of a slot by the counts of its tracks."""

from typing import Any

from bridge.flowing import STILL_S, Flowing
from bridge.stage import Part, PeerId, Slot

PEER = PeerId("p")


def counts(**parts: int) -> dict[str, Any]:
    return {"publishes": {part: {"received_count": count} for part, count in parts.items()}}


def test_a_part_flows_while_its_count_grows() -> None:
    """Law: told when it begins, told when it has stood still for STILL_S, not told in between."""
    flowing = Flowing()
    flowing.begin(PEER, Slot.PROGRAMME)
    assert flowing.look(lambda peer: counts(sound=0, camera=0), 10.0) == []
    assert flowing.look(lambda peer: counts(sound=5, camera=0), 11.0) == [(PEER, Slot.PROGRAMME)]
    assert flowing.parts(PEER, Slot.PROGRAMME) == [Part.SOUND]
    assert flowing.look(lambda peer: counts(sound=5, camera=1), 12.0) == [(PEER, Slot.PROGRAMME)]
    assert flowing.look(lambda peer: counts(sound=5, camera=2), 12.0 + STILL_S - 1.5) == []
    assert flowing.look(lambda peer: counts(sound=5, camera=3), 12.0 + STILL_S) == [(PEER, Slot.PROGRAMME)]
    assert flowing.parts(PEER, Slot.PROGRAMME) == [Part.CAMERA]


def test_slides_are_no_part_of_the_floor() -> None:
    """Law: a slot has the parts the stage gives it."""
    flowing = Flowing()
    flowing.begin(PEER, Slot.FLOOR)
    flowing.look(lambda peer: counts(slides=9, camera=1), 10.0)
    assert flowing.parts(PEER, Slot.FLOOR) == [Part.CAMERA]


def test_what_flows_is_told_anew_and_what_ended_is_not() -> None:
    """Law: a new link hears all that flows; a peer that is gone flows nowhere."""
    flowing = Flowing()
    flowing.begin(PEER, Slot.FLOOR)
    flowing.look(lambda peer: counts(sound=1), 10.0)
    assert flowing.begin_anew() == [(PEER, Slot.FLOOR)]
    flowing.end(PEER, Slot.FLOOR)
    assert (flowing.begin_anew(), flowing.parts(PEER, Slot.FLOOR)) == ([], [])
    flowing.begin(PEER, Slot.FLOOR)
    flowing.forget(PEER)
    assert flowing.look(lambda peer: None, 11.0) == []
