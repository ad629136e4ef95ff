"""One conference, folded: `apply` takes the next entry of its journal and judges it; `judge` says beforehand.

The law lies in the rooms around (sessions, imports, desk, floor, questions, rights…; permissions in access); this file
only says which rule reads which command, in which order, and remembers what everybody was told.

Order of judging: a known command id is answered with its first outcome (or ID_REUSED, when another grant or
another body uses it) before any rule is read; then the device; then the permission; then the rule.
"""

import zlib
from collections.abc import Callable
from typing import Any, NamedTuple

from server.core import (
    access,
    desk,
    floor,
    imports,
    listings,
    notes,
    online,
    papers,
    phones,
    questions,
    retention,
    rights,
    sessions,
    undo,
    upkeep,
)
from server.core import commands as c
from server.core.attendance import HOW_SHIFT, NONE, RECORD, RECORD_BYTES, WALK_IN
from server.core.commands import CheckIn, RulesAdopted
from server.core.counting import SKEW_FLAGGED_MS
from server.core.entries import KIND_OF, Entry
from server.core.held import WORDED
from server.core.ids import CommandId, Seq
from server.core.reading import Reading
from server.core.refusals import Judgement, Steps, Verdict, at_once
from server.core.state import MARK_SEEN, MARK_SUMMONED, Session, State


class UnknownRules(Exception):
    """An entry of a newer version: this node must stop folding and say so, never skip."""


class Law(NamedTuple):
    """What speaks against a command, and what it does; each is given the entry and its body, of the kind's type."""

    check: Callable[[State, Entry, Any], Verdict | None]
    effect: Callable[[State, int, Entry, Any], Judgement | Steps]
    """Steps for the kinds in LONG."""


LAWS: dict[int, Law] = {
    KIND_OF[command]: Law(check, effect)
    for command, check, effect in (
        (c.PlanConference, sessions.check_plan, sessions.plan),
        (c.StageUnits, imports.check_units, imports.stage_units),
        (c.StagePoints, imports.check_points, imports.stage_points),
        (c.StagePeople, imports.check_people, imports.stage_people),
        (c.ImportCommitted, imports.check_commit, imports.commit),
        (c.Launch, sessions.check_launch, sessions.launch),
        (c.OpenSession, sessions.check_step, sessions.open_session),
        (c.CloseSession, sessions.check_step, sessions.close_session),
        (c.CloseConference, sessions.check_close, sessions.close_conference),
        (c.CheckIn, desk.check_check, desk.check_in),
        (c.CheckOut, desk.check_check, desk.check_out),
        (c.Undo, undo.check_undo, undo.undo),
        (c.AddWalkIn, desk.check_walk_in, desk.walk_in),
        (c.ReportHeadCount, notes.check_heads, notes.head_count),
        (c.Excuse, notes.check_note, notes.excuse),
        (c.Exempt, notes.check_note, notes.exempt),
        (c.EnrolDevice, rights.check_enrol, rights.enrol),
        (c.ApproveDevice, rights.check_device, rights.approve),
        (c.RevokeDevice, rights.check_device, rights.revoke),
        (c.RevokeLink, rights.check_link, rights.revoke_link),
        (c.NotePoint, upkeep.check_point_news, upkeep.note_point),
        (c.RulesAdopted, upkeep.check_rules, upkeep.adopt_rules),
        (c.EpochBegan, upkeep.check_epoch, upkeep.begin_epoch),
        (c.RaiseHand, floor.check_take, floor.raise_hand),
        (c.LowerHand, floor.check_leave, floor.lower_hand),
        (c.CuePlace, floor.check_cue, floor.cue_place),
        (c.GiveFloor, floor.check_take, floor.give_floor),
        (c.ReleaseFloor, floor.check_leave, floor.release_floor),
        (c.AskQuestion, questions.check_ask, questions.ask),
        (c.MoveQuestion, questions.check_move, questions.move),
        (c.VoteQuestion, questions.check_vote, questions.vote),
        (c.ClaimQuestion, questions.check_claim, questions.claim),
        (c.AddPaper, papers.check_add, papers.add),
        (c.RemovePaper, papers.check_remove, papers.remove),
        (c.NotePaperOpened, papers.check_opened, papers.note_opened),
        (c.LinkPhone, phones.check_link, phones.link_phone),
        (c.ConfirmPhone, phones.check_confirm, phones.confirm_phone),
        (c.NoteOnline, online.check_word, online.note_online),
        (c.RenewCode, rights.check_code, rights.renew_code),
        (c.SetPrivacy, retention.check_privacy, retention.set_privacy),
        (c.AnnounceErasure, retention.check_announcement, retention.announce),
        (c.BeginErasure, retention.check_begin, retention.begin),
        (c.TextsErased, retention.check_erased, retention.erased),
        (c.NoteListed, listings.check_listed, listings.note_listed),
    )
}

