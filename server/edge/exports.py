"""Reports to download: XLSX by place, by belonging, by person; the logs of questions and of the floor.

Each download is written to the log; one with names into the journal, before it is given.
Rule 1: a report is written a few rows at a time, so that the conference goes on; zipping runs in a thread.
Rule 2: it lies in a folder of its own below data/tmp while it is written, and nowhere afterwards.
"""

import asyncio
import os
import shutil
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import msgspec
import structlog
from aiohttp import web

from server.core.choices import Listing
from server.edge import audit, uploads
from server.edge.bodies import page_number
from server.edge.callers import live_of
from server.edge.downloads import XLSX, attachment
from server.edge.errors import Problem
from server.edge.keys import CLOCK, WORKSHOP
from server.edge.sessions import session_now
from server.live.conference import LiveConference
from server.live.reread import accepted
from server.reports import floor_in_steps, questions_in_steps, talk
from server.reports.figures import STEP_ROWS, belonging_in_steps, place_in_steps
from server.reports.people import PersonReport, listed
from server.reports.words import Language

BY_NODE = {"place": place_in_steps, "belonging": belonging_in_steps}
TALK = {"questions": questions_in_steps, "floor": floor_in_steps}
BATCH = 500
"""Names asked of the vault at once."""

TURN = 50
"""People written between two turns of the loop: 10 ms, at 0.2 ms each (measured: nearly all of it XlsxWriter)."""

PIECE_BYTES = 256 * 1024
SEND_S = 60
"""How long a browser may take for one piece (HOUSE L5): 4 KiB a second."""

log = structlog.get_logger("diemcau.audit")

_text = msgspec.msgpack.Decoder(list[str])


async def download(request: web.Request) -> web.StreamResponse:
    """GET export/{by}.xlsx?session=&lang=: the session's report; without a session the one that runs, or ran last."""
    caller = await audit.caller_noted(request, "h", Listing.PERSON_REPORT)
    live = await live_of(request.app, caller.conference)
    by, session, language = request.match_info["by"], _session(request, live), _language(request)
    if by not in (*BY_NODE, *TALK, "person"):
        raise Problem(404, "NO_SUCH_PAGE")
    log.info(
        "report_made",
        by=by,
        session=session,
        conference=live.id,
        device=caller.device.hex(),
        account=caller.account,
    )
    if by == "person":
        await audit.note(live, caller, Listing.PERSON_REPORT, sum(1 for _ in listed(live.state, session)))
    elif by in TALK:
        await audit.note(live, caller, Listing.QUESTION_LOG, len(live.state.questions_of(session)))
    folder = uploads.new_folder(request.app[WORKSHOP])
    path = folder / "report.xlsx"
    at_ms = request.app[CLOCK]()
    try:
        if by == "person":
            await _by_person(live, PersonReport(live.state, session, path, at_ms, language), session)
        elif by in TALK:
            await _talk(live, by, session, path, at_ms, language)
        else:
            rows = live.state.node_count - (live.state.point_count(0) if by == "belonging" else 0)
            await _stepped(live, BY_NODE[by](live.state, session, path, at_ms, language), rows)
        file = path.open("rb")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    with file:  # it has no name any more: it is gone with the last byte, or with the connection
        return await _sent(request, file, f"{live.id}-{session + 1}-{by}.xlsx")


async def _stepped(live: LiveConference, steps: Iterator[None], rows: int) -> None:
    """Runs the steps one a turn; the last, which zips, in a thread."""
    for _ in islice(steps, rows // STEP_ROWS):
        await asyncio.sleep(0)
    live.state.children_of(0)  # files new nodes here, so that the thread only reads
    await asyncio.to_thread(lambda: [*steps])


async def _talk(
    live: LiveConference, by: str, session: int, path: Path, at_ms: int, language: Language
) -> None:
    """Times from the journal, words from the vault; then a row at a time."""
    told = await accepted(live.spine, talk.TOLD)
    words: dict[bytes, list[str]] = {}
    subjects = talk.subjects(live.state, session)
    for start in range(0, len(subjects), BATCH):
        bodies = await live.spine.journal.texts(subjects[start : start + BATCH])
        words |= {subject: _text.decode(body) for subject, body in bodies.items()}
    steps = TALK[by](live.state, session, told, words, path, at_ms, language)
    for _ in steps:
        await asyncio.sleep(0)


async def _by_person(live: LiveConference, report: PersonReport, session: int) -> None:
    people = listed(live.state, session)
    try:
        while batch := list(islice(people, BATCH)):
            subjects = [live.state.subject_of_person(person) for person in batch]
            texts = await live.spine.journal.texts(subjects)
            for at, (person, subject) in enumerate(zip(batch, subjects, strict=True)):
                body = texts.get(subject)
                report.add(person, None if body is None else _text.decode(body))
                if at % TURN == TURN - 1:
                    await asyncio.sleep(0)
    finally:
        await asyncio.to_thread(report.close)


async def _sent(request: web.Request, file: BinaryIO, name: str) -> web.StreamResponse:
    response = web.StreamResponse(headers=attachment(name))
    response.content_type = XLSX
    response.content_length = os.fstat(file.fileno()).st_size
    await response.prepare(request)
    try:
        while piece := await asyncio.to_thread(file.read, PIECE_BYTES):
            async with asyncio.timeout(SEND_S):
                await response.write(piece)
    except TimeoutError as error:
        if request.transport is not None:
            request.transport.abort()
        raise ConnectionResetError("the browser stopped reading") from error
    await response.write_eof()
    return response


def _session(request: web.Request, live: LiveConference) -> int:
    """The session asked for, else the one of now. Raises Problem 404."""
    sessions = live.state.sessions
    if "session" in request.query:
        number = page_number(request, "session")
        if number >= len(sessions):
            raise Problem(404, "NO_SUCH_SESSION")
        return number
    if not sessions:
        raise Problem(404, "NO_SUCH_SESSION")
    return session_now(live.state)


def _language(request: web.Request) -> Language:
    asked = request.query.get("lang", "vi")
    if asked == "en":
        return "en"
    if asked == "vi":
        return "vi"
    raise Problem(400, "BAD_FIELD", {"what": "lang"})
