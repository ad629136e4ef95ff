"""Where a page stands when it asks for picture and sound: the room, the person, or nobody's place."""

from server.core import access
from server.core.conference import Conference
from server.core.ids import ROOT, DeviceId, NodeNo
from server.core.places import attendee, room
from server.core.state import SessionState
from server.core.units import KIND_POINT

WATCHES = ""
"""May join, and is nobody's place: the host, boards, supervisors of a subtree."""


def media_place(state: Conference, grant: str, device: DeviceId) -> str | None:
    """The place the page speaks for (WATCHES: none); None when it may not join at all.

    A wall of a point is that room's screen: it must not hear its own room. A phone inside a room has the screen there.
    """
    role, node = access.parse(grant)
    if role in ("o", "w") and node < state.node_count and state.kind_of(node) == KIND_POINT:
        return room(node)
    if role in ("h", "v", "w", "o"):
        return WATCHES
    return _online(state, node, device) if role == "q" else None


def _online(state: Conference, node: NodeNo, device: DeviceId) -> str | None:
    number = state.links.number_of.get(device)
    if node != ROOT or number is None:
        return None
    for session in state.sessions:
        if session.state == SessionState.OPEN and (person := session.phones.person_of(number)) >= 0:
            return attendee(person)
    return None
