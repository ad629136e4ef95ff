"""The files of papers: data/papers/<conference>/<paper id> (0600, folders 0700), and the copy that every node can fetch.

Rule 1: a paper is in its place, and every node can fetch it, before the journal lists it.
Rule 2: what the journal no longer lists is removed: at the start, and within SWEEP_S; so are rosters that wait for their
commit in a conference whose texts are being erased, and those read before a person was erased.
"""

import asyncio
import contextlib
import os
import shutil
from collections.abc import AsyncIterator, Collection, Iterator
from hashlib import sha256
from pathlib import Path
from secrets import token_hex

import structlog
from aiohttp import web

from server.beside import beside
from server.core.ids import ConferenceId, PaperId
from server.edge.keys import HUB, PREVIEWS, SHELF
from server.journal.papers import SharedPapers
from server.journal.port import JournalBusy
from server.live.conference import LiveConference

SWEEP_S = 10.0

log = structlog.get_logger("diemcau.audit")


def folder_of(data: Path, conference: ConferenceId) -> Path:
    return data / "papers" / conference


class Shelf:
    """The papers of one node. One per application."""

    def __init__(self, data: Path, shared: SharedPapers) -> None:
        self._data = data
        self._shared = shared
        self._arriving: set[str] = set()
        """Papers that lie in their place already and that the journal does not have yet."""
        self._swept: dict[ConferenceId, int] = {}

    @contextlib.contextmanager
    def arriving(self, paper: PaperId) -> Iterator[None]:
        """While the block runs the paper's file is not swept away."""
        self._arriving.add(paper.hex())
        try:
            yield
        finally:
            self._arriving.discard(paper.hex())

    async def place(self, conference: ConferenceId, paper: PaperId, file: Path) -> tuple[int, bytes]:
        """(bytes, SHA-256) of the file, which now lies in its place here and where other nodes find it."""
        content = await asyncio.to_thread(file.read_bytes)
        await self._shared.keep(conference, paper, content)
        await asyncio.to_thread(_placed, file, self._path(conference, paper))
        return len(content), sha256(content).digest()

    async def take_back(self, conference: ConferenceId, paper: PaperId) -> None:
        """The journal refused it."""
        self._path(conference, paper).unlink(missing_ok=True)
        with contextlib.suppress(JournalBusy):  # what other nodes could fetch ends by itself
            await self._shared.settle(conference, (), (paper,))

    async def find(self, live: LiveConference, paper: PaperId) -> Path | None:
        """The file of a listed paper, fetched first when another node took it in; None when it is nowhere."""
        path = self._path(live.id, paper)
        if await asyncio.to_thread(path.is_file):
            return path
        content = await self._shared.fetch(live.id, paper)
        papers = live.state.papers
        if content is None or sha256(content).digest() != papers.hashes[papers.number_of[paper]]:
            return None
        await asyncio.to_thread(_copied, content, self._data / "tmp", path)
        return path

    async def sweep(self, live: LiveConference) -> None:
        """Removes what the journal lists no more, if that changed since the last time."""
        papers = live.state.papers
        changed = papers.changed_last
        if self._swept.get(live.id) == changed:
            return
        ids = [(PaperId(id), bool(papers.removed[number])) for number, id in enumerate(papers.ids)]
        listed = [id for id, removed in ids if not removed]
        await asyncio.to_thread(self._keep, live.id, {id.hex() for id in listed} | self._arriving)
        await self._shared.settle(live.id, listed, [id for id, removed in ids if removed])
        self._swept[live.id] = changed

    def _path(self, conference: ConferenceId, paper: PaperId) -> Path:
        return folder_of(self._data, conference) / paper.hex()

    def _keep(self, conference: ConferenceId, kept: set[str]) -> None:
        for file in folder_of(self._data, conference).glob("*"):
            if file.name not in kept:
                file.unlink(missing_ok=True)

    def sweep_strangers(self, conferences: Collection[str]) -> None:
        """Removes the folders of conferences that the house does not have."""
        for folder in (self._data / "papers").glob("*"):
            if folder.name not in conferences:
                shutil.rmtree(folder, ignore_errors=True)


async def keep_swept(app: web.Application) -> AsyncIterator[None]:
    """While the application runs: what was taken down is removed from the disk."""
    await asyncio.to_thread(app[SHELF].sweep_strangers, set(app[HUB].conference_ids()))
    async with beside(_sweep_for_ever(app), "papers"):
        yield


async def _sweep_for_ever(app: web.Application) -> None:
    while True:
        for live in app[HUB].live():
            if live.state.privacy.begun_ms:
                app[PREVIEWS].forget(live.id)
            app[PREVIEWS].forget_older(live)
            try:
                await app[SHELF].sweep(live)
            except (OSError, JournalBusy) as error:
                log.warning("papers_not_swept", conference=live.id, reason=str(error))
            except Exception:  # the next sweep may succeed, and nobody waits for this one
                log.exception("papers_not_swept", conference=live.id)
        await asyncio.sleep(SWEEP_S)


def _placed(file: Path, place: Path) -> None:
    """Moved, and on the disk with its name: the journal will say that it is there."""
    for folder in (place.parent.parent, place.parent):
        folder.mkdir(mode=0o700, exist_ok=True)
    _sync(file, os.O_RDONLY)
    os.replace(file, place)
    _sync(place.parent, os.O_RDONLY | os.O_DIRECTORY)


def _copied(content: bytes, folder: Path, place: Path) -> None:
    fresh = folder / token_hex(16)
    try:
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600), "wb") as file:
            file.write(content)
        _placed(fresh, place)
    finally:
        fresh.unlink(missing_ok=True)


def _sync(path: Path, flags: int) -> None:
    descriptor = os.open(path, flags | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
