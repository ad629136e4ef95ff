"""To which node of the house a media session belongs: who seated or claimed it last, while its link is up."""

from dataclasses import dataclass

from bridge.holding import Holding
from bridge.stage import PeerId, RoomId

ROOM, OTHER = RoomId("hall"), RoomId("yard")
DESK, HOST = PeerId("11"), PeerId("22")


@dataclass(eq=False)
class End:
    """One link, as far as owning goes."""

    is_up: bool = True


def test_a_session_belongs_to_who_seated_it_and_then_to_who_claims_it() -> None:
    """Rule 1; whose it was is told, so that node can be told."""
    holding, a, b = Holding(), End(), End()
    assert holding.take(DESK, ROOM, a) is None
    assert (holding.is_open_to(DESK, a), holding.is_open_to(DESK, b)) == (True, False)
    assert holding.take(DESK, ROOM, b) is a
    assert (holding.is_open_to(DESK, a), holding.is_open_to(DESK, b)) == (False, True)


def test_what_a_dead_link_left_is_nobodys_and_anybodys() -> None:
    """Rule 2; what another node claimed meanwhile is not given back."""
    holding, a, b = Holding(), End(), End()
    holding.take(DESK, ROOM, a)
    holding.take(HOST, ROOM, b)
    a.is_up = False
    assert holding.nobodys() == holding.of(a) == [(DESK, ROOM)]
    assert holding.is_open_to(DESK, b)
    assert holding.take(DESK, ROOM, b) is None
    a.is_up = True
    assert (holding.nobodys(), holding.of(a)) == ([], [])


def test_a_director_is_not_named_over_another_nodes_head() -> None:
    """Law: "nobody directs" from a node that has no host leaves the other node's host alone."""
    holding, a, b = Holding(), End(), End()
    holding.take(HOST, ROOM, a)
    assert holding.directs(ROOM, HOST, a)
    assert not holding.directs(ROOM, PeerId(""), b)
    assert not holding.directs(ROOM, HOST, b)
    assert holding.directs(ROOM, PeerId(""), a)
    assert holding.directs(ROOM, PeerId(""), b)


def test_what_is_forgotten_is_in_no_room() -> None:
    """Law: counts and lists are of what is carried now."""
    holding, a = Holding(), End()
    holding.take(DESK, ROOM, a)
    holding.take(HOST, OTHER, a)
    holding.forget(DESK)
    holding.forget(DESK)
    assert (len(holding), list(holding.loads())) == (1, [(OTHER, 1)])
    assert (holding.is_in(HOST, OTHER), holding.is_in(HOST, ROOM), holding.of_room(ROOM)) == (True, False, [])
