"""The media room of one conference: who joins through which bridge, which leases are held, what pages are told.

Rule 1: a right is a lease at the bridge. Floor, cue and test: 15 s, renewed every 5 s; programme: 10 min, every
minute. No server, or no word of the core any more: no renewal.
Rule 2: what changes who may send is carried out in the turn of the loop that folds it; releases go before grants.
Rule 3: a place on air whose media is gone has GRACE_S to come back; then the server releases the floor.
Rule 4: a media session is known by the page's device and DTLS certificate: the same again is the same session. Two
pages of one device have a certificate each: a page whose socket is back names its own (RESUME_MEDIA).
Rule 5: who waits for a bridge is told when there is one (REJOIN); nobody has to ask again and again.
"""

from collections.abc import Callable
from hashlib import blake2b
from typing import NamedTuple, Protocol

import structlog

from server.core.ids import ConferenceId, DeviceId, GrantId, Millis
from server.live.bridges import Bridges, LinkedBridge
from server.live.stage import Floor, Page, PeerId, Seat, Stage
from server.live.tables import Row
from server.wire import link
from server.wire.codec import encode_server
from server.wire.codes import Media, StageReason
from server.wire.frames import Stage as StageFrame
from server.wire.link import Happened, Part, Slot

LEASE_MS = {Slot.PROGRAMME: 600_000, Slot.FLOOR: 15_000, Slot.CUE: 15_000, Slot.TEST: 15_000}
"""DOMAIN rule 8."""

RENEW_MS = {Slot.PROGRAMME: 60_000, Slot.FLOOR: 5_000, Slot.CUE: 5_000, Slot.TEST: 5_000}
"""A third of the short leases: two renewals may be lost."""

GRACE_S = 20
"""A router's fail-over or a page's reload: the place keeps the floor, the meeting waits no longer."""

ORPHAN_S = 60
"""Media whose page has no socket (a restart of the server, a proxy) are let be so long, then let go."""

JOINS_PER_S = 200
"""Pages called back are told to come so many a second: one bridge's core makes as many DTLS handshakes (3 to 5 ms each)."""

MOVE_AFTER_S = 5
"""A bridge that is away for longer loses its rooms to another one, if there is one and somebody asks."""

log = structlog.get_logger("media")


class Asker(NamedTuple):
    """Who opens a media session: a page's socket, its right, and where it stands."""

    page: Page
    grant: GrantId
    device: DeviceId
    place: str
    """"n17" or "p123": a place that may be given the floor; "" otherwise."""


Answer = Callable[[str, str], None]
"""Called with the SDP and a codes.Media."""


class Facts(Protocol):
    """What the room asks of its conference."""

    def floor(self) -> Floor: ...

    def release_floor(self, session: int, place: str) -> None:
        """The server takes the floor back: nobody of the place is there any more."""


