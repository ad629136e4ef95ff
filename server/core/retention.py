"""When personal texts leave, and what people are told before (DOMAIN rule 11).

Rule 1: the date is `keep_days` after the conference was closed; while it is not, after the last session planned or opened.
Rule 2: nothing is erased that was not announced NOTICE_MS before. Whoever changes the rule begins that time anew.
Rule 3: from the beginning of the erasure the conference is closed and takes no text, whatever it is about; what came
before is erased by the shell, as often as it takes; figures, verdicts and chain are as they were.
Rule 4: papers are taken down with it, and which device opened which is forgotten; how many did is not.
Rule 5: the texts of one person are erased the same way, at any time: every table is told anew, so that the name leaves
the pages too.
"""

from server.core.attendance import EXCUSED, EXEMPT
from server.core.commands import AnnounceErasure, BeginErasure, CloseConference, SetPrivacy, TextsErased
from server.core.entries import Entry
from server.core.ids import NO_PERSON, Millis
from server.core.reading import Reading
from server.core.refusals import Judgement, Steps, Verdict
from server.core.sessions import close_conference
from server.core.state import Phase, State

DAY_MS = 86_400_000
NOTICE_MS = 7 * DAY_MS
"""The host sees it on a page he opens, and has time to make the reports that need names."""

ANNOUNCED_MS = 30 * DAY_MS
"""How long before the date it is announced first."""

KEEP_DAYS_LEAST, KEEP_DAYS_MOST = 7, 3_660
"""A week, to make the report; ten years, the longest period for which an office's files are kept by rule."""

ORGANISATION_CHARS, PURPOSE_CHARS, CONTACT_CHARS = 200, 600, 200

_ACCEPTED, _ALREADY_SO = Judgement(Verdict.ACCEPTED), Judgement(Verdict.ALREADY_SO)


def due_ms(state: State) -> Millis:
    """When the texts leave; 0 for a conference without a session."""
    if not state.sessions:
        return Millis(0)
    known = max(max(session.ends_ms, session.opened_ms) for session in state.sessions)
    due = (state.closed_ms or known) + state.privacy.keep_days * DAY_MS
    announced = state.privacy.announced_ms
    return Millis(max(due, announced + NOTICE_MS) if announced else due)


def is_time_to_announce(state: State, now_ms: int) -> bool:
    privacy = state.privacy
    return bool(state.sessions and not privacy.announced_ms and not privacy.begun_ms) and (
        now_ms >= due_ms(state) - ANNOUNCED_MS
    )


def is_time_to_begin(state: State, now_ms: int) -> bool:
    privacy = state.privacy
    return bool(privacy.announced_ms and not privacy.begun_ms) and now_ms >= due_ms(state)


def figures(state: Reading) -> list[int]:
    """What the erasure takes: people on the roster, walk-ins, questions, reasons, contacts of points, papers."""
    units, papers, notes = state.units, state.papers, state.notes
    reasons = sum(kind in (EXCUSED, EXEMPT) for kind in notes.kind)
    return [
        state.roster_count,
        state.person_count - state.roster_count,
        len(state.questions),
        reasons,
        sum(map(bool, units.contacts)),
        len(papers) - sum(papers.removed),
    ]


def check_privacy(state: State, entry: Entry, body: SetPrivacy) -> Verdict | None:
    if state.privacy.begun_ms:
        return Verdict.WRONG_STATE
    if not KEEP_DAYS_LEAST <= body.keep_days <= KEEP_DAYS_MOST:
        return Verdict.BAD_COUNT
    bounds = (ORGANISATION_CHARS, PURPOSE_CHARS, CONTACT_CHARS)
    told = (body.organisation, body.purpose, body.contact)
    return (
        Verdict.BAD_TEXT if any(len(text) > most for text, most in zip(told, bounds, strict=True)) else None
    )


def set_privacy(state: State, seq: int, entry: Entry, body: SetPrivacy) -> Judgement:
    privacy = state.privacy
    before = (privacy.keep_days, privacy.organisation, privacy.purpose, privacy.contact)
    if before == tuple(body):
        return _ALREADY_SO
    privacy.keep_days, privacy.organisation, privacy.purpose, privacy.contact = body
    privacy.version += 1
    privacy.announced_ms, privacy.changed = 0, seq
    return _ACCEPTED


def check_announcement(state: State, entry: Entry, body: AnnounceErasure) -> Verdict | None:
    if state.privacy.announced_ms or state.privacy.begun_ms:
        return None
    return None if is_time_to_announce(state, entry.received_ms) else Verdict.WRONG_STATE


def announce(state: State, seq: int, entry: Entry, body: AnnounceErasure) -> Judgement:
    if state.privacy.announced_ms or state.privacy.begun_ms:
        return _ALREADY_SO
    state.privacy.announced_ms, state.privacy.changed = entry.received_ms, seq
    return _ACCEPTED


def check_begin(state: State, entry: Entry, body: BeginErasure) -> Verdict | None:
    if state.privacy.begun_ms:
        return None
    return None if is_time_to_begin(state, entry.received_ms) else Verdict.WRONG_STATE


def begin(state: State, seq: int, entry: Entry, body: BeginErasure) -> Steps:
    if state.privacy.begun_ms:
        return _ALREADY_SO
    if state.phase != Phase.CLOSED:
        yield from close_conference(state, seq, entry, CloseConference())
    state.privacy.begun_ms, state.privacy.begun_seq, state.privacy.changed = entry.received_ms, seq, seq
    for number in range(len(state.papers)):
        if not state.papers.removed[number]:
            state.papers.remove(number, seq)
    state.papers.forget_devices()
    return _ACCEPTED


def check_erased(state: State, entry: Entry, body: TextsErased) -> Verdict | None:
    if body.person != NO_PERSON:
        return None if 0 <= body.person < len(state.people) else Verdict.NO_SUCH_PERSON
    return None if state.privacy.begun_ms else Verdict.WRONG_STATE


def erased(state: State, seq: int, entry: Entry, body: TextsErased) -> Judgement:
    privacy = state.privacy
    if body.person == NO_PERSON:
        if privacy.ended_ms:
            return _ALREADY_SO
        privacy.ended_ms, privacy.texts, privacy.changed = entry.received_ms, body.texts, seq
    state.moved = seq
    return _ACCEPTED
