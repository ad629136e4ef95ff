"""The websocket door: bytes in, commands out; shared frames in, bytes out. No rule of a conference lives here.

GET /socket upgrades; the first frame, HELLO, names conference and grant, and the cookie of the handshake proves them
(PROTOCOL.md). Frames the hub shares are written with their websocket header made once: server frames are not masked
and not compressed, so the same bytes go to every socket (RFC 6455 section 5.2).
"""

import asyncio
from time import monotonic

import structlog
from aiohttp import WSMsgType, web

from server.core import access
from server.core.entries import Entry
from server.core.ids import DeviceId, GrantId, NodeNo, Seq
from server.core.refusals import Judgement, Verdict
from server.core.units import KIND_POINT
from server.edge import audit
from server.edge.addresses import address_of
from server.edge.callers import ACTIVE, REVOKED, WAITING, Caller
from server.edge.headers import demand_own_origin
from server.edge.hello import ComeAgain, admitted, welcome
from server.edge.keys import CLOCK, HUB, LIMITS, METRICS, TALLY
from server.edge.limits import Buckets, admit
from server.edge.past_the_library import framed, header, untie
from server.live.askers import Asker
from server.live.conference import LiveConference
from server.live.places import media_place
from server.wire import limits
from server.wire.codec import BadFrame, decode_client, encode_outcomes, encode_server
from server.wire.codes import CLOSE_OF, Close, Fault, Media
from server.wire.frames import (
    CommandFrame,
    DeviceNews,
    FaultFrame,
    FirstSeen,
    Hello,
    JoinMedia,
    LeaveMedia,
    MediaAnswer,
    Outcome,
    Ping,
    Publish,
    Reconnect,
    RefusedTopic,
    ResumeMedia,
    Unwatch,
    Watch,
)
from server.wire.link import Slot

HEARTBEAT_S = 20.0
"""Home routers forget an idle flow after 30 to 60 s; a dead peer is known within half of this more."""

DRAIN_BYTES = 64 * 1024
"""More than this unsent and a socket is left where it stands: about two full boards."""

DRAIN_S = 20.0
"""Longest a socket may fail to drain before it is closed TOO_SLOW (HOUSE L5)."""

MESSAGE_BYTES = 2 * int(limits.FRAME_IN_BYTES)
"""A frame that is a little too large is told so in words; more is just closed."""

CLOSE_S = 2.0
"""How long a closing handshake may take before the transport is aborted (HOUSE L5)."""

FRAMES_PER_S, FRAMES_AT_ONCE = float(limits.COMMANDS_PER_S), float(limits.UNANSWERED)

ENDED = frozenset({WSMsgType.CLOSE, WSMsgType.CLOSING, WSMsgType.CLOSED, WSMsgType.ERROR})

log = structlog.get_logger("socket")


async def socket(request: web.Request) -> web.StreamResponse:
    """One page's live link. Raises Problem before the upgrade: foreign origin, too many sockets, too fast."""
    allowed = request.app[LIMITS]
    admit(allowed.handshakes.take(""))
    demand_own_origin(request)
    with allowed.sockets.seat(address_of(request)), request.app[METRICS].sockets.track_inprogress():
        ws = web.WebSocketResponse(
            heartbeat=HEARTBEAT_S,
            max_msg_size=MESSAGE_BYTES,
            compress=False,
            decode_text=False,
            timeout=CLOSE_S,
        )
        await ws.prepare(request)
        door = Door(request, ws)
        try:
            await door.serve()
        except BadFrame as bad:
            door.say(bad.fault, bad.words)
        finally:
            await door.leave()
    return ws


