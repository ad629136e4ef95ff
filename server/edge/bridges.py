"""The bridges' doors: GET /bridge is the link, POST /api/bridges/enrol makes a bridge one of ours.

Rule 1: nothing is taken before the bridge has signed our challenge with the key it enrolled with.
Rule 2: one link per bridge: a second one is refused in words while the first lives, and takes its place once nothing
is heard on it.
Rule 3: an enrolment code is good once, for ENROLMENT_S, and for nothing else: it carries the bridge's id, which is never
used again. Any process that may read keys/ can make one; no store is asked.
"""

import asyncio
import hmac
import re
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from secrets import token_bytes
from typing import Annotated

import msgspec
import structlog
from aiohttp import WSMsgType, web

from server.core.refusals import Verdict
from server.edge.addresses import address_of
from server.edge.bodies import body_of
from server.edge.errors import Problem
from server.edge.keys import CLOCK, ENROLMENTS, HUB, LIMITS, SIGNER
from server.edge.limits import admit, demand
from server.edge.logs import note_failed_sign_in
from server.edge.past_the_library import header
from server.edge.signing import is_signed
from server.edge.verdicts import demand_accepted
from server.live.bridges import LinkedBridge
from server.wire import link
from server.wire.codes import Close

ENROLMENT_S = 3_600
"""Time to carry a code to another machine by hand."""

MAC_CHARS = 27
"""162 bits, as a link's token (edge/links.py)."""

UNSENT_BYTES = 4 * 1024 * 1024
"""Some 200 joins and every lease of a full bridge; one that has more unread is not there."""

CLOSE_S = 2.0

_CODE = re.compile(r"([0-9a-f]{16})\.([0-9]{10})\.([A-Za-z0-9_-]{27})")
_CLOSES = {link.Code.NOT_PROVEN: Close.NOT_SIGNED_IN, link.Code.NAME_IN_USE: Close.NOT_SIGNED_IN,
           link.Code.REMOVED: Close.REVOKED, link.Code.HELLO_LATE: Close.HELLO_LATE,
           link.Code.STOPPING: Close.STOPPING, link.Code.TOO_SLOW: Close.TOO_SLOW}  # fmt: skip

log = structlog.get_logger("bridges")


class Enrolments:
    """Makes and checks one-time codes with one key (keys/bridge.key)."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def code(self, bridge: bytes, until_s: int) -> str:
        """ "<bridge id>.<end>.<mac>"."""
        said = f"{bridge.hex()}.{until_s:010d}"
        mac = hmac.digest(self._key, f"enrol a bridge|{said}".encode(), sha256)
        return f"{said}.{urlsafe_b64encode(mac)[:MAC_CHARS].decode()}"

    def new_code(self, now_s: float | None = None) -> str:
        now = time.time() if now_s is None else now_s
        return self.code(token_bytes(link.ID_BYTES), int(now) + ENROLMENT_S)

    def bridge_of(self, code: str, now_s: float) -> bytes | None:
        """The id the code was made for; None for what is no code of ours, or too old."""
        found = _CODE.fullmatch(code)
        if found is None or int(found[2]) < now_s:
            return None
        bridge = bytes.fromhex(found[1])
        return bridge if hmac.compare_digest(self.code(bridge, int(found[2])), code) else None


class Enrolment(msgspec.Struct):
    code: Annotated[str, msgspec.Meta(max_length=64)]
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=64, pattern=r"^\S(.*\S)?$")]
    public_key: Annotated[str, msgspec.Meta(max_length=64)]
    signature: Annotated[str, msgspec.Meta(max_length=128)]


async def enrol(request: web.Request) -> web.Response:
    """POST /api/bridges/enrol: the bridge's key, for a code. 403 WRONG_CODE, 409 BRIDGE_NAME_TAKEN."""
    demand(request.app[LIMITS].failures.take(address_of(request)), "TOO_MANY_FAILURES")
    asked = await body_of(request, Enrolment)
    bridge = request.app[ENROLMENTS].bridge_of(asked.code, request.app[CLOCK]() / 1000)
    if bridge is None:
        raise Problem(403, "WRONG_CODE")
    public, signature = _bytes(asked.public_key, "public_key"), _bytes(asked.signature, "signature")
    if not is_signed(link.enrolment_proof(asked.code, asked.name), signature, public):
        raise Problem(403, "NOT_PROVEN")
    judgement = await request.app[HUB].house.add_bridge(bridge, asked.name, public)
    if judgement.verdict is Verdict.DUPLICATE_CODE:
        raise Problem(409, "BRIDGE_NAME_TAKEN", {"name": asked.name})
    if judgement.verdict is Verdict.WRONG_STATE:
        raise Problem(403, "WRONG_CODE")
    demand_accepted(judgement)
    request.app[LIMITS].failures.give_back(address_of(request))
    log.info("bridge_enrolled", bridge=asked.name)
    return web.json_response({"bridge": bridge.hex(), "server_key": _text(request.app[SIGNER].public)})


