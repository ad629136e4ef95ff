"""Papers to read: a PDF comes in from the host, is looked at by a process of its own, and lies beside the journal.

Rule 1: a paper is served only after the journal took it, from its place on the shelf (shelf.py); the name its author gave
it is words in the vault, never a path.
Rule 2: what is "not to be shared" is opened inside the rooms: by the host, by operators and by phones in a room, there
without a file to keep: a phone's page draws it, and the address opened by itself gives nothing.
Rule 3: a phone opens papers once it is somebody's. Who opened what is counted by point, once per device.
"""

import re
import shutil
from pathlib import Path
from secrets import token_bytes
from urllib.parse import quote

import structlog
from aiohttp import web

from server.core.commands import AddPaper, NotePaperOpened
from server.core.ids import (
    DIGEST_BYTES,
    NO_PERSON,
    PAPER_ID_BYTES,
    CommandId,
    NodeNo,
    PaperId,
    subject_of,
)
from server.core.units import KIND_POINT
from server.edge import uploads
from server.edge.callers import Caller, caller_of, live_of
from server.edge.errors import Problem
from server.edge.keys import PREVIEWS, SETTINGS, SHELF
from server.edge.links import ONLINE, node_of
from server.edge.paper_reader import DAMAGED
from server.edge.phones import person_of
from server.edge.readers import run_reader
from server.edge.shelf import Shelf
from server.edge.verdicts import demand_accepted
from server.live.conference import LiveConference

TITLE_CHARS = 300

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; object-src 'self'; plugin-types application/pdf; "
    "style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "Cache-Control": "private, no-store",
    "X-Robots-Tag": "noindex, noarchive",
}
"""Nothing in a paper may run or fetch, whoever draws it."""

_ID = re.compile(r"[0-9a-f]{32}")
_NOT_A_NAME = re.compile(r"[^0-9A-Za-z._ -]+")

log = structlog.get_logger("diemcau.audit")


async def upload(request: web.Request) -> web.Response:
    """POST papers: a form with title, shared ("true" or "false") and file. Raises Problem 413, 415, 422 or 400."""
    caller = await caller_of(request, roles="h")
    live = await live_of(request.app, caller.conference)
    settings, previews = request.app[SETTINGS], request.app[PREVIEWS]
    folder = previews.begin()
    try:
        most_bytes = settings.paper_mib * uploads.MEBIBYTE
        got = await uploads.receive(request, folder / "upload", most_bytes, {"title", "shared"})
        title, shared = _said(got.texts)
        await _demand_harmless(request, folder)
        name = _named(got.file_name)
        paper = PaperId(token_bytes(PAPER_ID_BYTES))
        with request.app[SHELF].arriving(paper):
            await _take(request.app[SHELF], live, caller, paper, folder / "upload", [title, name], shared)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        previews.ended()
    log.info("paper_added", conference=live.id, device=caller.device.hex(), paper=paper.hex(), shared=shared)
    return web.json_response({"paper": paper.hex()}, status=201)


async def show(request: web.Request) -> web.StreamResponse:
    """GET papers/{paper}: its bytes. ?save: as a file, of papers that may be shared."""
    caller = await caller_of(request, roles="hoq")
    live = await live_of(request.app, caller.conference)
    paper, shared = _listed(live, request.match_info["paper"])
    _demand_may_open(request, live, caller, shared)
    path = await request.app[SHELF].find(live, paper)
    if path is None:
        raise Problem(404, "NO_SUCH_PAPER")
    if caller.role != "h":
        node = NodeNo(node_of(caller.grant))
        counted = node if live.state.kind_of(node) == KIND_POINT else NodeNo(0)
        demand_accepted(await live.ask(NotePaperOpened(paper, counted, caller.device)))
    keep = "save" in request.query and shared
    response = web.FileResponse(path, headers=HEADERS | _disposition(keep, await _file_name(live, paper)))
    response.content_type = "application/pdf"
    return response


def _said(texts: dict[str, str]) -> tuple[str, bool]:
    title, shared = texts.get("title", "").strip(), texts.get("shared")
    if not 0 < len(title) <= TITLE_CHARS:
        raise Problem(400, "BAD_FIELD", {"what": "title"})
    if shared not in ("true", "false"):
        raise Problem(400, "BAD_FIELD", {"what": "shared"})
    return title, shared == "true"


def _named(said: str) -> str:
    """The file's own name, without the folders some browsers send before it, as words."""
    last = re.split(r"[/\\]", said)[-1]
    return "".join(letter for letter in last if letter.isprintable())[:TITLE_CHARS]


async def _demand_harmless(request: web.Request, folder: Path) -> None:
    """Raises Problem 422 with what speaks against the paper; a reader that had to be stopped speaks against it."""
    settings = request.app[SETTINGS]
    ended = await run_reader(
        "server.edge.paper_reader", folder, settings.paper_seconds, settings.paper_memory_mib
    )
    fault = (folder / "fault").read_text(encoding="ascii") if ended == 0 else DAMAGED
    if fault:
        raise Problem(422, fault)


async def _take(
    shelf: Shelf,
    live: LiveConference,
    caller: Caller,
    paper: PaperId,
    file: Path,
    texts: list[str],
    shared: bool,
) -> None:
    """Returns when the paper lies in its place and the journal has it; a refused one is gone again."""
    size_bytes, digest = await shelf.place(live.id, paper, file)
    command = AddPaper(paper, bytes(DIGEST_BYTES), size_bytes, digest, shared)
    try:
        demand_accepted(await live.ask(command, grant=caller.grant, device=caller.device, texts=[texts]))
    except BaseException:
        await shelf.take_back(live.id, paper)
        raise


def _listed(live: LiveConference, text: str) -> tuple[PaperId, bool]:
    """The paper and whether it may be shared. Raises Problem 404."""
    papers = live.state.papers
    number = papers.number_of.get(bytes.fromhex(text)) if _ID.fullmatch(text) else None
    if number is None or papers.removed[number]:
        raise Problem(404, "NO_SUCH_PAPER")
    return PaperId(papers.ids[number]), bool(papers.shared[number])


def _demand_may_open(request: web.Request, live: LiveConference, caller: Caller, shared: bool) -> None:
    if caller.role != "q":
        return
    if person_of(live, caller) == NO_PERSON:
        raise Problem(403, "NOT_LINKED")
    by_page = request.headers.get("Sec-Fetch-Dest", "empty") == "empty"
    if not shared and (caller.grant == ONLINE or not by_page):
        raise Problem(403, "NOT_SHARED")


async def _file_name(live: LiveConference, paper: PaperId) -> str:
    papers = live.state.papers
    subject = subject_of(CommandId(papers.commands[papers.number_of[paper]]))
    texts = await live.texts([subject])
    return (*texts.get(subject, ()), "", "")[1] or f"{paper.hex()}.pdf"


def _disposition(keep: bool, name: str) -> dict[str, str]:
    """RFC 6266: the name in ASCII for old browsers, and as it is."""
    plain = _NOT_A_NAME.sub("_", name)
    how = "attachment" if keep else "inline"
    return {"Content-Disposition": f"{how}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"}