class Door:
    """One open socket: a Watcher of its conference. Owned by the request's task; ends with `leave`."""

    def __init__(self, request: web.Request, ws: web.WebSocketResponse) -> None:
        self.grant = GrantId("")
        self.device = DeviceId(b"")
        self._request, self._app = request, request.app
        self._ws = ws
        self._transport = request.transport
        self._loop = asyncio.get_running_loop()
        self._clock, self._tally = self._app[CLOCK], self._app[TALLY]
        self._conference: LiveConference | None = None
        self._device_state = WAITING
        self._point: NodeNo | None = None
        """The point this socket makes *linked*, while its device is active."""
        self._watched: set[str] = set()
        self._unwritten: list[bytes] = []
        self._unanswered = 0
        self._outcomes: list[Outcome] = []
        self._stuck_since: float | None = None
        self._allowance, self._allowance_at = FRAMES_AT_ONCE, monotonic()
        self._close = Close.STOPPING
        self._account = False
        self._ending: asyncio.Task[None] | None = None
        self._joining: set[asyncio.Task[None]] = set()
        """At most one: the offer that waits for its answer."""
        self._joins: Buckets | None = None
        """Of most sockets none: their pages never join media."""

    # What the conference asks of a watcher

    def ready(self) -> bool:
        transport = self._transport
        if transport is None or transport.is_closing():
            return False
        if transport.get_write_buffer_size() <= DRAIN_BYTES:
            if self._stuck_since is not None:
                self._stuck_since = None
                self._tally.behind.discard(self)
            return True
        now = monotonic()
        if self._stuck_since is None:
            self._stuck_since = now
            self._tally.behind.add(self)
        elif now - self._stuck_since > DRAIN_S:
            self._too_slow(transport)
        return False

    def _too_slow(self, transport: asyncio.Transport) -> None:
        log.info("socket_too_slow", grant=self.grant)
        self._tally.slow.note(self._clock())
        self._app[METRICS].closed_slow.inc()
        transport.abort()

    def send(self, frame: bytes) -> None:
        if not self._unwritten:
            self._loop.call_soon(self._write)
        self._unwritten += (header(len(frame)), frame)

    def beat(self, frame: bytes) -> None:
        if not self.ready():
            return
        if self._unwritten or self._transport is None or self._ws.closed:
            self.send(frame)
        else:
            self._transport.write(framed(frame))

    def _write(self) -> None:
        """All frames of this turn of the loop in one system call."""
        frames, self._unwritten = self._unwritten, []
        transport = self._transport
        if frames and transport is not None and not transport.is_closing() and not self._ws.closed:
            transport.write(b"".join(frames))

    def rights_changed(self) -> None:
        conference = self._conference
        if conference is None:
            return
        state = self._state_now(conference)
        if state == self._device_state:
            return
        self._device_state = state
        self.send(encode_server(DeviceNews(state)))
        if state == REVOKED:
            conference.media.revoked(self.device)
            self._end_saying(Fault.REVOKED, "this device or its link was revoked")
        elif state == ACTIVE:
            self._link(conference)

    def stop(self, after_ms: int) -> None:
        self.send(encode_server(Reconnect(after_ms)))
        self._end_soon(Close.STOPPING)

    # The life of the socket

    async def serve(self) -> None:
        """Read frames until the socket ends. Raises BadFrame."""
        conference = await self._enter()
        if conference is None:
            return
        while True:
            message = await self._ws.receive()
            if message.type in ENDED:
                return
            if message.type is not WSMsgType.BINARY:
                raise BadFrame(Fault.BAD_FRAME, "frames are binary")
            self._demand_allowance()
            frame = decode_client(message.data)
            if type(frame) is CommandFrame:
                self._command(conference, frame)
            elif isinstance(frame, Watch):
                self._watch(conference, frame)
            elif isinstance(frame, Unwatch):
                self._watched.discard(frame.topic)
                conference.unwatch(self, frame.topic)
            elif isinstance(frame, Ping):
                self._heard(conference)
            elif isinstance(frame, JoinMedia):
                self._join_media(conference, frame)
            elif isinstance(frame, ResumeMedia):
                self._resume_media(conference, frame)
            elif isinstance(frame, LeaveMedia):
                conference.media.leave(self)
            elif isinstance(frame, Publish):
                conference.media.publish(self, Slot(frame.slot), frame.on)
            else:
                raise BadFrame(Fault.BAD_FRAME, "HELLO comes once")

    async def leave(self) -> None:
        """Forget the socket everywhere and end the connection within CLOSE_S."""
        conference = self._conference
        self._tally.behind.discard(self)
        if conference is not None:
            conference.depart(self, self._watched)
            for joining in self._joining:
                joining.cancel()
            conference.media.part(self)
            if self._point is not None:
                conference.presence.unlink(self._point, self._clock())
        await self._end()

    def say(self, fault: Fault, words: str) -> None:
        """Why the socket is about to be closed; the close will carry the code that belongs to it."""
        self.send(encode_server(FaultFrame(fault, words)))
        self._close = CLOSE_OF[fault]

    def _end_saying(self, fault: Fault, words: str) -> None:
        self.say(fault, words)
        self._end_soon(self._close)

    def _end_soon(self, code: Close) -> None:
        """Close from outside the reading task, which then leaves by itself."""
        self._close = code
        self._ending = self._loop.create_task(self._end())

    async def _end(self) -> None:
        self._write()
        try:
            async with asyncio.timeout(CLOSE_S):
                await self._ws.close(code=self._close, drain=False)
        except (TimeoutError, ConnectionError):
            if self._transport is not None:
                self._transport.abort()
        untie(self._request, self._ws)

    # The first frame

    async def _enter(self) -> LiveConference | None:
        """The conference this socket belongs to, once HELLO is proven; None when it ends instead. Raises BadFrame."""
        words = "the first frame is HELLO"
        late = self._loop.call_later(limits.HELLO_WITHIN_MS / 1000, self._end_saying, Fault.HELLO_LATE, words)
        message = await self._ws.receive()
        late.cancel()
        if message.type is not WSMsgType.BINARY:
            return None
        frame = decode_client(message.data)
        if not isinstance(frame, Hello):
            raise BadFrame(Fault.BAD_FRAME, words)
        try:
            caller, conference = await admitted(self._request, frame)
        except ComeAgain as again:
            self.stop(again.after_ms)
            return None
        if not self.ready():
            return None
        self._welcome(conference, caller)
        for watch in frame.watches:
            self._watch(conference, watch)
        return conference

    def _welcome(self, conference: LiveConference, caller: Caller) -> None:
        self._caller, self._account = caller, caller.account >= 0
        self.grant, self.device, self._device_state = caller.grant, caller.device, caller.state
        self._conference = conference
        self.send(welcome(conference, caller, self._clock()))
        conference.arrive(self)
        if caller.state == ACTIVE:
            self._link(conference)

    def _link(self, conference: LiveConference) -> None:
        role, node = access.parse(self.grant)
        if role == "o" and self._point is None and conference.state.kind_of(node) == KIND_POINT:
            self._point = node
            conference.presence.link(node, self._clock())

    def _state_now(self, conference: LiveConference) -> int:
        if self._account:
            return ACTIVE if self._app[HUB].house.device(self.device) else REVOKED
        device = conference.state.device(self.device)
        return REVOKED if device is None else int(device.state)

    # Frames

    def _heard(self, conference: LiveConference) -> None:
        if self._point is not None:
            conference.presence.heard(self._point, self._clock())

    def _join_media(self, conference: LiveConference, frame: JoinMedia) -> None:
        """The offer goes to the bridge; its answer comes when it comes, other frames are read meanwhile."""
        place = media_place(conference.state, self.grant, self.device)
        if self._device_state != ACTIVE or place is None:
            self.send(encode_server(MediaAnswer(frame.request, "", Media.NOT_ALLOWED)))
        elif self._joining or self._too_many_joins():
            self.send(encode_server(MediaAnswer(frame.request, "", Media.TOO_FAST)))
        else:
            asker = Asker(self, self.grant, self.device, place)
            joining = self._loop.create_task(self._answer_join(conference, asker, frame))
            self._joining.add(joining)
            joining.add_done_callback(self._joining.discard)

    def _too_many_joins(self) -> bool:
        if self._joins is None:
            self._joins = Buckets(limits.JOINS_PER_MINUTE / 60, limits.JOINS_PER_MINUTE, keys=1)
        return self._joins.take("") > 0

    def _resume_media(self, conference: LiveConference, frame: ResumeMedia) -> None:
        self._demand_allowance()
        place = media_place(conference.state, self.grant, self.device)
        if self._device_state == ACTIVE and place is not None:
            asker = Asker(self, self.grant, self.device, place)
            conference.media.resume(asker, frame.fingerprint)

    async def _answer_join(self, conference: LiveConference, asker: Asker, frame: JoinMedia) -> None:
        def answer(sdp: str, code: str) -> None:
            self.send(encode_server(MediaAnswer(frame.request, sdp, code)))

        await conference.media.join(asker, frame.offer, frame.fingerprint, answer)

    def _watch(self, conference: LiveConference, frame: Watch) -> None:
        if len(self._watched) >= limits.WATCHES and frame.topic not in self._watched:
            raise BadFrame(Fault.TOO_FAST, f"a socket watches at most {int(limits.WATCHES)} topics")
        if self._device_state != ACTIVE or not access.sees(self.grant, frame.topic, conference.state):
            self.send(encode_server(RefusedTopic(frame.topic, Verdict.NOT_ALLOWED)))
        elif conference.watch(self, frame.topic, frame.position):
            self._watched.add(frame.topic)
            audit.note_watched(self._app, conference, self._caller, frame.topic)
        else:
            self.send(encode_server(RefusedTopic(frame.topic, Verdict.NO_SUCH_UNIT)))

    def _command(self, conference: LiveConference, frame: CommandFrame) -> None:
        if self._unanswered >= limits.UNANSWERED:
            raise BadFrame(Fault.TOO_FAST, f"at most {int(limits.UNANSWERED)} commands wait for an answer")
        self._unanswered += 1
        now = self._clock()
        skew, by = frame.sent_ms - now, (self.grant, self.device)
        entry = Entry(frame.kind, frame.id, *by, frame.made_ms, skew, now, 0, frame.body)

        def answer(judgement: Judgement, seq: Seq) -> None:
            self._answer(conference, entry, judgement, seq)

        if self._device_state != ACTIVE:
            answer(Judgement(Verdict.NOT_ALLOWED), Seq(0))
        else:
            conference.submit(entry, frame.texts, answer)
        if self._point is not None:
            conference.presence.heard(self._point, now)

    def _answer(self, conference: LiveConference, entry: Entry, judgement: Judgement, seq: Seq) -> None:
        self._unanswered -= 1
        if not self._outcomes:
            self._loop.call_soon(self._flush)
        first = judgement.first
        told = None
        if first is not None:
            device = conference.state.device(DeviceId(first.device))
            name = conference.state.name_of(NodeNo(first.point))
            told = FirstSeen(first.point, name, first.at_ms, device.label if device else "")
        self._outcomes.append(Outcome(entry.id, judgement.verdict, seq, told, judgement.person))

    def _flush(self) -> None:
        """All answers of this turn of the loop in one frame (at most UNANSWERED of them)."""
        outcomes, self._outcomes = self._outcomes, []
        self.send(encode_outcomes(outcomes))

    def _demand_allowance(self) -> None:
        """COMMANDS_PER_S as a bucket that holds UNANSWERED: an outbox may come at once, a flood may not."""
        now = monotonic()
        filled = self._allowance + (now - self._allowance_at) * FRAMES_PER_S
        self._allowance, self._allowance_at = min(filled, FRAMES_AT_ONCE) - 1, now
        if self._allowance < 0:
            raise BadFrame(Fault.TOO_FAST, f"more than {int(limits.COMMANDS_PER_S)} frames a second")
