"""The media room of one conference: who joins through which bridge, which leases are held, what pages are told.

Rule 1: a right is a lease at the bridge. Floor, cue and test: 15 s, renewed every 5 s; programme: 10 min, every
minute. No server, or no word of the core any more: no renewal.
Rule 2: what changes who may send is carried out in the turn of the loop that folds it; releases go before grants.
Rule 3: a place on air whose media is gone has GRACE_S to come back; then the server releases the floor.
Rule 4: a media session is known by the page's device and DTLS certificate: the same again is the same session. Two
pages of one device have a certificate each: a page whose socket is back names its own (RESUME_MEDIA).
Rule 5: who waits for a bridge is told when there is one (REJOIN); nobody has to ask again and again.
Rule 6: with several nodes each carries out the rights of the pages it seats; stage and bridge are of all (elsewhere.py).
"""

from collections.abc import Callable, Mapping

import structlog

from server.core.ids import ConferenceId, DeviceId, Millis
from server.live.askers import Asker
from server.live.bridges import Bridges, LinkedBridge
from server.live.elsewhere import Elsewhere
from server.live.floor import Facts
from server.live.sharing import Alone, Said, Sharing
from server.live.stage import Page, PeerId, Seat, Stage
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


Answer = Callable[[str, str], None]
"""Called with the SDP and a codes.Media."""


