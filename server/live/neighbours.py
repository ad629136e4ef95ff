"""One conference's talk with the other nodes of the house: says once a second what is linked here, takes in what they say.

Rule 1: while nobody can be asked, what was heard last stands: a store that is away makes no point silent.
Rule 2: until the others have been heard once this node is no scribe: it does not know yet who is where.
"""

import asyncio
from collections.abc import Callable, Iterator

import msgspec
import structlog

from server.beside import ended
from server.core.conference import Conference
from server.core.ids import ConferenceId, DeviceId, Millis
from server.live.media import MediaRoom
from server.live.presence import Presence
from server.live.sharing import (
    EVERY_S,
    Alone,
    Marks,
    Said,
    Sharing,
    decode,
    differing,
    either,
    encode,
    has,
    numbers,
)

log = structlog.get_logger("neighbours")


class Neighbours:
    """Owned by LiveConference; `start` when it is folded, `close` before its media and presence end."""

    def __init__(
        self,
        id: ConferenceId,
        sharing: Sharing,
        state: Conference,
        presence: Presence,
        media: MediaRoom,
        clock: Callable[[], Millis],
        link_changed: Callable[[int], None],
    ) -> None:
        """`link_changed` is told the number of each device that may be linked or not from now on."""
        self.is_scribe = presence.is_scribe = not sharing.node
        """Whether this node writes down what no node knows alone."""
        self.names: list[str] = []
        """The other living nodes."""
        self._id = id
        self._sharing = sharing
        self._state = state
        self._presence = presence
        self._media = media
        self._clock = clock
        self._link_changed = link_changed
        self._devices, self._online = Marks(), Marks()
        self._elsewhere = self._online_elsewhere = b""
        """Devices with a socket at another node, as bits; those of people online."""
        self._is_asked = True
        self._talking: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Returns when the others have been heard, or cannot be."""
        await self.exchange()
        if not isinstance(self._sharing, Alone):
            self._talking = asyncio.create_task(self._talk_for_ever(), name=f"neighbours {self._id}")

    async def close(self) -> None:
        await ended(self._talking)

    # Devices

    def arrive(self, device: DeviceId, is_online: bool) -> None:
        """The device has one more socket here. `is_online`: it is the phone of somebody who is in no room."""
        number = self._state.links.number_of.get(device)
        if number is not None:
            self._devices.add(number)
            self._link_changed(number)
            if is_online:
                self._online.add(number)

    def depart(self, device: DeviceId) -> None:
        number = self._state.links.number_of.get(device)
        if number is not None:
            self._devices.drop(number)
            self._link_changed(number)
            self._online.drop(number)

    def is_linked(self, device: DeviceId) -> bool:
        """Whether the device has a socket at any node."""
        number = self._state.links.number_of.get(device)
        return number is not None and self.is_linked_number(number)

    def is_linked_number(self, number: int) -> bool:
        return number in self._devices or has(self._elsewhere, number)

    def online_elsewhere(self) -> Iterator[DeviceId]:
        """Phones of people online with a socket at another node, as far as they are folded here."""
        ids = self._state.links.ids
        return (DeviceId(ids[number]) for number in numbers(self._online_elsewhere) if number < len(ids))

    # The talk

    async def exchange(self) -> None:
        """One word to the others, and theirs taken in."""
        try:
            said = encode(self._said())
            heard = await self._sharing.exchange(self._id, said)
            others = {node: one for node, raw in heard.items() if (one := _read(node, raw)) is not None}
            self._hear(others)
            await self._media.hear(others)
            self._is_asked = True
        except OSError as error:
            if self._is_asked:
                log.warning("nobody_asked", conference=self._id, reason=str(error))
            self._is_asked = False

    def _said(self) -> Said:
        media = self._media.said()
        points, devices, online = bytes(self._presence.own), bytes(self._devices), bytes(self._online)
        return msgspec.structs.replace(media, points=points, devices=devices, online=online)

    def _hear(self, others: dict[str, Said]) -> None:
        self.names = sorted(others)
        self.is_scribe = self._presence.is_scribe = all(self._sharing.node <= node for node in others)
        before, self._elsewhere = self._elsewhere, either(*(said.devices for said in others.values()))
        for number in numbers(differing(before, self._elsewhere)):
            self._link_changed(number)
        self._online_elsewhere = either(*(said.online for said in others.values()))
        self._presence.hear((said.points for said in others.values()), self._clock())

    async def _talk_for_ever(self) -> None:
        while True:
            await asyncio.sleep(EVERY_S)
            try:
                await self.exchange()
            except Exception:  # what cannot be taken in must not end the talk
                log.exception("exchange_failed", conference=self._id)


def _read(node: str, raw: bytes) -> Said | None:
    try:
        return decode(raw)
    except msgspec.MsgspecError as error:
        log.warning("not_understood", node=node, reason=str(error))
        return None
