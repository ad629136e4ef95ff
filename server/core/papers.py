"""Papers to read: put up and taken down by the host; who opened them is counted, by point.

Rule 1: the journal holds size and SHA-256 of a paper; its bytes lie beside the journal, title and file name in the vault.
Rule 2: a paper taken down stays known: its id is never used again, and what was opened stays counted.
Rule 3: a paper that is not shared is listed for all and opened inside the rooms only; the door sees to that.
"""

from server.core.attendance import NONE
from server.core.commands import AddPaper, NotePaperOpened, RemovePaper
from server.core.entries import Entry
from server.core.ids import DIGEST_BYTES, PAPER_ID_BYTES
from server.core.links import UNLISTED
from server.core.refusals import Judgement, Verdict
from server.core.shelf import PAPERS
from server.core.state import Phase, State

_ACCEPTED, _ALREADY_SO = Judgement(Verdict.ACCEPTED), Judgement(Verdict.ALREADY_SO)


def check_add(state: State, entry: Entry, body: AddPaper) -> Verdict | None:
    if state.phase == Phase.CLOSED:
        return Verdict.CONFERENCE_CLOSED
    if body.paper in state.papers.number_of:
        return Verdict.DUPLICATE_CODE
    whole = len(body.paper) == PAPER_ID_BYTES and len(body.sha256) == DIGEST_BYTES and body.size_bytes > 0
    if not whole or len(state.papers) >= PAPERS:
        return Verdict.BAD_COUNT
    return None if any(body.digest) else Verdict.BAD_TEXT


def add(state: State, seq: int, entry: Entry, body: AddPaper) -> Judgement:
    state.papers.add(body.paper, entry.id, body.size_bytes, body.sha256, body.shared, entry.received_ms, seq)
    return _ACCEPTED


def check_remove(state: State, entry: Entry, body: RemovePaper) -> Verdict | None:
    return None if body.paper in state.papers.number_of else Verdict.NO_SUCH_PAPER


def remove(state: State, seq: int, entry: Entry, body: RemovePaper) -> Judgement:
    number = state.papers.number_of[body.paper]
    if state.papers.removed[number]:
        return _ALREADY_SO
    state.papers.remove(number, seq)
    return _ACCEPTED


def check_opened(state: State, entry: Entry, body: NotePaperOpened) -> Verdict | None:
    if body.paper not in state.papers.number_of:
        return Verdict.NO_SUCH_PAPER
    if body.node and not state.units.is_point(body.node):
        return Verdict.NO_SUCH_POINT
    number = state.links.number_of.get(body.device, NONE)
    return Verdict.NO_SUCH_DEVICE if number == NONE or state.links.states[number] == UNLISTED else None


def note_opened(state: State, seq: int, entry: Entry, body: NotePaperOpened) -> Judgement:
    number, device = state.papers.number_of[body.paper], state.links.number_of[body.device]
    return _ACCEPTED if state.papers.open(number, body.node, device, seq) else _ALREADY_SO
