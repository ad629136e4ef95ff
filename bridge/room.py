"""One room: its peers, and the routing that its stage asks for.

Rule 1: the stage decides, the room carries out: after every change each line is given the source the stage names.
"""

from bridge.fanout import Fanout
from bridge.peers import Peer
from bridge.stage import PeerId, RoomId, Slot, Stage
from bridge.track import Track

SILENT_AFTER_MS = 3_000
"""A track that sent nothing for so long is not publishing."""


class Room:
    """Owned by the bridge; gone with its last peer."""

    def __init__(self, room: RoomId) -> None:
        self.room = room
        self.stage = Stage()
        self.peers: dict[PeerId, Peer] = {}
        self.on_air: set[tuple[PeerId, Slot]] = set()
        """What was told to be publishing."""

    def admit(self, peer: Peer) -> None:
        self.peers[peer.ticket.peer] = peer
        self.stage.join(peer.member)

    def route(self, fanout: Fanout, now_ms: int) -> None:
        """Gives every line of every connected peer the source that the stage names. Idempotent."""
        for peer_id, peer in self.peers.items():
            if peer.is_connected:
                self._route(peer_id, peer, fanout, now_ms)
        fanout.flush()

    def _route(self, peer_id: PeerId, peer: Peer, fanout: Fanout, now_ms: int) -> None:
        for line, output in peer.outputs.items():
            source = self.stage.source(peer_id, line)
            wanted = self.peers[source.peer].tracks.get(source.part) if source is not None else None
            if output.track is wanted:
                continue
            if output.track is not None:
                output.track.remove(output, now_ms)
            if wanted is not None:
                wanted.add(output, fanout, now_ms)

    def live_tracks(self) -> list[Track]:
        """Of peers that hold a right."""
        holders = {peer for slot in Slot for peer in self.stage.holders(slot)}
        return [track for peer in holders for track in self.peers[peer].tracks.values()]

    def publishing(self, now_ms: int) -> set[tuple[PeerId, Slot]]:
        """Who sends something for a slot it has the right to."""
        return {
            (peer, slot)
            for slot in Slot
            for peer in self.stage.holders(slot)
            if any(
                track.heard_ms is not None and now_ms - track.heard_ms < SILENT_AFTER_MS
                for track in self.peers[peer].tracks.values()
            )
        }