class MediaRoom:
    """Owned by its LiveConference; `second` is called once a second."""

    def __init__(
        self,
        id: ConferenceId,
        bridges: Bridges,
        facts: Facts,
        clock: Callable[[], Millis],
        sign: Callable[[bytes], bytes] | None,
        sharing: Sharing | None = None,
    ) -> None:
        self.stage = Stage()
        self.live_since_ms = 0
        self._id = id
        self._bridges = bridges
        self._facts = facts
        self._clock = clock
        self._sign = sign
        self._elsewhere = Elsewhere(id, bridges, sharing or Alone(), self.stage)
        self._granted: dict[tuple[PeerId, Slot], int] = {}
        """Rights the bridge holds for us -> when they were last renewed."""
        self._directs: PeerId = b""
        self.strangers: dict[PeerId, int] = {}
        """Held by a bridge from before our restart, waiting to be claimed by their pages -> since when."""
        self._waiting: dict[Page, tuple[Asker, PeerId]] = {}
        """Open sockets told that no bridge takes them now; with the session they still have, b"" for none."""
        self._claiming: set[PeerId] = set()
        """Sessions of pages that are here now, asked of the bridge: another node may have seated them."""
        self._said: tuple[object, ...] = ()
        """What the last STAGE frames followed from."""
        self._untold: set[PeerId] = set()
        self._bridge_lost_ms = self._speaker_lost_ms = 0
        bridges.open_room(id, self)

    # Pages

    async def join(self, asker: Asker, offer: str, fingerprint: str, answer: Answer) -> None:
        """Calls `answer` once: with the bridge's SDP, or why there is none; STAGE follows it."""
        bridge = await self._bridge()
        if bridge is None or self._sign is None:
            self._waiting[asker.page] = (asker, b"")
            answer("", Media.NO_BRIDGE)
            return
        peer = asker.peer(self._id, fingerprint)
        ticket = asker.ticket(self._id, fingerprint, self._clock() + link.TICKET_MS)
        self._bridges.seat(peer, self._id)
        answered = None
        try:
            answered = await bridge.join(link.sign_ticket(ticket, self._sign), offer)
        finally:
            is_gone = answered is None  # the page, and an answer may never come
            if is_gone and peer not in self.stage.seats:
                self._bridges.unseat(peer)
        if answered.code or self._bridges.of(self._id) is not bridge:
            if peer not in self.stage.seats:
                self._forget(peer)
            answer("", answered.code or Media.NO_BRIDGE)
            return
        answer(answered.sdp, Media.OK)
        self._sit(asker, peer)

    def resume(self, asker: Asker, fingerprint: str) -> None:
        """The asker's socket is back, after a cut or the end of its node, and so is its media session; or it is told
        that there is none any more, as soon as that is known."""
        peer = asker.peer(self._id, fingerprint)
        if peer in self.strangers or self._is_ours(peer):
            self._sit(asker, peer)
            return
        self._waiting[asker.page] = (asker, peer)
        self._claim(peer)
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
        if bridge := self._bridges.of(self._id):
            self._carry(bridge, [right for right in rights if not self.stage.seats[right[0]].node])
        self._tell(rights, is_lost=bridge is None)
        self._watch_speaker()

    def happened(self, event: link.Event) -> None:
        seat = self.stage.seats.get(event.peer)
        if event.happened is Happened.GONE:
            self._claiming.discard(event.peer)
            self._lose([event.peer])
            self._hear_waiting()
        elif event.happened is Happened.MOVED:
            self._forget(event.peer)
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
        ours = [peer for peer in self.stage.seats if self._is_ours(peer)]
        for peer in ours:
            self.stage.seats[peer].flowing.clear()  # the bridge says anew what arrives
        self._lose([peer for peer in ours if peer not in held])
        self.bridge_holds(held)
        for _, peer in self._waiting.values():
            self._claim(peer)

    def bridge_holds(self, held: set[PeerId]) -> None:
        self._claiming -= held
        found = [peer for peer in held if not self._is_ours(peer)]
        self.strangers |= dict.fromkeys(found, self._clock())
        self._hear_waiting()
        self.settle()

    def bridge_lost(self) -> None:
        self._granted.clear()
        self._claiming.clear()
        self._bridge_lost_ms = self._clock()
        self.settle()

    def second(self) -> None:
        """Once a second: leases renewed, grace ended, the forgotten let go."""
        now = self._clock()
        for peer, seat in list(self.stage.seats.items()):
            if seat.orphaned_ms and now - seat.orphaned_ms >= ORPHAN_S * 1000:
                (self._forget if seat.node else self._end)(peer)
        for peer, since in list(self.strangers.items()):
            if now - since >= ORPHAN_S * 1000 and not self.stage.is_seated(peer):
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

    # Other nodes

    def said(self) -> Said:
        """What the other nodes have to know of our media."""
        return self._elsewhere.said(self._is_used)

    async def hear(self, others: Mapping[str, Said]) -> None:
        """What every other living node says of its own. Raises OSError."""
        self._elsewhere.hear(others, self._is_used, self._clock())
        if others or self.stage.seats:
            self.settle()
        placed, agreed = self._bridges.placed(self._id), await self._elsewhere.agreed()
        if agreed != placed == self._bridges.placed(self._id):
            self._leave_bridge()
            self._bridges.move(self._id, agreed)

    # What others read

    @property
    def grace_until_ms(self) -> int:
        """Until when the place on air keeps the floor without media; 0 while it has them."""
        return self._speaker_lost_ms + GRACE_S * 1000 if self._speaker_lost_ms else 0

    def programme(self) -> Row:
        """The one row of the topic `programme`."""
        flowing = self.stage.flowing(Slot.PROGRAMME)
        has = [part in flowing for part in (Part.CAMERA, Part.SLIDES, Part.SOUND)]
        since = self.live_since_ms if any(has) else 0
        return [0, any(has), *has, since, int(self._bridges.takes(self._id))]

    # Inside

    async def _bridge(self) -> LinkedBridge | None:
        """The room's bridge; moved to another one when its own is away for long."""
        self._leave_lost_bridge()
        await self._elsewhere.place()
        return self._bridges.of(self._id)

    def _leave_lost_bridge(self) -> None:
        if self._bridges.of(self._id) is not None or not self._bridges.is_placed(self._id):
            return
        is_long = self._clock() - self._bridge_lost_ms >= MOVE_AFTER_S * 1000
        if len(self._bridges) and is_long and not self._elsewhere.is_bridged:
            log.warning("room_moved", room=self._id)
            self._leave_bridge()

    def _leave_bridge(self) -> None:
        """The room stands nowhere; what it had where it stood is lost."""
        if bridge := self._bridges.of(self._id):
            bridge.say(link.Drain(self._id))
        self._elsewhere.leave()
        self._lose([peer for peer in self.stage.seats if self._is_ours(peer)])
        self._bridge_lost_ms = 0

    def _claim(self, peer: PeerId) -> None:
        """A page of the session is here: if the bridge carries it, it is ours from now on (HOLDS, or GONE, answers)."""
        bridge = self._bridges.of(self._id)
        if bridge is not None and peer and not self._elsewhere.is_alone:
            self._claiming.add(peer)
            self._bridges.seat(peer, self._id)
            bridge.say(link.Claim(self._id, peer))

    def _is_ours(self, peer: PeerId) -> bool:
        seat = self.stage.seats.get(peer)
        return seat is not None and not seat.node

    @property
    def _is_used(self) -> bool:
        """Somebody of ours is, or was, on the room's bridge."""
        return bool(self.strangers) or any(not seat.node for seat in self.stage.seats.values())

    def _sit(self, asker: Asker, peer: PeerId) -> None:
        if self.strangers.pop(peer, None) is not None:
            self._claim(peer)
        self._waiting.pop(asker.page, None)
        for other in self._seats_of(asker.page):
            if other.peer != peer:
                self._end(other.peer)
        self._untold.add(peer)
        self._bridges.seat(peer, self._id)  # a former socket that ended may have let it go
        seat = self.stage.seats.get(peer)
        if seat is None or seat.node:
            is_host = asker.grant[0] == "h"
            self.stage.sit(Seat(peer, asker.place, asker.slots, is_host, asker.page, asker.device))
        else:
            seat.page, seat.orphaned_ms, seat.may, seat.told = asker.page, 0, asker.slots, ()
            self._granted = {key: at for key, at in self._granted.items() if key[0] != peer}
        self.settle()

    def _end(self, peer: PeerId) -> None:
        """We let the media session go."""
        if bridge := self._bridges.of(self._id):
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
                self._sit(asker, peer)
        if self._waiting and self._bridges.knows(self._id) and self._bridges.takes(self._id):
            pages = [page for page, (_, peer) in self._waiting.items() if peer not in self._claiming]
            self._waiting = {page: of for page, of in self._waiting.items() if page not in pages}
            self._call_back(pages)

    def _call_back(self, pages: list[Page]) -> None:
        for number, page in enumerate(pages):
            after_ms = number * 1_000 // JOINS_PER_S
            frame = StageFrame((), self.stage.floor.on_air, False, StageReason.REJOIN, after_ms)
            page.send(encode_server(frame))

    def _forget(self, peer: PeerId) -> None:
        self.stage.stand(peer)
        self.strangers.pop(peer, None)
        self._bridges.unseat(peer)
        self._granted = {key: at for key, at in self._granted.items() if key[0] != peer}
        if not self._is_used and self._bridges.of(self._id) is not None:
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
        here = director if director and not self.stage.seats[director].node else b""
        if here != self._directs:
            self._directs = here
            if here or not director:  # a director at another node is that node's to name
                bridge.say(link.Direct(self._id, here))

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
        if not self.stage.flowing(Slot.PROGRAMME):
            self.live_since_ms = 0
        elif not self.live_since_ms:
            self.live_since_ms = self._clock()

    def _watch_speaker(self) -> None:
        """Since when the place on air has no media, if it had any."""
        speaker = self.stage.speaker
        is_ours = speaker in self.stage.seats and not self.stage.seats[speaker].node
        away = speaker is not None and (
            not self.stage.is_seated(speaker) or (is_ours and self._bridge_lost_ms > 0)
        )
        if not away:
            self._speaker_lost_ms = 0
        elif not self._speaker_lost_ms:
            self._speaker_lost_ms = self._clock()

    def _seats_of(self, page: Page) -> list[Seat]:
        return [seat for seat in self.stage.seats.values() if seat.page is page]
