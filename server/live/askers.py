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
        size = link.ID_BYTES - link.DEVICE_BYTES
        return self.half(room) + blake2b(fingerprint.encode(), digest_size=size).digest()

    def half(self, room: ConferenceId) -> bytes:
        """The half of its peers that says whose they are."""
        said = f"{room}|{self.grant}|{self.device.hex()}".encode()
        return blake2b(said, digest_size=link.DEVICE_BYTES).digest()
