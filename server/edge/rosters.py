"""A roster comes in: uploaded, read in a process of its own, shown, and committed by a second request.

Rule 1: nothing reaches the journal before the commit, and nothing of a file with mistakes ever does.
Rule 2: a preview belongs to its conference, is committed once, ends after settings.preview_minutes, and there
are at most settings.previews of them; its folder goes with it. It says what the file adds to what was there: one
that was read before another import took effect, or somebody was erased, is refused.
Rule 3: a file that cannot be read is answered 422 with the same form of errors as a wrong cell.
"""

import asyncio
import errno
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from secrets import token_bytes, token_hex
from typing import Any, NamedTuple

import msgspec
import structlog
from aiohttp import web

from server.core.ids import ConferenceId
from server.core.refusals import Verdict, is_refusal
from server.edge import known, uploads
from server.edge.callers import Caller, caller_of, live_of
from server.edge.downloads import xlsx
from server.edge.errors import Problem
from server.edge.keys import PREVIEWS, SETTINGS
from server.edge.readers import run_reader
from server.edge.roster_reader import NO_ROOM_LEFT, commands_in
from server.edge.verdicts import demand_accepted
from server.live.conference import LiveConference
from server.roster.template import write_template
from server.settings import Settings

IMPORT_BYTES = 16
log = structlog.get_logger("diemcau.audit")


class Preview(NamedTuple):
    """A roster that was read without mistakes and waits for its commit."""

    conference: ConferenceId
    import_id: bytes
    folder: Path
    staged: int
    since: tuple[bytes, int]
    """The import that had taken effect last when it was read, and how many people had been erased: after another one its
    counts are no longer true, and after another erasure it may hold a name that has left."""


class Previews:
    """The previews of one server; owned by the application."""

    def __init__(self, settings: Settings, workshop: Path) -> None:
        self._settings = settings
        self._workshop = workshop
        self._kept: dict[str, Preview] = {}
        self._ends: dict[str, asyncio.TimerHandle] = {}
        self._reading = 0
        self._coming: set[ConferenceId] = set()

    def __len__(self) -> int:
        return len(self._kept)

    def keep(self, preview: Preview) -> str:
        """The name under which it waits; the oldest goes if there are too many."""
        while len(self._kept) >= self._settings.previews:
            self.drop(next(iter(self._kept)))
        name = token_hex(16)
        self._kept[name] = preview
        minutes = self._settings.preview_minutes
        self._ends[name] = asyncio.get_running_loop().call_later(minutes * 60, self.drop, name)
        return name

    def demand(self, name: str, conference: ConferenceId) -> None:
        """Raises Problem 404 unless a preview of the conference waits under this name."""
        if name not in self._kept or self._kept[name].conference != conference:
            raise Problem(404, "NO_SUCH_UPLOAD")

    def take(self, name: str, conference: ConferenceId) -> Preview:
        """The preview, which nobody else gets now; its folder is the taker's. Raises Problem 404."""
        self.demand(name, conference)
        self._ends.pop(name).cancel()
        return self._kept.pop(name)

    def drop(self, name: str) -> None:
        self._ends.pop(name).cancel()
        shutil.rmtree(self._kept.pop(name).folder, ignore_errors=True)

    def forget(self, conference: ConferenceId) -> None:
        """Nothing of the conference waits any more: its texts are being erased."""
        for name in [name for name, one in self._kept.items() if one.conference == conference]:
            self.drop(name)

    def forget_older(self, live: LiveConference) -> None:
        """What was read before the last erasure of a person may hold her name: it waits no more."""
        for name, one in list(self._kept.items()):
            if one.conference == live.id and one.since[1] != live.retelling.erasures:
                self.drop(name)

    def close(self) -> None:
        for name in list(self._kept):
            self.drop(name)

    @contextmanager
    def committing(self, conference: ConferenceId) -> Iterator[None]:
        """The one roster that comes into the conference now, or the one erasure while none comes. Raises Problem 503 while
        there is another."""
        if conference in self._coming:
            raise Problem(503, "BUSY", retry_after_s=10)
        self._coming.add(conference)
        try:
            yield
        finally:
            self._coming.discard(conference)

    def begin(self) -> Path:
        """A folder for one more upload. Raises Problem 503 when as many as may wait are being read."""
        if self._reading >= self._settings.previews:
            raise Problem(503, "BUSY", retry_after_s=10)
        self._reading += 1
        return uploads.new_folder(self._workshop)

    def ended(self) -> None:
        self._reading -= 1