async def bridge(request: web.Request) -> web.StreamResponse:
    """GET /bridge: one bridge's link."""
    admit(request.app[LIMITS].handshakes.take(""))
    with request.app[LIMITS].sockets.seat(address_of(request)):
        ws = web.WebSocketResponse(
            heartbeat=link.SILENCE_S - link.PING_S,
            max_msg_size=2 * link.FRAME_BYTES,
            compress=False,
            timeout=CLOSE_S,
        )
        await ws.prepare(request)
        door = BridgeDoor(request, ws)
        try:
            await door.serve()
        except link.BadLinkFrame as bad:
            door.end(link.Code.BAD_FRAME, str(bad))
        finally:
            await door.leave()
    return ws


class BridgeDoor:
    """One open link: a Line of the bridge it belongs to. Owned by the request's task."""

    def __init__(self, request: web.Request, ws: web.WebSocketResponse) -> None:
        self._request = request
        self._ws = ws
        self._transport = request.transport
        self._hub = request.app[HUB]
        self._bridge: LinkedBridge | None = None
        self._ending: asyncio.Task[None] | None = None
        self._close = Close.BAD_FRAME

    # Line

    def send(self, frame: bytes) -> None:
        """The frame is on its way, in order; a bridge that does not read is ended."""
        transport = self._transport
        if self._ending is not None or transport is None or transport.is_closing() or self._ws.closed:
            return
        if transport.get_write_buffer_size() > UNSENT_BYTES:
            log.warning("bridge_too_slow")
            transport.abort()
            return
        transport.write(header(len(frame)) + frame)

    def end(self, code: link.Code, words: str) -> None:
        if self._ending is None:
            self.send(link.encode(link.Fault(code, words[: link.WORDS_CHARS])))
            self._close = _CLOSES.get(code, Close.BAD_FRAME)
            self._ending = asyncio.get_running_loop().create_task(self._end())

    # The life of the link

    async def serve(self) -> None:
        """Read frames until the link ends. Raises BadLinkFrame."""
        self._bridge = await self._prove()
        if self._bridge is None:
            return
        async for message in self._ws:
            if message.type is WSMsgType.ERROR:
                return
            if message.type is not WSMsgType.BINARY:
                raise link.BadLinkFrame("frames are binary")
            frame = link.decode_from_bridge(message.data)
            if isinstance(frame, link.Hello):
                raise link.BadLinkFrame("HELLO comes once")
            if self._bridge.id not in self._hub.house.state.bridges:
                self._hub.bridges.remove(self._bridge.id)  # another node's administrator did it
                return
            self._hub.bridges.heard(self._bridge, frame)

    async def leave(self) -> None:
        if self._bridge is not None:
            self._hub.bridges.unlinked(self._bridge)
        await (self._ending or self._end())

    async def _prove(self) -> LinkedBridge | None:
        """The bridge, once it has signed our challenge; None when the link ended instead."""
        challenge = token_bytes(link.NONCE_BYTES)
        self.send(link.encode(link.Challenge(link.VERSION, challenge)))
        try:
            message = await self._ws.receive(timeout=link.HELLO_WITHIN_S)
        except TimeoutError:
            self.end(link.Code.HELLO_LATE, "HELLO answers CHALLENGE at once")
            return None
        if message.type is not WSMsgType.BINARY:
            return None
        hello = link.decode_from_bridge(message.data)
        if not isinstance(hello, link.Hello):
            raise link.BadLinkFrame("the first frame is HELLO")
        if hello.version != link.VERSION:
            self.end(link.Code.WRONG_VERSION, f"this server speaks version {link.VERSION} of the link")
            return None
        return self._admit(hello, challenge)

    def _admit(self, hello: link.Hello, challenge: bytes) -> LinkedBridge | None:
        known = self._hub.house.state.bridges.get(hello.bridge)
        said = link.bridge_proof(challenge, hello.nonce, hello.bridge)
        if known is None or not is_signed(said, hello.signature, known.public_key):
            note_failed_sign_in(self._request, "bridge", link.Code.NOT_PROVEN)
            self.end(link.Code.NOT_PROVEN, "no bridge of this house, or not its signature: enrol it anew")
            return None
        if not self._hub.bridges.give_way(hello.bridge):
            self.end(
                link.Code.NAME_IN_USE, f"the bridge {known.name!r} is linked already: a second one is refused"
            )
            return None
        proof = self._request.app[SIGNER].sign(link.server_proof(challenge, hello.nonce, hello.bridge))
        self.send(link.encode(link.Ready(self._request.app[CLOCK](), proof)))
        linked = LinkedBridge(hello.bridge, known.name, list(hello.addresses), self)
        self._hub.bridges.linked(linked, hello.held)
        return linked

    async def _end(self) -> None:
        try:
            async with asyncio.timeout(CLOSE_S):
                await self._ws.close(code=self._close, drain=False)
        except (TimeoutError, ConnectionError):
            if self._transport is not None:
                self._transport.abort()


def _bytes(text: str, what: str) -> bytes:
    try:
        return urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError as error:
        raise Problem(400, "BAD_FIELD", {"what": what}) from error


def _text(piece: bytes) -> str:
    return urlsafe_b64encode(piece).rstrip(b"=").decode()
