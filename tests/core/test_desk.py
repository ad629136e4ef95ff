"""What the desk is told, and when evidence is accepted (DOMAIN rules 3 and 4)."""

import pytest

from server.core.commands import AddWalkIn, CheckIn, CheckOut, CloseSession, OpenSession, PointRow
from server.core.counting import SKEW_FLAGGED_MS
from server.core.desk import first_told
from server.core.entries import LATE_RIGHTS
from server.core.ids import NodeNo, PersonNo, SessionNo
from server.core.refusals import First, Verdict
from tests.given import DIGEST, HOST, MINUTE, NOON, closed, launched, planned, running

S0 = SessionNo(0)


def check_in(story, person: int = 0, code: str = "A1", session: int = 0) -> CheckIn:
    return CheckIn(SessionNo(session), PersonNo(person), story.node(code))


def test_the_second_at_the_same_point_is_told_who_was_first_when_and_where() -> None:
    """Law: ALREADY_PRESENT names point, corrected time and device of the first; both pieces are kept."""
    story = running()
    assert story.checks_in(0, "A1") is Verdict.ACCEPTED
    story.at += MINUTE
    again = story.takes(story.entry(check_in(story), story.desk("A1")))
    device = story.devices[story.desk("A1")]
    assert again.verdict is Verdict.ALREADY_PRESENT
    assert again.first == First(story.node("A1"), NOON + 10 * MINUTE, device)
    assert len(story.conference.evidence) == 2
    assert first_told(story.conference, story.conference.evidence[0]) == again.first


def test_at_two_points_the_earlier_scan_counts_and_the_pair_is_a_conflict() -> None:
    """Law: both are kept, the earlier corrected scan counts, and the nearest unit above both has the pair."""
    story = running()
    story.checks_in(0, "A1")
    late = story.takes(story.entry(check_in(story, code="A2"), story.desk("A2"), made_ms=NOON + MINUTE))
    assert late.verdict is Verdict.PRESENT_ELSEWHERE
    assert late.first is not None
    assert late.first.point == story.node("A1")
    (conflict,) = story.conference.conflicts(0)
    assert conflict.points == (story.node("A2"), story.node("A1"))
    assert conflict.unit == story.node("A")
    assert story.checks_out(0, "A1") is Verdict.ACCEPTED
    assert story.conference.conflicts(0) == []


@pytest.mark.parametrize(
    ("made", "skew", "received", "counts_at"),
    [
        (NOON + 5 * MINUTE, 0, NOON + 50 * MINUTE, NOON + 5 * MINUTE),
        (NOON + 5 * MINUTE, -2000, NOON + 50 * MINUTE, NOON + 5 * MINUTE + 2000),
        (NOON + 90 * MINUTE, 0, NOON + 50 * MINUTE, NOON + 50 * MINUTE),
        (NOON - 5 * MINUTE, 0, NOON + 50 * MINUTE, NOON),
        (NOON + 5 * MINUTE, 10 * MINUTE, NOON + 50 * MINUTE, NOON),
    ],
)
@pytest.mark.parametrize("person", [0, 5], ids=["own", "guest"])
def test_a_scan_counts_at_its_corrected_time(
    made: int, skew: int, received: int, counts_at: int, person: int
) -> None:
    """Law: scan minus skew, not before the opening and not after receipt."""
    story = running()
    story.checks_in(person, "A1", made_ms=made, skew_ms=skew, received_ms=received)
    assert story.conference.evidence[0].at_ms == counts_at
    assert story.conference.evidence[0].made_ms == made
    assert story.conference.evidence[0].received_ms == received


def test_a_scan_before_the_close_is_taken_however_late_it_comes() -> None:
    """Law: what was scanned until the close is accepted after it, even after the conference; a later scan is not."""
    story = running()
    story.desk("A1")
    story.closes()
    closed(story)
    story.at = NOON + 300 * MINUTE
    assert story.checks_in(0, "A1", made_ms=NOON + 5 * MINUTE) is Verdict.ACCEPTED
    assert story.checks_in(1, "A1", made_ms=NOON + 10 * MINUTE) is Verdict.ACCEPTED
    assert story.checks_in(2, "A1", made_ms=NOON + 10 * MINUTE + 1) is Verdict.SESSION_CLOSED
    assert story.conference.sessions[0].late[story.node("A1")][0] == 2


def test_a_session_opened_again_takes_what_came_between() -> None:
    """Law: a close taken back by opening again refuses nothing afterwards, and the first opening still bounds."""
    story = running()
    story.closes()
    story.at += MINUTE
    assert story.checks_in(0, "A1") is Verdict.SESSION_CLOSED
    assert story.opens() is Verdict.ACCEPTED
    assert story.checks_in(0, "A1") is Verdict.ACCEPTED
    assert story.conference.sessions[0].opened_ms == NOON


