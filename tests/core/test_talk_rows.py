"""What each audience sees of floor, questions, papers and phones; applied to what one had, it is the table as it is now."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.core import talk_rows
from server.core.choices import QuestionState
from server.core.commands import (
    AskQuestion,
    ClaimQuestion,
    NotePaperOpened,
    RaiseHand,
    RemovePaper,
    VoteQuestion,
)
from server.core.conference import Conference
from server.core.ids import DeviceId, NodeNo, PersonNo, SessionNo, subject_of
from server.core.places import attendee
from server.core.refusals import Verdict
from server.core.talk_rows import HANDS_SHOWN, Audience
from tests.core.histories import SESSIONS, Step, begun, phones_of, take, talks
from tests.given import DIGEST, HOST, MINUTE, NOON, SERVER, Story, running

HOSTS, WALL = Audience(HOST), Audience("w0")


class Page:
    """A watcher's copy of one table, as the wire keeps it: newer rows, keys that left, a reload when it must."""

    def __init__(self, changed, read, gone, began=lambda conference: 0) -> None:
        self.asked = changed, read, gone, began
        self.rows: dict = {}
        self.seq = -1

    def follow(self, conference: Conference) -> None:
        changed, read, gone, began = self.asked
        if changed(conference) <= self.seq:
            return
        if self.seq < began(conference):
            self.rows, self.seq = {}, -1
        left = gone(conference, self.seq) if self.seq >= 0 else []
        self.rows |= {row[0]: row for row in read(conference, self.seq)}
        for key in left:
            self.rows.pop(key, None)
        self.seq = conference.seq

    def fresh(self) -> "Page":
        return Page(*self.asked)


def questions_page(session: int, audience: Audience) -> Page:
    return Page(
        lambda c: talk_rows.questions_changed(c, session, audience),
        lambda c, since: talk_rows.questions(c, session, audience, since),
        lambda c, since: talk_rows.questions_gone(c, session, audience, since),
        lambda c: talk_rows.questions_began(c, session, audience),
    )


def pages(story: Story) -> list[Page]:
    phones = [Audience(grant, device) for device, grant in phones_of(story)]
    audiences = [HOSTS, WALL, Audience("v2"), Audience("o4"), Audience("o2"), Audience("o6"), *phones]
    rooms = list(story.conference.points_under(NodeNo(0)))
    return [
        *(questions_page(session, one) for session in range(SESSIONS) for one in audiences),
        Page(lambda c: c.papers.changed_last, talk_rows.papers, talk_rows.papers_gone),
        *(
            Page(
                lambda c, point=point: talk_rows.phones_changed(c, point),
                lambda c, since, point=point: talk_rows.phones(c, point, since),
                lambda c, since, point=point: talk_rows.phones_gone(c, point, since),
            )
            for point in rooms
        ),
    ]


@given(talks, st.lists(st.integers(0, 4), min_size=1, max_size=60))
@settings(max_examples=150)
def test_rows_after_any_history_equal_a_fresh_load(history: list[Step], looks: list[int]) -> None:
    """Law: for host, walls, desks and every phone, whenever they looked; also when a phone changed hands."""
    story = begun()
    watched = pages(story)
    for at, step in enumerate(history):
        take(story, step)
        for number, page in enumerate(watched):
            if (number + at) % 5 == looks[at % len(looks)]:
                page.follow(story.conference)
    for old in watched:
        new = old.fresh()
        old.follow(story.conference)
        new.follow(story.conference)
        assert old.rows == new.rows


@given(talks)
def test_the_floor_changes_when_its_mark_does(history: list[Step]) -> None:
    """Law: while `changed` stands, so do the rows: nobody computes them in vain, and nobody misses one."""
    story = begun()
    before: dict[int, tuple[int, list]] = {}
    for step in history:
        take(story, step)
        for session in range(SESSIONS):
            mark = story.conference.sessions[session].floor.changed
            rows = talk_rows.floor(story.conference, session, True)
            if session in before and before[session][0] == mark:
                assert before[session][1] == rows
            before[session] = mark, rows


def test_the_floor_names_rooms_to_all_and_people_to_the_host() -> None:
    """Law: on air everybody is named; a hand of a person, and the cue, are the host's to see."""
    story = running()
    story.phones_in(5)
    device = story.phones_in(6)
    story.raises("A1")
    story.says_by_phone(device, RaiseHand(SessionNo(0), attendee(6)))
    raised = story.conference.seq
    story.cues("p6")
    story.gives("p5")
    story.cues("p6")
    five, six = (story.conference.subject_of_person(person) for person in (5, 6))
    host, others = (talk_rows.floor(story.conference, 0, director) for director in (True, False))
    assert host[0] == [0, "p5", five, story.at, "p6", six, 0, 2]
    assert others[0] == [0, "p5", five, story.at, "", "", 0, 2]
    assert host[1] == others[1] == ["h:n4", raised - 1, "n4", "Hội trường A1", story.at, 0, 0, 0]
    assert (host[2][3], others[2][3]) == (six, "")


