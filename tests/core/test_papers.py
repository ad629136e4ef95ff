"""Papers: put up, taken down, opened; counted once per device, by point."""

import pytest
from hypothesis import given

from server.core.commands import AddPaper, NotePaperOpened, RemovePaper, RevokeDevice
from server.core.ids import DeviceId, NodeNo, PaperId
from server.core.refusals import Verdict
from server.core.shelf import PAPERS, Papers
from tests.core.histories import Step, begun, take, talks
from tests.given import DIGEST, SERVER, Story, closed, planned, running

PAPER = PaperId(b"paper of sixteen")


def adds(id: bytes = PAPER, size: int = 1000, digest: bytes = DIGEST, sha256: bytes = DIGEST) -> AddPaper:
    return AddPaper(PaperId(id), digest, size, sha256, True)


@pytest.mark.parametrize(
    ("body", "verdict"),
    [
        (adds(), Verdict.ACCEPTED), (adds(size=1), Verdict.ACCEPTED), (adds(size=0), Verdict.BAD_COUNT),
        (adds(id=b"short"), Verdict.BAD_COUNT), (adds(sha256=b"short"), Verdict.BAD_COUNT),
        (adds(digest=bytes(32)), Verdict.BAD_TEXT),
    ],
)  # fmt: skip
def test_a_paper_is_whole_and_has_a_title(body: AddPaper, verdict: Verdict) -> None:
    """Law: also in a draft; an id is used once, also after it was taken down."""
    assert planned().asks(body) is verdict
    story = running()
    story.shelves()
    assert story.asks(adds()) is Verdict.DUPLICATE_CODE
    assert story.asks(RemovePaper(PAPER)) is Verdict.ACCEPTED
    assert story.asks(adds()) is Verdict.DUPLICATE_CODE
    assert story.asks(RemovePaper(PAPER)) is Verdict.ALREADY_SO
    assert story.asks(RemovePaper(PaperId(bytes(16)))) is Verdict.NO_SUCH_PAPER


def test_there_are_so_many_papers() -> None:
    """Law: sixty-four, those taken down included; none after the conference is over."""
    story = running()
    for number in range(PAPERS):
        story.shelves(bytes([number]) * 16)
    assert story.asks(adds()) is Verdict.BAD_COUNT
    assert closed(running()).asks(adds()) is Verdict.CONFERENCE_CLOSED


def opens(story: Story, device: DeviceId, code: str = "", paper: bytes = PAPER) -> Verdict:
    node = story.node(code) if code else NodeNo(0)
    return story.asks(NotePaperOpened(PaperId(paper), node, device), SERVER)


def test_a_paper_is_opened_once_by_each_device() -> None:
    """Law: counted where it was opened first; 0 is online; what was opened stays counted when the paper is gone."""
    story = running()
    story.shelves()
    story.shelves(b"a second paper!!")
    a, b, online = story.phone("A1"), story.phone("A1"), story.phone()
    told = [opens(story, *one) for one in ((a, "A1"), (a, "A1"), (b, "A1"), (online,), (online, "B1"))]
    accepted, again = Verdict.ACCEPTED, Verdict.ALREADY_SO
    assert told == [accepted, again, accepted, accepted, again]
    assert opens(story, a, "A1", b"a second paper!!") is accepted
    papers = story.conference.papers
    assert (list(papers.opened_of(0)), list(papers.opened_of(1))) == ([(0, 1), (4, 2)], [(4, 1)])
    assert papers.totals == [3, 1]
    story.asks(RemovePaper(PAPER))
    assert opens(story, story.phone("A1"), "A1") is accepted
    assert papers.totals == [4, 1]


def test_an_opening_names_what_is_there() -> None:
    """Law: a paper, a point, a device that was enrolled; a revoked one had opened it before."""
    story = running()
    story.shelves()
    device = story.phone("A1")
    assert opens(story, device, "A1", bytes(16)) is Verdict.NO_SUCH_PAPER
    assert opens(story, device, "A") is Verdict.NO_SUCH_POINT
    assert opens(story, DeviceId(b"nobody!!"), "A1") is Verdict.NO_SUCH_DEVICE
    story.asks(RevokeDevice(device))
    assert opens(story, device, "A1") is Verdict.ACCEPTED


@given(talks)
def test_totals_are_what_was_counted_by_point(history: list[Step]) -> None:
    """Law: also when rebuilt, and never more than there are devices."""
    story = begun()
    for step in history:
        take(story, step)
    papers = story.conference.papers
    assert papers.totals == [sum(count for _, count in papers.opened_of(n)) for n in range(len(papers))]
    assert papers.totals == [sum(mask >> n & 1 for mask in papers.opened_by) for n in range(len(papers))]
    again = Papers()
    for name in Papers.STATE:
        setattr(again, name, getattr(papers, name))
    again.reindex()
    assert (again.totals, again.number_of) == (papers.totals, papers.number_of)