REFUSED = [
    (CheckIn(SessionNo(5), PersonNo(0), NodeNo(4)), Verdict.NO_SUCH_SESSION),
    (CheckIn(SessionNo(-1), PersonNo(0), NodeNo(4)), Verdict.NO_SUCH_SESSION),
    (CheckIn(SessionNo(1), PersonNo(0), NodeNo(4)), Verdict.SESSION_NOT_OPEN),
    (CheckIn(S0, PersonNo(9), NodeNo(4)), Verdict.NO_SUCH_PERSON),
    (CheckIn(S0, PersonNo(-1), NodeNo(4)), Verdict.NO_SUCH_PERSON),
    (CheckIn(S0, PersonNo(0), NodeNo(1)), Verdict.NO_SUCH_POINT),
    (CheckIn(S0, PersonNo(0), NodeNo(99)), Verdict.NO_SUCH_POINT),
    (CheckIn(S0, PersonNo(0), NodeNo(-1)), Verdict.NO_SUCH_POINT),
    (CheckOut(S0, PersonNo(99), NodeNo(4)), Verdict.NO_SUCH_PERSON),
    (AddWalkIn(S0, NodeNo(0), DIGEST), Verdict.NO_SUCH_POINT),
    (AddWalkIn(S0, NodeNo(4), DIGEST, NodeNo(4)), Verdict.NO_SUCH_UNIT),
    (AddWalkIn(S0, NodeNo(4), DIGEST, NodeNo(77)), Verdict.NO_SUCH_UNIT),
    (AddWalkIn(S0, NodeNo(4), DIGEST, NodeNo(1), PersonNo(44)), Verdict.NO_SUCH_PERSON),
]


@pytest.mark.parametrize(("body", "verdict"), REFUSED, ids=[str(body) for body, _ in REFUSED])
def test_what_does_not_exist_is_refused_by_name(body, verdict: Verdict) -> None:
    """Law: said early and in the fold alike, and nothing is kept."""
    story = running()
    entry = story.entry(body)
    early = story.conference.judge(entry)
    assert early is not None
    assert early.verdict is verdict
    assert story.takes(entry).verdict is verdict
    assert len(story.conference.evidence) == 0


def test_before_the_launch_nobody_is_checked_in() -> None:
    """Law: a draft takes no evidence, and a launched conference none for a session that never opened."""
    assert planned().asks(CheckIn(S0, PersonNo(0), NodeNo(1))) is Verdict.NO_SUCH_POINT
    story = launched()
    assert story.asks(check_in(story)) is Verdict.SESSION_NOT_OPEN
    draft = planned()
    draft.imports((), [PointRow("P", "", "Phòng")])
    assert draft.asks(AddWalkIn(S0, draft.node("P"), DIGEST)) is Verdict.NOT_LAUNCHED


def test_a_walk_in_gets_a_number_and_can_be_checked_out() -> None:
    """Law: the outcome carries her number; she is a person like others from then on."""
    story = running()
    person = story.walks_in("A1")
    assert person == 9
    assert story.place("A1")[7] == 1
    assert story.checks_out(person, "A1") is Verdict.ACCEPTED
    assert story.place("A1")[7] == 0
    assert story.conference.person_count == 10
    assert story.conference.roster_count == 9


def test_a_stand_in_is_remembered_and_the_other_is_still_missing() -> None:
    """Law: a stand-in is a walk-in with a name beside it; it moves no figure of the one she stands for."""
    story = running()
    story.asks(AddWalkIn(S0, story.node("A1"), DIGEST, story.node("A"), PersonNo(0)))
    assert story.conference.people.stand_ins == {9: 0}
    assert story.conference.unit_of(9) == story.node("A")
    assert story.place("A1")[:8] == [3, 0, 0, 0, 0, 0, 0, 1]


def test_a_check_out_where_nobody_is_in_waits_for_the_check_in() -> None:
    """Law: PARKED and without effect; when the earlier check-in comes she is in and out again."""
    story = running()
    assert story.checks_out(0, "A1", made_ms=NOON + 8 * MINUTE) is Verdict.PARKED
    assert story.place("A1")[1:4] == [0, 0, 0]
    assert story.checks_in(0, "A1", made_ms=NOON + 6 * MINUTE) is Verdict.ACCEPTED
    assert story.place("A1")[1:4] == [0, 0, 1]


def test_a_wrong_clock_is_flagged_and_drops_nothing() -> None:
    """Law: skew of two minutes or more is remembered with the device; less is not; both are accepted."""
    story = running()
    just_right = SKEW_FLAGGED_MS - 1
    assert story.checks_in(0, "A1", skew_ms=just_right) is Verdict.ACCEPTED
    assert story.conference.links.skews == {}
    assert story.checks_in(1, "A1", skew_ms=SKEW_FLAGGED_MS) is Verdict.ACCEPTED
    number = story.conference.links.number_of[story.devices[story.desk("A1")]]
    assert story.conference.links.skews == {number: [SKEW_FLAGGED_MS, story.at]}


def test_what_a_revoked_device_brings_late_is_counted_apart() -> None:
    """Law: evidence with LATE_RIGHTS is accepted and listed for the supervisor."""
    story = running()
    grant = story.desk("A1")
    story.conference.links.set_state(story.conference.links.number_of[story.devices[grant]], 2, 1)
    assert story.asks(check_in(story), grant) is Verdict.DEVICE_REVOKED
    assert story.asks(check_in(story), grant, flags=LATE_RIGHTS) is Verdict.ACCEPTED
    assert story.conference.sessions[0].late[story.node("A1")][0] == 1


def test_the_host_checks_in_anywhere() -> None:
    """Law: the host's browser, enrolled nowhere, may speak at every desk."""
    story = running()
    assert story.asks(check_in(story), HOST, device=b"account!") is Verdict.ACCEPTED
    assert story.conference.device(b"account!") is None
    for step in (CloseSession(S0), OpenSession(S0)):
        assert story.asks(step) is Verdict.ACCEPTED