class MediaRoom:
    """Owned by its LiveConference; `second` is called once a second."""

    def __init__(
        self,
        id: ConferenceId,
        bridges: Bridges,
        facts: Facts,
        clock: Callable[[], Millis],
        sign: Callable[[bytes], bytes] | None,
    ) -> None:
        self.stage = Stage()
        self.live_since_ms = 0
        self._id = id
        self._bridges = bridges
        self._facts = facts
        self._clock = clock
        self._sign = sign
        self._granted: dict[tuple[PeerId, Slot], int] = {}
        """Rights the bridge holds for us -> when they were last renewed."""
        self._directs: PeerId = b""
        self.strangers: dict[PeerId, int] = {}
        """Held by a bridge from before our restart, waiting to be claimed by their pages -> since when."""
        self._waiting: dict[Page, tuple[Asker, PeerId]] = {}
        """Open sockets told that no bridge takes them now; with the session they still have, b"" for none."""
        self._said: tuple[object, ...] = ()
        """What the last STAGE frames followed from."""
        self._untold: set[PeerId] = set()
        self._bridge_lost_ms = 0
        self._speaker_lost_ms = 0
        bridges.open_room(id, self)

    # Pages

    async def join(self, asker: Asker, offer: str, fingerprint: str, answer: Answer) -> None:
        """Calls `answer` once: with the bridge's SDP, or why there is none; STAGE follows it."""
        bridge = self._bridge()
        if bridge is None or self._sign is None:
            self._waiting[asker.page] = (asker, b"")
            answer("", Media.NO_BRIDGE)
            return
        peer = self._peer_of(asker, fingerprint)
        place, may = asker.place or asker.grant, _slots(asker)
        until = self._clock() + link.TICKET_MS
        ticket = link.Ticket(self._id, peer, place, asker.grant[0], sorted(may), fingerprint, until)
        self._bridges.seat(peer, self._id)
        answered = await bridge.join(link.sign_ticket(ticket, self._sign), offer)
        if answered.code or self._bridges.of(self._id) is not bridge:
            self._forget(peer, unless_seated=True)
            answer("", answered.code or Media.NO_BRIDGE)
            return
        answer(answered.sdp, Media.OK)
        self._sit(asker, peer, may)

    def resume(self, asker: Asker, fingerprint: str) -> None:
        """The asker's socket is back, after a cut or a restart of ours, and so is its media session; or it is told
        that there is none any more, as soon as that is known."""
        peer = self._peer_of(asker, fingerprint)
        if peer in self.stage.seats or peer in self.strangers:
            self._sit(asker, peer, _slots(asker))
            return
        self._waiting[asker.page] = (asker, peer)
        self._hear_waiting()

    def leave(self, page: Page) -> None:
        """The page closed its media session."""
        self._waiting.pop(page, None)
        for seat in self._seats_of(page):
            self._end(seat.peer)
        self.settle()

    def part(self, page: Page) -> None:
        """The page's socket has ended; its media may go on, and it may come back."""
        self._waiting.pop(page, None)
        for seat in self._seats_of(page):
            seat.page, seat.orphaned_ms = None, self._clock()

    def publish(self, page: Page, slot: Slot, on: bool) -> None:
        """The person of the page pressed for a slot, or took it back."""
        for seat in self._seats_of(page):
            self.stage.press(seat.peer, slot, on)
        self.settle()

    def revoked(self, device: DeviceId) -> None:
        """The device may do nothing any more: its media end now."""
        for seat in [seat for seat in self.stage.seats.values() if seat.device == device]:
            self._end(seat.peer)
        self.settle()

    # What changes

    def settle(self) -> None:
        """Carry out what the stage says now: releases, grants, the director, and STAGE to who is told anew."""
        self.stage.follow(self._facts.floor())
        rights = self.stage.rights()
        bridge = self._bridges.of(self._id)
        if bridge is not None:
            self._carry(bridge, rights)
        self._tell(rights, is_lost=bridge is None)
        self._watch_speaker()

    def happened(self, event: link.Event) -> None:
        seat = self.stage.seats.get(event.peer)
        if event.happened is Happened.GONE:
            self._lose([event.peer])
        elif seat is None:
            return
        elif event.happened is Happened.CONNECTED:
            seat.connected = True
        elif event.slot is not None and event.happened is Happened.LAPSED:
            self._granted.pop((event.peer, event.slot), None)
        elif event.slot is not None:
            seat.flowing[event.slot] = frozenset(event.parts)
        self.settle()

    def bridge_linked(self, bridge: LinkedBridge, held: set[PeerId]) -> None:
        self._granted.clear()
        self._directs, self._bridge_lost_ms = b"", 0
        for seat in self.stage.seats.values():
            seat.flowing.clear()  # the bridge says anew what arrives
        self.strangers |= dict.fromkeys(held - self.stage.seats.keys(), self._clock())
        self._lose([peer for peer in self.stage.seats if peer not in held])
        self._hear_waiting()
        self.settle()

    def bridge_lost(self) -> None:
        self._granted.clear()
        self._bridge_lost_ms = self._clock()
        self.settle()

    def second(self) -> None:
        """Once a second: leases renewed, grace ended, the forgotten let go."""
        now = self._clock()
        for peer, seat in list(self.stage.seats.items()):
            if seat.orphaned_ms and now - seat.orphaned_ms >= ORPHAN_S * 1000:
                self._end(peer)
        for peer, since in list(self.strangers.items()):
            if now - since >= ORPHAN_S * 1000:
                self._end(peer)
        if self._waiting:
            self._leave_lost_bridge()
            self._hear_waiting()
        if self.stage.seats or self._granted or self._speaker_lost_ms:
            self.settle()
        if self._speaker_lost_ms and now - self._speaker_lost_ms >= GRACE_S * 1000:
            floor = self.stage.floor
            self._speaker_lost_ms = now  # asked again only if the core has not said so by then
            self._facts.release_floor(floor.session, floor.on_air)

    # What others read

    @property
    def grace_until_ms(self) -> int:
        """Until when the place on air keeps the floor without media; 0 while it has them."""
        return self._speaker_lost_ms + GRACE_S * 1000 if self._speaker_lost_ms else 0

    def programme(self) -> Row:
        """The one row of the topic `programme`."""
        flowing = self._flowing(Slot.PROGRAMME)
        has = [part in flowing for part in (Part.CAMERA, Part.SLIDES, Part.SOUND)]
        since = self.live_since_ms if any(has) else 0
        return [0, any(has), *has, since, int(self._bridges.takes(self._id))]

    # Inside

    def _bridge(self) -> LinkedBridge | None:
        """The room's bridge; moved to another one when its own is away for long."""
        self._leave_lost_bridge()
        return self._bridges.place(self._id)

    def _leave_lost_bridge(self) -> None:
        if self._bridges.of(self._id) is not None or not self._bridges.is_placed(self._id):
            return
        if len(self._bridges) and self._clock() - self._bridge_lost_ms >= MOVE_AFTER_S * 1000:
            log.warning("room_moved", room=self._id)
            self._bridges.vacate(self._id)
            self._lose(list(self.stage.seats))
            self._bridge_lost_ms = 0

    def _peer_of(self, asker: Asker, fingerprint: str) -> PeerId:
        """One id per device and certificate, the same after a restart: what a bridge still holds is known again."""
        said = f"{self._id}|{asker.grant}|{asker.device.hex()}|{fingerprint}".encode()
        return blake2b(said, digest_size=link.ID_BYTES).digest()

    def _sit(self, asker: Asker, peer: PeerId, may: frozenset[Slot]) -> None:
        self.strangers.pop(peer, None)
        self._waiting.pop(asker.page, None)
        for other in self._seats_of(asker.page):
            if other.peer != peer:
                self._end(other.peer)
        self._untold.add(peer)
        seat = self.stage.seats.get(peer)
        if seat is None:
            directs = asker.grant[0] == "h"
            self.stage.sit(Seat(peer, asker.place, may, directs, asker.page, asker.device))
        else:
            seat.page, seat.orphaned_ms, seat.may, seat.told = asker.page, 0, may, ()
            self._granted = {key: at for key, at in self._granted.items() if key[0] != peer}
        self.settle()

    def _end(self, peer: PeerId) -> None:
        """We let the media session go."""
        bridge = self._bridges.of(self._id)
        if bridge is not None:
            bridge.say(link.Leave(peer))
        self._forget(peer)

    def _lose(self, peers: list[PeerId]) -> None:
        """These media sessions are gone: their pages are to make new ones."""
        seats = [self.stage.seats[peer] for peer in peers if peer in self.stage.seats]
        seats.sort(key=lambda seat: not seat.ready)  # who sends comes first: the others wait for its picture
        for peer in peers:
            self._forget(peer)
        self._call_back([seat.page for seat in seats if seat.page is not None])

    def _hear_waiting(self) -> None:
        """Who waited and whose session is here gets it; the others are called once there is a bridge for them."""
        for asker, peer in list(self._waiting.values()):
            if peer in self.strangers:
                self._sit(asker, peer, _slots(asker))
        if self._waiting and self._bridges.knows(self._id) and self._bridges.takes(self._id):
            pages = list(self._waiting)
            self._waiting.clear()
            self._call_back(pages)

    def _call_back(self, pages: list[Page]) -> None:
        for number, page in enumerate(pages):
            after_ms = number * 1_000 // JOINS_PER_S
            frame = StageFrame((), self.stage.floor.on_air, False, StageReason.REJOIN, after_ms)
            page.send(encode_server(frame))

    def _forget(self, peer: PeerId, unless_seated: bool = False) -> None:
        if unless_seated and peer in self.stage.seats:
            return
        self.stage.stand(peer)
        self.strangers.pop(peer, None)
        self._bridges.unseat(peer)
        self._granted = {key: at for key, at in self._granted.items() if key[0] != peer}
        if not self.stage.seats and not self.strangers and self._bridges.of(self._id) is not None:
            self._bridges.vacate(self._id)

    def _carry(self, bridge: LinkedBridge, rights: list[tuple[PeerId, Slot]]) -> None:
        now = self._clock()
        for peer, slot in [right for right in self._granted if right not in rights]:
            del self._granted[peer, slot]
            bridge.say(link.Release(peer, slot))
        for peer, slot in rights:
            if now - self._granted.get((peer, slot), -LEASE_MS[slot]) >= RENEW_MS[slot]:
                self._granted[peer, slot] = now
                bridge.say(link.Grant(peer, slot, LEASE_MS[slot]))
        director = self.stage.director()
        if director != self._directs:
            self._directs = director
            bridge.say(link.Direct(self._id, director))

    def _tell(self, rights: list[tuple[PeerId, Slot]], is_lost: bool) -> None:
        """STAGE to each page whose word has changed; only to who is new when nothing has (a thousand may come at once)."""
        stage = self.stage
        said = (rights, stage.floor, stage.speaker, is_lost)
        concerned = stage.seats if said != self._said else self._untold & stage.seats.keys()
        for peer in concerned:
            seat = stage.seats[peer]
            word = stage.word(seat, rights, is_lost)
            if word != seat.told and seat.page is not None:
                seat.told = word
                seat.page.send(encode_server(StageFrame(*word)))
        self._said = said
        self._untold.clear()
        if not self._flowing(Slot.PROGRAMME):
            self.live_since_ms = 0
        elif not self.live_since_ms:
            self.live_since_ms = self._clock()

    def _watch_speaker(self) -> None:
        """Since when the place on air has no media, if it had any."""
        speaker = self.stage.speaker
        away = speaker is not None and (speaker not in self.stage.seats or self._bridge_lost_ms > 0)
        if not away:
            self._speaker_lost_ms = 0
        elif not self._speaker_lost_ms:
            self._speaker_lost_ms = self._clock()

    def _flowing(self, slot: Slot) -> set[Part]:
        seats = self.stage.seats.values()
        return {part for seat in seats if slot in seat.ready for part in seat.flowing.get(slot, ())}

    def _seats_of(self, page: Page) -> list[Seat]:
        return [seat for seat in self.stage.seats.values() if seat.page is page]


def _slots(asker: Asker) -> frozenset[Slot]:
    """What the asker's grant and place may ever be allowed to send."""
    if asker.grant[0] == "h":
        return frozenset({Slot.PROGRAMME, Slot.TEST})
    if asker.place and asker.grant[0] in "oq":
        return frozenset({Slot.FLOOR, Slot.CUE, Slot.TEST})
    return frozenset()