def test_a_long_list_of_hands_is_cut_and_counted() -> None:
    """Law: the first thousand, in order; how many are up is told."""
    story = running()
    floor = story.conference.sessions[0].floor
    for number in range(HANDS_SHOWN + 1):
        floor.raise_hand(f"n{4 + number % 3}" if number < 3 else f"n04{number}", 1, number)
    rows = talk_rows.floor(story.conference, 0, False)
    assert (len(rows), rows[0][7]) == (1 + HANDS_SHOWN, HANDS_SHOWN + 1)


def seen(story: Story, audience: Audience) -> dict[str, list]:
    return {row[0]: row for row in talk_rows.questions(story.conference, 0, audience)}


def test_who_sees_which_question() -> None:
    """Law: the host all; a desk and a phone their own and what was approved; a wall what is on screen or answered."""
    story = running()
    sitting, online = story.phones_in(0, "A1"), story.phones_in(5)
    room = story.asks_for_room("B1")
    mine = story.asks_by_phone(sitting, 0, "A1")
    theirs = story.asks_by_phone(online, 5)
    names = {room.hex(): "room", mine.hex(): "mine", theirs.hex(): "theirs"}
    audiences = {
        "host": HOSTS, "wall": WALL, "A1": Audience("o4"), "A": Audience("o2"), "B1": Audience("o6"), "A2": Audience("o5"),
        "sitting": Audience("q4", sitting), "online": Audience("q0", online),
        "stranger": Audience("q4", DeviceId(b"nobody!!")),
    }  # fmt: skip

    def told() -> dict[str, set[str]]:
        return {who: {names[key] for key in seen(story, one)} for who, one in audiences.items()}

    nobodys: dict[str, set[str]] = {"wall": set(), "A2": set(), "stranger": set()}
    assert told() == {
        "host": {"room", "mine", "theirs"}, "A1": {"mine"}, "A": {"mine"}, "B1": {"room"}, "sitting": {"mine"},
        "online": {"theirs"}, **nobodys,
    }  # fmt: skip
    story.moves(theirs, QuestionState.APPROVED)
    assert all("theirs" in found for who, found in told().items() if who != "wall")
    story.moves(theirs, QuestionState.ON_SCREEN)
    assert told()["wall"] == {"theirs"}
    story.moves(theirs, QuestionState.DECLINED)
    assert {who for who, found in told().items() if "theirs" in found} == {"host", "online"}
    seq = story.conference.seq - 1
    gone = talk_rows.questions_gone
    assert gone(story.conference, 0, WALL, seq) == [theirs.hex()]
    assert gone(story.conference, 0, Audience("q0", online), seq) == []


def test_who_is_told_who_asked() -> None:
    """Law: the host, herself, and the operator of the room; no wall, and no other desk."""
    story = running()
    sitting, online = story.phones_in(0, "A1"), story.phones_in(5)
    mine, theirs = story.asks_by_phone(sitting, 0, "A1"), story.asks_by_phone(online, 5)
    for question in (mine, theirs):
        story.moves(question, QuestionState.APPROVED)
    story.moves(mine, QuestionState.ON_SCREEN)
    zero, five = (story.conference.subject_of_person(person) for person in (0, 5))
    table = [
        (HOSTS, mine, ("Hội trường A1", zero, False)), (HOSTS, theirs, (five, five, False)),
        (Audience("o4"), mine, ("Hội trường A1", zero, True)), (Audience("o6"), mine, ("Hội trường A1", "", False)),
        (Audience("o6"), theirs, ("", "", False)), (Audience("q4", sitting), mine, ("Hội trường A1", zero, True)),
        (Audience("q0", online), theirs, (five, five, True)), (Audience("q0", online), mine, ("Hội trường A1", "", False)),
        (WALL, mine, ("Hội trường A1", "", False)),
    ]  # fmt: skip
    for audience, question, told in table:
        row = seen(story, audience)[question.hex()]
        assert (row[4], row[5], row[12]) == told, audience


