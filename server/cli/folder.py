"""The data folder as commands use it: read beside a running server, written only when no server runs.

Reading opens journals read-only and takes no lock: what they see is a prefix of the history. Writing takes the
folder's lock, as a server does, and speaks through the same hub.
"""

import contextlib
import secrets
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from server.app import engine, now_ms
from server.core.choices import Listing
from server.core.commands import NoteListed
from server.core.conference import Conference
from server.core.entries import KIND_OF, Command, Entry
from server.core.filing import Filed
from server.core.held import WORDED
from server.core.house import House
from server.core.ids import COMMAND_ID_BYTES, CommandId, ConferenceId, NodeNo, PersonNo, Seq
from server.core.listings import COMMAND_LINE
from server.core.refusals import Judgement, Verdict, is_refusal
from server.edge.uploads import empty_folder
from server.journal.archive import HOUSE, UNLOCKED, Archive
from server.journal.chain import Chain
from server.journal.folder import DataFolder
from server.journal.port import Journal
from server.live.erasing import erase_person
from server.live.hub import Hub
from server.live.spine import SERVER_DEVICE, SERVER_GRANT
from server.settings import Settings
from server.wire.codec import decode_entry, encode_entry

PEOPLE_AT_ONCE = 1_000
"""People whose texts are held at once."""

_decode = msgspec.msgpack.Decoder(list[str]).decode


class Unfolded(Exception):
    """The fold stopped in the middle; says after which entry and why."""

    def __init__(self, seq: int, why: Exception) -> None:
        super().__init__(f"{type(why).__name__}: {why}")
        self.seq = seq


class Folded(NamedTuple):
    """A whole journal, folded."""

    state: Conference
    chain: Chain
    refused: int
    filed: Filed
    """Whose words the entries brought."""


def paths(data: Path) -> DataFolder:
    """Where everything lies, without holding the folder."""
    return DataFolder(data, UNLOCKED)


def holder(data: Path) -> str:
    """Who holds the folder, as the lock names them."""
    with contextlib.suppress(OSError):
        return (data / "lock").read_text(encoding="utf-8", errors="replace").strip() or "?"
    return "?"


@contextlib.asynccontextmanager
async def writing(settings: Settings, command: str) -> AsyncIterator[Hub]:
    """The hub over a folder nobody else uses. Raises FolderTaken, JournalBroken, JournalBusy."""
    with DataFolder.take(settings.data, f"diemcau {command}") as folder:
        async with engine(settings, folder) as lasting:
            hub = Hub(lasting.stores, now_ms, secrets.token_bytes)
            await hub.start()
            try:
                yield hub
            finally:
                await hub.close()


async def erase(
    settings: Settings, conference: ConferenceId, subjects: Sequence[bytes], person: int, node: NodeNo
) -> int:
    """How many subjects had text; afterwards no file holds any, nor what a killed server was reading or writing, and the
    journal says whose they were.

    Raises FolderTaken, JournalBroken, JournalBusy."""
    async with _journal(settings, conference, "person erase") as journal:
        empty_folder(settings.data)
        vault = _Vault(journal)
        await vault.ask(_listed(Listing.PERSON_ERASED, 1, node))
        return (await erase_person(vault, PersonNo(person), subjects)).texts


async def note_listing(
    settings: Settings, conference: ConferenceId, what: Listing, count: int, node: NodeNo
) -> None:
    """Writes down that names were listed on this machine. Raises FolderTaken, beside a running server."""
    async with _journal(settings, conference, "audit") as journal:
        await _Vault(journal).ask(_listed(what, count, node))


class _Vault:
    """A journal that nobody else writes, as erasing.Vault asks of it: what the server says is taken."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    async def ask(self, command: Command) -> Judgement:
        now, id = now_ms(), CommandId(secrets.token_bytes(COMMAND_ID_BYTES))
        entry = Entry(KIND_OF[type(command)], id, SERVER_GRANT, SERVER_DEVICE, now, 0, now, 0, command)
        await self._journal.append([encode_entry(entry)])
        return Judgement(Verdict.ACCEPTED)

    async def erase(self, subjects: Sequence[bytes]) -> int:
        return await self._journal.erase(subjects)


@contextlib.asynccontextmanager
async def _journal(settings: Settings, conference: ConferenceId, command: str) -> AsyncIterator[Journal]:
    """One journal of a folder nobody else uses. Raises FolderTaken, JournalBroken, JournalBusy."""
    with DataFolder.take(settings.data, f"diemcau {command}") as folder:
        async with engine(settings, folder) as lasting:
            journal = await lasting.stores.conference(conference)
            try:
                yield journal
            finally:
                await journal.close()


def _listed(what: Listing, count: int, node: NodeNo) -> NoteListed:
    return NoteListed(what, count, node, SERVER_GRANT, SERVER_DEVICE, COMMAND_LINE)


def fold_house(archive: Archive) -> tuple[House, Chain, int]:
    """The house (empty where there is none yet), its chain, how many entries were refused.

    Raises Unfolded, JournalBroken.
    """
    state, chain, refused = House(), Chain(), 0
    if not archive.names():
        return state, chain, refused
    for seq, raw in _entries(archive, HOUSE):
        try:
            refused += is_refusal(state.apply(Seq(seq), decode_entry(raw)).verdict)
        except Exception as error:
            raise Unfolded(chain.seq, error) from error
        chain.feed(raw)
    return state, chain, refused


def fold(archive: Archive, name: str, tick: Callable[[int], None] = lambda seq: None) -> Folded:
    """The conference in the journal of this name; `tick` hears of every 1,000th entry. Raises Unfolded, JournalBroken."""
    state, chain, refused = Conference(), Chain(), 0
    whole = Folded(state, chain, 0, Filed())
    for seq, raw in _entries(archive, name):
        try:
            entry = decode_entry(raw)
            is_refused = is_refusal(state.apply(seq, entry).verdict)
        except Exception as error:
            raise Unfolded(chain.seq, error) from error
        chain.feed(raw)
        refused += is_refused
        if entry.kind in WORDED:
            whole.filed.file(entry, is_refused)
        if seq % 1000 == 0:
            tick(seq)
    state.settle()
    return whole._replace(refused=refused)


def _entries(archive: Archive, name: str) -> Iterator[tuple[int, bytes]]:
    for block in archive.blocks(name):
        yield from enumerate(block.entries, start=block.first)


class Texts:
    """The vault of one journal, read-only."""

    def __init__(self, archive: Archive, name: str) -> None:
        self._archive = archive
        self._name = name

    def read(self, subjects: Sequence[bytes]) -> dict[bytes, list[str]]:
        """The strings of each subject that has any."""
        bodies = self._archive.texts(self._name, subjects)
        return {subject: _decode(body) for subject, body in bodies.items()}

    async def reader(self, subjects: Sequence[bytes]) -> dict[bytes, list[str]]:
        """`read`, as a dossiers.Reader."""
        return self.read(subjects)

    def of_people(self, state: Conference, people: Iterator[int]) -> Iterator[tuple[int, list[str] | None]]:
        """(person, strings or None where erased) in the order asked for."""
        while some := [person for _, person in zip(range(PEOPLE_AT_ONCE), people, strict=False)]:
            subjects = [state.subject_of_person(person) for person in some]
            found = self.read(subjects)
            yield from ((person, found.get(key)) for person, key in zip(some, subjects, strict=True))