CAME_LATER = {"consent": 0, "online_percent": 50}
"""Fields that were added to a kind, and their defaults."""

LONG = frozenset(
    KIND_OF[kind]
    for kind in (c.ImportCommitted, c.OpenSession, c.CloseSession, c.CloseConference, c.BeginErasure)
)
"""Kinds whose effect may be on everybody: see `apply_in_steps`."""

CHECK_IN = KIND_OF[CheckIn]
_ACCEPTED = Judgement(Verdict.ACCEPTED)
_ID_REUSED = Judgement(Verdict.ID_REUSED)
_PLAIN_SKEW_MS = SKEW_FLAGGED_MS


class Conference(Reading):
    """Owned by whoever folds its journal; changed only by `apply`."""

    @property
    def state(self) -> int:
        """state.Phase: 0 draft, 1 launched, 2 live, 3 closed."""
        return self.phase

    def apply(self, seq: int, entry: Entry) -> Judgement:
        """The verdict on `entry`, which is from now on part of the conference.

        Raises UnknownRules, and ValueError when `seq` is not the next one; the state is then as it was.
        """
        self._demand_next(seq)
        if entry.kind == CHECK_IN:
            body: CheckIn = entry.body  # type: ignore[assignment]
            session = self._plain(entry, body)
            if session is not None and self.seq_of_id.setdefault(entry.id, seq) == seq:
                self._take_plain(seq, entry, body, session)
                return _ACCEPTED
        return self._apply_by_law(seq, entry)

    def apply_in_steps(self, seq: int, entry: Entry) -> Steps:
        """`apply` of an entry of a kind in LONG, a little at each `next`.

        Until its end `seq` says that the entry is not part of the conference yet, so what is read meanwhile is told
        again afterwards; nothing else may be applied, and nothing half done be kept.
        """
        self._demand_next(seq)
        judgement = self._told_already(seq, entry)
        if judgement is None:
            steps = LAWS[entry.kind].effect(self, seq, entry, entry.body)
            judgement = steps if isinstance(steps, Judgement) else (yield from steps)
        return self._answered(seq, entry, judgement)

    def _demand_next(self, seq: int) -> None:
        if seq != self.seq + 1:
            raise ValueError(f"entry {seq} does not follow {self.seq}")

    def judge(self, entry: Entry) -> Judgement | None:
        """What can be said without the journal: the first outcome of a known id, or a refusal; None: nothing
        speaks against it. Changes nothing."""
        known = self.first_outcome(entry)
        if known is not None:
            return known
        if entry.kind == CHECK_IN and self._plain(entry, entry.body) is not None:  # type: ignore[arg-type]
            return None
        verdict = self._refusal(entry)
        return None if verdict is None else Judgement(verdict)

    def known(self, command: CommandId) -> Seq:
        """Where the command stands in the journal; 0 if it does not."""
        return Seq(self.seq_of_id.get(command, 0))

    def first_outcome(self, entry: Entry) -> Judgement | None:
        """What a known command id was answered with; None for a new one."""
        seq = self.seq_of_id.get(entry.id)
        if seq is None:
            return None
        asker, print_, judgement = self._answer(seq)
        same = self.links.names[asker] == entry.grant and print_ == print_of(entry)
        return judgement if same else _ID_REUSED

    def _answer(self, seq: int) -> tuple[int, int, Judgement]:
        """Who asked (number of the grant), the print of what, and what was answered, by entry `seq`."""
        answers, made = self.answers, self.evidence.of_seq(seq)
        row = answers.of_seq(seq)
        if row == NONE:
            piece = self.evidence[made]
            print_ = _print_of_check_in(piece.session, piece.person, piece.point, piece.how)
            return self.links.grant_of[piece.device], print_, _ACCEPTED
        verdict, first = Verdict(answers.verdict[row]), answers.firsts.get(seq, NONE)
        judgement = Judgement(verdict)
        if first != NONE:
            judgement = Judgement(verdict, desk.first_told(self, self.evidence[first]))
        elif made != NONE and self.evidence[made].kind == WALK_IN:
            judgement = Judgement(verdict, person=self.evidence[made].person)
        return answers.asker[row], answers.print[row], judgement

    def _refusal(self, entry: Entry) -> Verdict | None:
        law = LAWS.get(entry.kind)
        if law is None:
            return Verdict.NOT_ALLOWED
        fault = access.speaks(entry, self)
        if fault is not None:
            return fault
        if not access.may(entry.grant, entry.body, self, entry.device):
            return Verdict.NOT_ALLOWED
        if self.privacy.begun_ms and entry.kind in WORDED:
            return Verdict.CONFERENCE_CLOSED
        return law.check(self, entry, entry.body)

    def _apply_by_law(self, seq: int, entry: Entry) -> Judgement:
        judgement = self._told_already(seq, entry)
        if judgement is None:
            done = LAWS[entry.kind].effect(self, seq, entry, entry.body)
            judgement = done if isinstance(done, Judgement) else at_once(done)
        return self._answered(seq, entry, judgement)

    def _told_already(self, seq: int, entry: Entry) -> Judgement | None:
        """The first outcome of a known id, or the refusal; None: the law has its effect. Raises UnknownRules."""
        if entry.kind not in LAWS:
            raise UnknownRules(f"entry {seq} has kind {entry.kind}, which this version does not know")
        newer = isinstance(entry.body, RulesAdopted) and entry.body.version > upkeep.RULES
        if newer and entry.grant == access.SERVER:
            raise UnknownRules(
                f"entry {seq} adopts rules that this version, of rules {upkeep.RULES}, does not know"
            )
        known = self.first_outcome(entry)
        if known is not None:
            return known
        fault = self._refusal(entry)
        return None if fault is None else Judgement(fault)

    def _answered(self, seq: int, entry: Entry, judgement: Judgement) -> Judgement:
        """The entry is part of the conference, and its id known with this outcome."""
        self.seq_of_id.setdefault(entry.id, seq)
        self.seq = seq
        asker = self.links.grant_number(entry.grant)
        self.answers.append(seq, judgement.verdict, print_of(entry), asker, entry.id)
        return judgement

    def _plain(self, entry: Entry, body: CheckIn) -> Session | None:
        """The open session, when this is the first word about a summoned person, said at her own point by an
        active operator's device with a right clock: the case of nearly every entry, judged in two microseconds
        with the same result as the law (see tests). None: let the law look."""
        _, command, grant, device, _, skew, _, flags, _ = entry
        number, person, point, _ = body
        desk_ = self.links.desks.get(device)
        session = self.open.get(number)
        if desk_ is None or session is None or flags or person < 0 or desk_[2] != grant:
            return None
        try:
            plain = session.marks[person] == MARK_SUMMONED and self.people.point_of[person] == point
        except IndexError:
            return None
        if not plain or not -_PLAIN_SKEW_MS < skew < _PLAIN_SKEW_MS or command in self.parked:
            return None
        node, parent = desk_[3], self.units.parent
        above: int = point
        while above != node:
            if above <= 0:
                return None
            above = parent[above]
        return session

    def _take_plain(self, seq: int, entry: Entry, body: CheckIn, session: Session) -> None:
        """What the law does with a plain check-in, written out: no evidence before, nothing to recount."""
        _, command, _, device, made, skew, received, _, _ = entry
        number, person, point, how = body
        at = made - skew
        if at > received:
            at = received
        if at < session.opened_ms:
            at = session.opened_ms
        evidence = self.evidence
        session.last[person] = len(evidence.records) // RECORD_BYTES
        session.marks[person] = MARK_SUMMONED | MARK_SEEN
        session.touched[person] = seq
        meta = number | (how & 0b11) << HOW_SHIFT
        evidence.records += _pack(
            meta, person, point, at, made, received, self.links.desks[device][0], seq, NONE, command
        )
        session.figures.arrivals.append(person)
        self.seq = seq


_pack = RECORD.pack


def _print_of_check_in(session: int, person: int, point: int, how: int) -> int:
    return (person * 0x9E3779B1 + point * 0x85EBCA6B + session * 8 + (how & 0b11)) & 0xFFFFFFFF


def print_of(entry: Entry) -> int:
    """32 bits of what is asked, to tell a retry from another command under the same id. Digests are left out:
    the same text is salted anew at each try; so is a field that came later while it has its default, or old journals
    would not fold to what they did."""
    if entry.kind == CHECK_IN:
        return _print_of_check_in(*entry.body)
    body = entry.body
    named = zip(body._fields, body, strict=True)
    fields = [_bare(value) for name, value in named if "digest" not in name and CAME_LATER.get(name) != value]
    return zlib.crc32(repr((entry.kind, fields)).encode())


def _bare(value: object) -> object:
    """The value without its type's own spelling: a list is its items, an enum or truth its number."""
    if isinstance(value, list | tuple):
        return [_bare(item) for item in value]
    return int(value) if isinstance(value, int) else value
