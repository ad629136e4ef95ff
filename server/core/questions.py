"""Questions: asked, approved, on screen, answered; or answered in writing, declined with a reason, merged (DOMAIN).

Rule 1: a person asks for herself, from where her phone is linked; an operator asks for the room, with no person; both also
late, from an outbox: the time it was asked is kept.
Rule 2: where a question may go from where it is stands in STEPS. Only one of a session is on screen: the one before it
goes back to approved. Declined and answered in writing need a text, and may be said again with another.
Rule 3: it is merged into another question of its session that is not merged itself: so merging never goes in a circle.
Rule 4: a question is voted for once by each device, and once by each person, whatever phones she uses.
Rule 5: a moderator claims a question before editing it. While a claim stands, no other device moves or claims it; it
lapses after CLAIM_MS, because a moderator's browser may never come back.
"""

from server.core.access import parse
from server.core.attendance import NONE
from server.core.choices import QuestionState
from server.core.commands import AskQuestion, ClaimQuestion, MoveQuestion, VoteQuestion
from server.core.counting import note_device
from server.core.entries import Entry, corrected_ms
from server.core.floor import check_known, check_place
from server.core.ids import NO_PERSON
from server.core.refusals import Judgement, Verdict
from server.core.state import State

CLAIM_MS = 300_000
"""Five minutes: longer than it takes to shorten a question, shorter than a break."""

ASKED, APPROVED, ON_SCREEN, ANSWERED, IN_WRITING, DECLINED, MERGED = QuestionState

STEPS: dict[int, frozenset[int]] = {
    ASKED: frozenset({APPROVED, ON_SCREEN, IN_WRITING, DECLINED, MERGED}),
    APPROVED: frozenset({ASKED, ON_SCREEN, ANSWERED, IN_WRITING, DECLINED, MERGED}),
    ON_SCREEN: frozenset({APPROVED, ANSWERED, IN_WRITING, DECLINED}),
    ANSWERED: frozenset({APPROVED, ON_SCREEN}),
    IN_WRITING: frozenset({APPROVED, ON_SCREEN}),
    DECLINED: frozenset({ASKED, APPROVED}),
    MERGED: frozenset({ASKED, APPROVED}),
}
"""From -> to. What was decided is opened again through asked or approved."""

WORDED = frozenset({IN_WRITING, DECLINED})
"""States that say something to who asked."""

_ACCEPTED, _ALREADY_SO = Judgement(Verdict.ACCEPTED), Judgement(Verdict.ALREADY_SO)


def check_ask(state: State, entry: Entry, body: AskQuestion) -> Verdict | None:
    fault = check_known(state, body.session)
    if fault is not None:
        return fault
    session = state.sessions[body.session]
    if not session.opened_ms:
        return Verdict.SESSION_NOT_OPEN
    if session.closed_ms and corrected_ms(entry) > session.closed_ms:
        return Verdict.SESSION_CLOSED
    if body.person != NO_PERSON and not 0 <= body.person < len(state.people):
        return Verdict.NO_SUCH_PERSON
    if not any(body.digest):
        return Verdict.BAD_TEXT
    return check_place(state, body.session, body.place)


def ask(state: State, seq: int, entry: Entry, body: AskQuestion) -> Judgement:
    asker = state.links.grant_number(entry.grant)
    at_ms = max(corrected_ms(entry), state.sessions[body.session].opened_ms)
    state.questions.ask(entry.id, body.session, body.place, body.person, asker, at_ms, seq)
    return _ACCEPTED


def _number(state: State, question: bytes) -> int:
    return state.questions.number_of.get(question, NONE)


def _claimed_elsewhere(state: State, number: int, entry: Entry) -> bool:
    """True while the claim of another device stands."""
    questions = state.questions
    holder = questions.claimed_by[number]
    if holder == NONE or entry.received_ms - questions.claimed_ms[number] >= CLAIM_MS:
        return False
    return state.links.number_of.get(entry.device) != holder


def check_move(state: State, entry: Entry, body: MoveQuestion) -> Verdict | None:
    number = _number(state, body.question)
    if number == NONE:
        return Verdict.NO_SUCH_QUESTION
    if _claimed_elsewhere(state, number, entry):
        return Verdict.CLAIMED_ELSEWHERE
    now = state.questions.states[number]
    if body.to not in STEPS[now] and body.to != now:
        return Verdict.WRONG_STATE
    if body.to in WORDED and not any(body.digest):
        return None if body.to == now else Verdict.BAD_TEXT
    return _check_merge(state, number, body) if body.to == MERGED and now != MERGED else None


def _check_merge(state: State, number: int, body: MoveQuestion) -> Verdict | None:
    questions, other = state.questions, _number(state, body.other)
    if other == NONE or questions.session[other] != questions.session[number]:
        return Verdict.NO_SUCH_QUESTION
    return Verdict.WRONG_STATE if other == number or questions.states[other] == MERGED else None


def move(state: State, seq: int, entry: Entry, body: MoveQuestion) -> Judgement:
    questions, number = state.questions, _number(state, body.question)
    worded = any(body.digest)
    if questions.states[number] == body.to and not (worded and body.to in WORDED):
        return _ALREADY_SO
    if body.to == ON_SCREEN:
        before = questions.on_screen.get(questions.session[number], NONE)
        if before != NONE:
            questions.set_state(before, APPROVED, seq)
    questions.said[number] = entry.id if worded else b""
    questions.into[number] = _number(state, body.other) if body.to == MERGED else NONE
    questions.answered_ms[number] = entry.received_ms if body.to in (ANSWERED, IN_WRITING) else 0
    questions.set_state(number, body.to, seq)
    return _ACCEPTED


def check_vote(state: State, entry: Entry, body: VoteQuestion) -> Verdict | None:
    number = _number(state, body.question)
    if number == NONE:
        return Verdict.NO_SUCH_QUESTION
    return None if state.questions.states[number] in (APPROVED, ON_SCREEN) else Verdict.WRONG_STATE


def vote(state: State, seq: int, entry: Entry, body: VoteQuestion) -> Judgement:
    number, device = _number(state, body.question), note_device(state, entry)
    voter = device << 1
    if parse(entry.grant)[0] == "q":
        person = state.sessions[state.questions.session[number]].phones.person_of(device)
        voter = person << 1 | 1
    return _ACCEPTED if state.questions.vote(number, voter, seq) else _ALREADY_SO


def check_claim(state: State, entry: Entry, body: ClaimQuestion) -> Verdict | None:
    number = _number(state, body.question)
    if number == NONE:
        return Verdict.NO_SUCH_QUESTION
    return Verdict.CLAIMED_ELSEWHERE if _claimed_elsewhere(state, number, entry) else None


def claim(state: State, seq: int, entry: Entry, body: ClaimQuestion) -> Judgement:
    questions, number = state.questions, _number(state, body.question)
    device = note_device(state, entry) if body.claimed else NONE
    same = questions.claimed_by[number] == device
    if same and not (body.claimed and entry.received_ms - questions.claimed_ms[number] >= CLAIM_MS):
        return _ALREADY_SO
    questions.claimed_by[number] = device
    questions.claimed_ms[number] = entry.received_ms if body.claimed else 0
    questions.touch(number, seq)
    return _ACCEPTED
