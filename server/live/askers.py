"""Who opens a media session: a page's socket, its right, where it stands, and how a bridge knows it again."""

from hashlib import blake2b
from typing import NamedTuple

from server.core.ids import ConferenceId, DeviceId, GrantId
from server.live.stage import Page, PeerId
from server.wire import link
from server.wire.link import Slot


class Asker(NamedTuple):
    page: Page
    grant: GrantId
    device: DeviceId
    place: str
    """"n17" or "p123": a place that may be given the floor; "" otherwise."""

    @property
    def slots(self) -> frozenset[Slot]:
        """What the asker's grant and place may ever be allowed to send."""
        if self.grant[0] == "h":
            return frozenset({Slot.PROGRAMME, Slot.TEST})
        if self.place and self.grant[0] in "oq":
            return frozenset({Slot.FLOOR, Slot.CUE, Slot.TEST})
        return frozenset()

    def peer(self, room: ConferenceId, fingerprint: str) -> PeerId:
        """One id per device and certificate, the same at every node and after a restart: a bridge's peer is known again."""
        said = f"{room}|{self.grant}|{self.device.hex()}|{fingerprint}".encode()
        return blake2b(said, digest_size=link.ID_BYTES).digest()

    def ticket(self, room: ConferenceId, fingerprint: str, until_ms: int) -> link.Ticket:
        """The right the session joins with; a page that is nobody's place is its own."""
        peer, place = self.peer(room, fingerprint), self.place or self.grant
        return link.Ticket(room, peer, place, self.grant[0], sorted(self.slots), fingerprint, until_ms)