async def template(request: web.Request) -> web.Response:
    """GET template.xlsx: the workbook to fill in, with this conference's sessions to choose from."""
    caller = await caller_of(request, roles="h")
    live = await live_of(request.app, caller.conference)
    sessions = [session.name for session in live.state.sessions]
    book = BytesIO()
    await asyncio.to_thread(write_template, book, sessions)
    return xlsx(book.getvalue(), "diem-cau-mau.xlsx")


async def upload(request: web.Request) -> web.Response:
    """POST roster: what the file would do, and the name to commit it by; 422 with every mistake if it has any."""
    caller = await caller_of(request, roles="h")
    previews, settings = request.app[PREVIEWS], request.app[SETTINGS]
    live = await live_of(request.app, caller.conference)
    if live.state.privacy.begun_ms:
        raise Problem(409, "CONFERENCE_CLOSED")
    folder = previews.begin()
    try:
        await uploads.receive(request, folder / "upload", settings.upload_mib * uploads.MEBIBYTE)
        import_id = token_bytes(IMPORT_BYTES)
        since = _now(live)
        await known.write(live, folder, import_id)
        shown = await _read(folder, settings)
        if shown["errors"]:
            raise Problem(422, "ROSTER_WRONG", shown | {"upload": None})
        staged = shown["people"]["new"]
        name = previews.keep(Preview(caller.conference, import_id, folder, staged, since))
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    finally:
        previews.ended()
    _note("roster_read", caller, **{part: shown[part]["new"] for part in ("units", "points", "people")})
    return web.json_response({"upload": name} | shown)


async def commit(request: web.Request) -> web.Response:
    """POST roster/{upload}/commit: the whole import takes effect, or nothing of it does."""
    caller = await caller_of(request, roles="h")
    live = await live_of(request.app, caller.conference)
    previews, name = request.app[PREVIEWS], request.match_info["upload"]
    previews.demand(name, caller.conference)
    with previews.committing(caller.conference):
        preview = previews.take(name, caller.conference)
        try:
            if _now(live) != preview.since:
                raise Problem(409, Verdict.IMPORT_REPLACED.name)
            commands = commands_in(preview.folder / "commands")
            judgements = await live.ask_all(commands, grant=caller.grant, device=caller.device)
        finally:
            shutil.rmtree(preview.folder, ignore_errors=True)
    demand_accepted(next((one for one in judgements if is_refusal(one.verdict)), judgements[-1]))
    _note("roster_committed", caller, people=preview.staged)
    return web.json_response({"import": preview.import_id.hex(), "staged": preview.staged})


async def _read(folder: Path, settings: Settings) -> dict[str, Any]:
    """What the reader wrote; for one that was stopped, the mistake that says so."""
    ended = await run_reader(
        "server.edge.roster_reader", folder, settings.upload_seconds, settings.upload_memory_mib
    )
    if ended == NO_ROOM_LEFT:
        raise OSError(errno.ENOSPC, "no room for what the roster reader writes")
    if ended != 0:
        log.warning("roster_reader_ended", status=ended)
        return _stopped()
    shown: dict[str, Any] = msgspec.json.decode((folder / "preview").read_bytes())
    return shown


def _stopped() -> dict[str, Any]:
    nothing = {"new": 0, "changed": 0, "unchanged": 0}
    error: Mapping[str, str] = {
        "sheet": "",
        "cell": "",
        "code": "CANNOT_BE_READ",
        "vi": "Không đọc hết được tệp: quá lớn hoặc bị hỏng. Hãy lưu lại bằng Excel hoặc chia thành nhiều tệp.",
        "en": "The file could not be read to its end: too large or damaged. Save it again or split it.",
    }
    return {
        **dict.fromkeys(("units", "points", "people"), nothing),
        "errors": [error],
        "more_errors": 0,
        "notices": [],
        "sample": [],
    }


def _now(live: LiveConference) -> tuple[bytes, int]:
    return live.state.committed, live.retelling.erasures


def _note(event: str, caller: Caller, **figures: int) -> None:
    log.info(event, conference=caller.conference, device=caller.device.hex(), **figures)
