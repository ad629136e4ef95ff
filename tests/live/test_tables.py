"""Rows after any history are the rows of a fresh load: a client that kept up, one that lagged, and a newcomer."""

import msgpack
from hypothesis import given
from hypothesis import strategies as st

from server.core.changes import PAPERS
from server.live.due import Due
from server.live.tables import LITTLE, MOST_GONE, KeptTable, LedgerTable, Wording
from server.live.topic import ROWS_PER_FRAME, Topic
from server.wire.codec import encode_rows
from server.wire.frames import Position
from server.wire.tables import Table as ClientTable

VIEWS = st.lists(st.dictionaries(st.integers(0, 5), st.integers(0, 3), max_size=5), min_size=1, max_size=12)


class Page:
    """A client: applies the frames it is sent; `slow` ones take none while they are stuck."""

    def __init__(self) -> None:
        self.table = ClientTable("t")
        self.stuck = False
        self.frames = 0

    def ready(self) -> bool:
        return not self.stuck

    def send(self, frame: bytes) -> None:
        self.frames += 1
        self.table.apply(msgpack.unpackb(frame, strict_map_key=False))


class Said(LedgerTable):
    """Rows by key, each the seq that said it; a ledger of its own, folded to `seq`. Counts how often it was asked."""

    def __init__(self, rows: dict[int, int], seq: int = 0, began: int = 0) -> None:
        super().__init__(self, PAPERS)
        self.said, self.seq, self.since_when = rows, seq, began
        self.looks, self.reads = 0, 0

    def position(self) -> Position:
        """Of a ledger, and of a table that was looked at: both stand here."""
        return Position(1, self.seq, bytes(8))

    def resumes(self, position: Position) -> bool:
        return position.epoch == 1

    def changed(self) -> int:
        self.looks += 1
        return max(self.said.values())

    def rows(self, since: int) -> list[list[int]]:
        self.reads += 1
        return [[key, at] for key, at in self.said.items() if at > since]

    def began(self) -> int:
        return self.since_when


def encode(name, position, reset, rows, gone):
    return encode_rows(name, position, 0, reset, rows, gone)


def tick(topic: Topic) -> None:
    plans = topic.plans()
    for frame, watchers in topic.frames(plans, topic.position(), {}):
        for watcher in watchers:
            watcher.send(frame)


def shown(page: Page) -> dict:
    return {key: tuple(row) for key, row in page.table.rows.items()}


@given(VIEWS, st.sets(st.integers(0, 11)))
def test_a_watcher_that_lags_or_resumes_sees_what_a_fresh_load_sees(views, stuck_at):
    now: dict[int, int] = {}
    topic = Topic("t", KeptTable(7, lambda: [[key, value] for key, value in now.items()]), encode, 1)
    steady, slow = Page(), Page()
    topic.join(steady, None)
    topic.join(slow, None)

    for step, view in enumerate(views):
        now = view
        slow.stuck = step in stuck_at
        tick(topic)
        fresh = {key: (key, value) for key, value in view.items()}
        assert fresh == shown(steady)
        if not slow.stuck:
            assert fresh == shown(slow)

    slow.stuck = False
    tick(topic)
    late = Page()
    topic.join(late, None)
    tick(topic)
    assert shown(steady) == shown(slow) == shown(late)


def test_what_passes_through_a_table_is_not_remembered_for_ever():
    """Law: a frame names a few keys after a day of check-ins, too; who was away meanwhile shows what the others show."""
    first = 0
    table = KeptTable(7, lambda: [[key] for key in range(first, first + 30)])
    topic, steady, slow = Topic("t", table, encode, 1), Page(), Page()
    topic.join(steady, None)
    topic.join(slow, None)
    for first in range(0, 3_000, 30):
        slow.stuck = 30 < first < 2_970
        tick(topic)
        assert list(shown(steady)) == list(range(first, first + 30))
    assert shown(slow) == shown(steady)
    told = [table.newer(since) for since in range(table.position().seq)]
    assert all(one.reset or len(one.gone) <= MOST_GONE for one in told)
    assert [one.gone for one in told[-1:]] == [list(range(2_940, 2_970))]


def test_a_position_of_another_life_of_the_server_reloads():
    """A kept table's counter means nothing after a restart: the client is reset, never patched."""
    topic = Topic("t", KeptTable(7, lambda: [[1, "a"]]), encode, 1)
    page = Page()
    page.table.rows[9] = [9, "of an earlier life"]
    topic.join(page, Position(6, 1))

    tick(topic)

    assert shown(page) == {1: (1, "a")}


