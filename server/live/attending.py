"""Who is online, as the journal must know it: from open sockets of linked phones to words (NoteOnline).

Presence itself is forgetful; what a report needs is written down sparingly:
1. Joined is said at once; left only after GAP_MS without a socket, at the time she left: a reconnect says nothing.
2. Who stays is said to be still there every EVERY_MS, and at the moment her time is enough to count as present.
3. After a restart everybody who was there has until GAP_MS after the server's last known sign of life to come back;
   whoever comes later had left then. So a server that was down counts nobody.
4. With several nodes: that she is there, the node says that has her socket; that she left, the scribe (live/sharing.py),
   when she has been at no node for GAP_MS. So a phone that moves from one node to another says nothing.
"""

from collections.abc import Iterable, Iterator

from server.core.commands import NoteOnline
from server.core.conference import Conference
from server.core.dwell import GAP_MS
from server.core.ids import ROOT, DeviceId, Millis, PersonNo, SessionNo
from server.core.online import bounds_of

EVERY_MS = 600_000
"""A hundred thousand people online are 167 entries a second; a crash loses ten minutes of one person at most."""

Key = tuple[int, int]
"""Session and person."""


class Seen:
    """One person online in one session."""

    __slots__ = ("left_ms", "next_ms")

    def __init__(self, left_ms: int, next_ms: int) -> None:
        self.left_ms = left_ms
        """Since when she has no socket; 0 while she has."""
        self.next_ms = next_ms
        """When to say again that she is there."""


class Attending:
    """Owned by LiveConference, which asks it every second and writes down what it says."""

    def __init__(self, state: Conference) -> None:
        self._state = state
        self._seen: dict[Key, Seen] = {}

    def recall(self) -> None:
        """After a restart: who was there when the server was last heard of."""
        for number, session in self._state.open.items():
            alive_ms = max(session.dwell.at_ms, default=0)
            for person in session.dwell.last:
                if session.dwell.words(person)[-1].joined:
                    self._seen[number, person] = Seen(alive_ms, 0)

    def second(
        self,
        devices: Iterable[DeviceId],
        now_ms: Millis,
        elsewhere: Iterable[DeviceId] = (),
        is_scribe: bool = True,
    ) -> list[NoteOnline]:
        """What is to be written down now, given the devices of all open sockets of people online, here and elsewhere."""
        here = dict.fromkeys(key for device in devices for key in self._linked(device))
        words = [word for key in here for word in self._there(key, now_ms)]
        others = {key for device in elsewhere for key in self._linked(device)} - here.keys()
        for key in others:
            self._seen.setdefault(key, Seen(0, 0)).left_ms = 0
        away = [key for key in self._seen if key not in here and key not in others]
        return words + [word for key in away for word in self._gone(key, now_ms, is_scribe)]

    def noted(self, word: NoteOnline) -> None:
        """The journal has it. Who is said to have left by another node, and is here, is said to be there at once."""
        one = self._seen.get((word.session, word.person))
        if one is not None and not word.joined:
            one.next_ms = 0

    def _linked(self, device: DeviceId) -> Iterator[Key]:
        """Where the device is somebody's, online, in a session that is open."""
        number = self._state.links.number_of.get(device)
        if number is None:
            return
        for session, sitting in self._state.open.items():
            row = sitting.phones.of_device.get(number)
            if row is not None and sitting.phones.node[row] == ROOT:
                yield session, sitting.phones.person[row]

    def _there(self, key: Key, now_ms: Millis) -> Iterator[NoteOnline]:
        one = self._seen.get(key)
        if one is not None and one.left_ms and now_ms - one.left_ms >= GAP_MS:
            yield _word(key, False, one.left_ms)
            one = None
        if one is None:
            self._seen[key] = Seen(0, self._due_ms(key, now_ms))
            yield _word(key, True, now_ms)
            return
        one.left_ms = 0
        if now_ms >= one.next_ms:
            one.next_ms = self._due_ms(key, now_ms)
            yield _word(key, True, now_ms)

    def _gone(self, key: Key, now_ms: Millis, is_scribe: bool) -> Iterator[NoteOnline]:
        one, is_open = self._seen[key], key[0] in self._state.open
        if is_open and not one.left_ms:
            one.left_ms = now_ms
        elif is_open and now_ms - one.left_ms < GAP_MS:
            return
        elif is_scribe or not self._is_noted(key):
            del self._seen[key]
            if one.left_ms and self._is_noted(key):
                yield _word(key, False, one.left_ms)

    def _is_noted(self, key: Key) -> bool:
        """Whether she is there by the journal's last word."""
        words = self._state.sessions[key[0]].dwell.words(key[1])
        return bool(words) and words[-1].joined

    def _due_ms(self, key: Key, now_ms: int) -> int:
        """When to say again that she is there: sooner, if her time is enough before."""
        session = self._state.sessions[key[0]]
        limits = bounds_of(self._state, key[0])
        lacks_ms = limits.needed_ms - session.dwell.spent_ms(key[1], limits, now_ms)
        soon_ms = max(lacks_ms, GAP_MS) if lacks_ms > 0 else EVERY_MS
        return now_ms + min(soon_ms, EVERY_MS)


def _word(key: Key, joined: bool, at_ms: int) -> NoteOnline:
    return NoteOnline(SessionNo(key[0]), PersonNo(key[1]), joined, Millis(at_ms))
