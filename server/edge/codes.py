"""Finding a person of a whole conference by the code on her card, without holding a code or a name.

What is kept is twelve bytes a person: eight of a hash under a key of this process, and her number; 24 MB for two million.
A drawer of it is searched, so that every question costs the same. Who asks compares the text itself, from the vault:
somebody who was erased is found by nobody.
"""

import asyncio
from hashlib import blake2b
from secrets import token_bytes

import msgspec

from server.core.ids import ConferenceId, PersonNo
from server.live.conference import LiveConference

DRAWERS = 4_096
"""Two million people are 500 to a drawer: six kilobytes to look through."""

HASH_BYTES, PERSON_BYTES = 8, 4
CARD_BYTES = HASH_BYTES + PERSON_BYTES
SLICE = 2_000
"""Texts between two turns of the loop, as in known.py."""

_text = msgspec.msgpack.Decoder(list[str])


def spelled(code: str) -> str:
    """A code as it is compared: letters and digits, small; people type no hyphens."""
    return "".join(letter for letter in code.casefold() if letter.isalnum())


class CodeIndex:
    """The codes of one conference. Grows with its roster; made on the first question, kept while it is open."""

    def __init__(self, live: LiveConference) -> None:
        self.live = live
        self._key = token_bytes(32)
        self._drawers = [bytearray() for _ in range(DRAWERS)]
        self._read = 0
        """How many people are in it."""
        self._growing: asyncio.Task[None] | None = None

    async def find(self, code: str) -> list[PersonNo]:
        """Everybody who may have this code."""
        await self._grown()
        drawer, hashed = self._place(spelled(code))
        found, at = [], drawer.find(hashed)
        while at >= 0:
            if at % CARD_BYTES == 0:
                card = drawer[at + HASH_BYTES : at + CARD_BYTES]
                found.append(PersonNo(int.from_bytes(card, "big")))
            at = drawer.find(hashed, at + 1)
        return found

    async def _grown(self) -> None:
        """Returns when everybody who is on the roster now is in it; who asks together waits for one reading."""
        while self._read < self.live.state.person_count:
            if self._growing is None:
                self._growing = asyncio.create_task(self._grow(), name=f"codes of {self.live.id}")
            await asyncio.shield(self._growing)

    async def _grow(self) -> None:
        try:
            while self._read < (count := self.live.state.person_count):
                await self._read_in(range(self._read, min(count, self._read + SLICE)))
        finally:
            self._growing = None

    async def _read_in(self, people: range) -> None:
        subjects = {self.live.state.subject_of_person(person): person for person in people}
        for subject, body in (await self.live.spine.journal.texts(list(subjects))).items():
            code = spelled(_text.decode(body)[0])
            if code:
                drawer, hashed = self._place(code)
                drawer += hashed + subjects[subject].to_bytes(PERSON_BYTES, "big")
        self._read = people.stop

    def _place(self, code: str) -> tuple[bytearray, bytes]:
        digest = blake2b(code.encode(), digest_size=HASH_BYTES + 2, key=self._key).digest()
        return self._drawers[int.from_bytes(digest[:2], "big") % DRAWERS], digest[2:]


class Codes:
    """The indexes of one server, by conference; owned by the application."""

    def __init__(self) -> None:
        self._of: dict[ConferenceId, CodeIndex] = {}

    def of(self, live: LiveConference) -> CodeIndex:
        index = self._of.get(live.id)
        if index is None or index.live is not live:  # opened anew: its journal came back with another history
            index = self._of[live.id] = CodeIndex(live)
        return index