def test_a_long_table_comes_in_frames_and_is_whole_at_the_last():
    """Until the last frame a page holds no position: losing the link in between, it begins anew."""
    rows = [[key, "Điểm cầu"] for key in range(2 * ROWS_PER_FRAME + 5)]
    topic = Topic("t", KeptTable(7, lambda: rows), encode, 1)
    page, positions = Page(), []
    topic.join(page, None)
    page.send = lambda frame: (Page.send(page, frame), positions.append(page.table.position))

    tick(topic)

    assert len(rows) == len(page.table.rows)
    assert positions == [(0, 0), (0, 0), (7, 1)]


def test_who_comes_is_answered_at_once_when_little_or_nothing_is_newer():
    """Law: a table that rests, with no row read; a small one, whole. Not who cannot take a frame, nor what needs words."""
    at, ledgers = Position(1, 5, bytes(8)), []

    def ledger(changed: int, began: int = 0) -> Topic:
        ledgers.append(Said({1: changed}, 5, began))
        return Topic("t", ledgers[-1], encode, 1)

    def kept(wording: Wording | None = None) -> Topic:
        return Topic("t", KeptTable(7, lambda: [[1, b"her"]], wording), encode, 1)

    stuck, elsewhere, told = Page(), Position(2, 5), Wording(lambda row: row[1:], lambda row, names: row)
    stuck.stuck = True
    assert ledger(5).join(Page(), at) and kept().join(Page(), None) and kept().join(Page(), Position(7, 1))
    assert not any([ledger(6).join(Page(), at), ledger(5, began=6).join(Page(), at)])
    assert not any(
        [ledger(5).join(Page(), None), ledger(5).join(Page(), elsewhere), ledger(5).join(stuck, at)]
    )
    assert not any([kept(told).join(Page(), None), kept().join(stuck, None)])
    assert [one.reads for one in ledgers] == [0] * len(ledgers) and ledgers


def test_who_is_answered_at_once_is_told_the_same_as_at_a_tick():
    """Law: rows that need nobody's words are spelled all the same: a cell without a name is a text, not a key."""
    spelled = Wording(lambda row: [], lambda row, names: [row[0], ""])
    topic, page = Topic("t", KeptTable(7, lambda: [[1, b""]], spelled), encode, 1), Page()

    assert topic.join(page, None)

    assert shown(page) == {1: (1, "")}


def test_watchers_at_one_position_are_sent_the_same_bytes():
    """A tick's frame is encoded once per position, however many watch."""
    encoded = []

    def counting(*frame):
        encoded.append(frame)
        return encode(*frame)

    topic = Topic("t", KeptTable(7, lambda: [[row, "a"] for row in range(LITTLE + 1)]), counting, 1)
    pages = [Page() for _ in range(50)]
    for page in pages:
        assert not topic.join(page, None)

    tick(topic)

    assert len(encoded) == 1
    assert {1} == {page.frames for page in pages}


@given(
    st.lists(
        st.sampled_from(["fold here", "fold elsewhere", "tick", "stuck", "free", "joins", "comes back"]),
        max_size=40,
    )
)
def test_a_table_that_is_looked_at_when_it_was_stirred_misses_nothing(steps):
    """Law: who lags, joins or comes back while nothing is stirred is served all the same; nobody looks in vain."""
    table = Said({0: 0})
    topic, due, pages = Topic("t", table, encode, 1), Due(), [Page()]
    due.add(topic)

    def joins(page: Page) -> None:
        frames, known = page.frames, page.table.position
        if topic.join(page, Position(*known) if known else None):
            assert page.frames == frames + 1
        else:
            due.ask_soon(topic)

    def looked(number: int) -> None:
        for one in due.take(number):
            tick(one)
            if one.is_behind:
                due.ask(one)

    joins(pages[0])
    for number, step in enumerate([*steps, "free", "fold elsewhere", "tick", "tick"]):
        if step.startswith("fold"):
            table.seq += 1
        if step == "fold here":
            table.said |= {table.seq % 4: table.seq}
            due.stir([PAPERS])
        elif step == "joins":
            pages.append(Page())
            joins(pages[-1])
        elif step == "comes back":
            topic.leave(pages[0])
            joins(pages[0])
        elif step == "tick":
            looked(number)
        elif step in ("stuck", "free"):
            pages[0].stuck = step == "stuck"
    assert all(page.table.rows == {key: [key, at] for key, at in table.said.items()} for page in pages)
    before = table.looks
    looked(0)
    assert table.looks == before