def test_a_question_row_tells_all_there_is() -> None:
    """Law: all of a question, who has it in hand and since when, the answer and the times."""
    story = running()
    one, other = story.asks_for_room("A1"), story.asks_for_room("B1")
    asked_ms = story.at
    story.moves(one, QuestionState.APPROVED)
    story.asks(VoteQuestion(one), story.desk("B1"))
    story.asks(ClaimQuestion(one, True), device=b"mod-one1")
    claimed_ms = story.at
    story.at += MINUTE
    story.moves(one, QuestionState.IN_WRITING, device=b"mod-one1")
    claimer = b"mod-one1".hex()
    answer = subject_of(story.last_id())
    assert seen(story, HOSTS)[one.hex()] == [
        one.hex(), QuestionState.IN_WRITING, asked_ms, "n4", "Hội trường A1", "", subject_of(one), 1, answer,
        claimer[:4], "", story.at, False, claimer, claimed_ms,
    ]  # fmt: skip
    story.moves(other, QuestionState.MERGED, other=one)
    assert seen(story, HOSTS)[other.hex()][10] == one.hex()


def test_papers_are_listed_while_they_are_up() -> None:
    """Law: [hex, subject, size, shared, added, opened, ""]; who opened them by point is the host's."""
    story = running()
    paper = story.shelves(shared=False)
    added = story.last_id()
    story.asks(NotePaperOpened(paper, story.node("A1"), story.phone("A1")), SERVER)
    story.asks(NotePaperOpened(paper, NodeNo(0), story.phone()), SERVER)
    assert talk_rows.papers(story.conference) == [
        [paper.hex(), subject_of(added), 1000, False, story.at, 2, ""]
    ]
    assert talk_rows.opened(story.conference, 0) == [[0, "", 1], [4, "Hội trường A1", 1]]
    seq = story.conference.seq
    story.asks(RemovePaper(paper))
    assert talk_rows.papers(story.conference) == []
    assert talk_rows.papers_gone(story.conference, seq) == [paper.hex()]


def test_phones_of_a_point_are_those_in_it_and_those_online_summoned_to_it() -> None:
    """Law: [key, device, person, subject, waits, at, session, label, online]; replaced and declined ones leave."""
    story = running()
    first, second, online = story.phones_in(0, "A1"), story.phone("A1"), story.phones_in(1)
    story.links(second, 0, "A1")
    label, at, name = "Safari · iPhone", story.at, story.conference.subject_of_person
    rows = talk_rows.phones(story.conference, story.node("A1"))
    assert rows == [
        [f"0:{first.hex()}:0", first.hex(), 0, name(0), False, at, 0, label, False],
        [f"0:{online.hex()}:1", online.hex(), 1, name(1), False, at, 0, label, True],
        [f"0:{second.hex()}:0", second.hex(), 0, name(0), True, at, 0, label, False],
    ]
    seq = story.conference.seq
    story.confirms(second, 0)
    assert [row[4] for row in talk_rows.phones(story.conference, story.node("A1"), seq)] == [False]
    assert talk_rows.phones_gone(story.conference, story.node("A1"), seq) == [f"0:{first.hex()}:0"]
    assert talk_rows.phones(story.conference, story.node("B1")) == []
    assert talk_rows.phones_changed(Conference(), 4) == 0


def test_a_phone_knows_whose_it_is() -> None:
    """Law: [0, person, subject, place, status, minutes, session, minutes that count, counted]; the open session leads."""
    story = running()
    now = NOON + 30 * MINUTE + 59_000
    nobody = story.phone("A1")
    assert talk_rows.me(story.conference, nobody, now) == [[0, -1, "", "", 0, 0, -1, 0, False]]
    sitting, online = story.phones_in(0, "A1"), story.phones_in(5)
    story.links(nobody, 0, "A1")
    assert talk_rows.me(story.conference, nobody, now) == [[0, -1, "", "", 3, 0, 0, 0, False]]
    name = story.conference.subject_of_person
    assert talk_rows.me(story.conference, sitting, now) == [[0, 0, name(0), "n4", 1, 0, 0, 120, False]]
    story.sees_online(5, 5)
    assert talk_rows.me(story.conference, online, now) == [[0, 5, name(5), "p5", 2, 25, 0, 120, False]]
    story.sees_online(5, 125)
    assert talk_rows.me(story.conference, online, NOON + 125 * MINUTE)[0][5:] == [120, 0, 120, True]
    story.closes()
    story.opens(1)
    assert talk_rows.me(story.conference, online, now)[0][6] == 0
    assert story.links(online, 5, session=1) is Verdict.ACCEPTED
    assert talk_rows.me(story.conference, online, now)[0][6] == 1


@pytest.mark.parametrize("name", ["Nguyễn Văn A", "0912345678"])
def test_no_row_carries_a_personal_text(name: str) -> None:
    """Law: the fold has never seen one: rows carry subjects."""
    story = running()
    device = story.phones_in(0, "A1")
    story.asks(AskQuestion(SessionNo(0), story.place_of("A1"), DIGEST, PersonNo(0)), "q4", device=device)
    row = talk_rows.questions(story.conference, 0, HOSTS)[0]
    assert all(isinstance(row[cell], bytes) for cell in (5, 6))
    assert name not in repr(row)
