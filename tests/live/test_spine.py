"""The spine over a real journal: asked once, answered once, after the disk and the fold."""

import asyncio
import itertools

import pytest

from server.core.entries import KIND_OF, Entry
from server.core.house import House
from server.core.house_commands import AddConference
from server.core.ids import CommandId, ConferenceId, DeviceId, GrantId, Millis
from server.core.refusals import Verdict
from server.journal.port import JournalBroken, JournalFull
from server.journal.sqlite import open_sqlite_journal
from server.live.house import LiveHouse
from server.live.spine import Spine


def listing(number: int, title: str = "Hội nghị") -> Entry:
    body = AddConference(ConferenceId(f"C{number:07}"), title)
    id = CommandId(number.to_bytes(16, "big"))
    return Entry(KIND_OF[AddConference], id, GrantId("s0"), DeviceId(b""), Millis(1), 0, Millis(1), 0, body)


@pytest.fixture
async def spine(tmp_path):
    one = Spine("house", await open_sqlite_journal(tmp_path / "house.sqlite"), House())
    await one.start()
    yield one
    await one.close()


async def test_an_answer_comes_after_the_entry_is_durable_and_folded(spine, tmp_path):
    """What was acknowledged is in the journal that another reader opens, and in the state."""
    judgement, seq = await spine.ask(listing(1))

    assert (judgement.verdict, seq) == (Verdict.ACCEPTED, 1)
    assert 1 == spine.state.seq == await spine.journal.last()


async def test_the_same_command_again_is_answered_with_its_first_outcome(spine):
    """A retry reaches neither the journal nor a rule."""
    first, _ = await spine.ask(listing(1))
    again, _ = await spine.ask(listing(1))

    assert first == again
    assert await spine.journal.last() == 1


async def test_two_askers_of_one_command_in_flight_are_both_answered(spine):
    """A client that sends twice before the first answer gets two answers and one effect."""
    answers = await asyncio.gather(spine.ask(listing(1)), spine.ask(listing(1)))

    assert [judgement.verdict for judgement, _ in answers] == [Verdict.ACCEPTED] * 2
    assert len(spine.state.conferences) == 1


async def test_noise_is_refused_before_the_journal(spine):
    """A title of nothing is refused early: the journal does not grow."""
    judgement, _ = await spine.ask(listing(1, title=" "))

    assert judgement.verdict == Verdict.BAD_TEXT
    assert await spine.journal.last() == 0


async def test_a_journal_that_breaks_while_it_is_written_is_said(spine, monkeypatch):
    """Law: whoever asked is told, also later askers, and the node says that it is not ready."""

    async def broken(entries, texts=()):
        raise JournalBroken("the file is damaged")

    monkeypatch.setattr(spine.journal, "append", broken)
    async with asyncio.timeout(5):
        first, _ = await spine.ask(listing(1))
        second, _ = await spine.ask(listing(2))

    assert [first.verdict, second.verdict] == [Verdict.STOPPING] * 2
    assert "damaged" in spine.broken


async def test_a_full_disk_is_not_said_for_ever(spine, monkeypatch):
    """Law: a node that nobody is sent to, because its disk was full, is ready again without being asked to write."""

    async def full(entries, texts=()):
        raise JournalFull("no space left on device")

    monkeypatch.setattr(spine.journal, "append", full)
    assert (await spine.ask(listing(1)))[0].verdict == Verdict.DISK_FULL
    assert spine.full

    monkeypatch.setattr("server.live.spine.FULL_S", 0.0)

    assert not spine.full


async def test_a_restart_folds_to_the_same_place(tmp_path):
    """A second life of the server stands at the same position with the same chain."""
    path = tmp_path / "house.sqlite"
    first = Spine("house", await open_sqlite_journal(path), House())
    await first.start()
    await asyncio.gather(*(first.ask(listing(number)) for number in range(1, 200)))
    before = first.position()
    await first.close()

    second = Spine("house", await open_sqlite_journal(path), House())
    await second.start()

    assert before == second.position()
    assert second.holds(before)
    assert not second.holds(before._replace(seq=before.seq - 1))
    await second.close()


async def test_an_unknown_entry_stops_the_fold_and_says_so(tmp_path):
    """A journal of a newer version is never folded past, and the node says why."""
    journal = await open_sqlite_journal(tmp_path / "house.sqlite")
    await journal.append([b"\x99\x7fnewer than we are"])
    spine = Spine("house", journal, House())

    await spine.start()

    assert spine.state.seq == 0
    assert spine.broken is not None and "UnknownEntry" in spine.broken
    judgement, _ = await spine.ask(listing(1))
    assert judgement.verdict == Verdict.STOPPING
    await spine.close()


async def test_nobody_waits_for_a_fold_that_will_not_come(spine):
    """When folding breaks with commands on their way, each asker is told so at once."""
    waiting = [spine.ask(listing(number)) for number in range(1, 5)]
    await spine.journal.append([b"\x99\x7fnewer than we are"])

    answers = await asyncio.wait_for(asyncio.gather(*waiting), 10)

    assert {judgement.verdict for judgement, _ in answers} <= {Verdict.ACCEPTED, Verdict.STOPPING}
    assert spine.broken is not None


async def test_a_closed_journal_answers_who_still_asks(spine):
    """A command that comes while the server stops is told to come back, not left hanging."""
    await spine.journal.close()

    judgement, _ = await asyncio.wait_for(spine.ask(listing(1)), 10)

    assert judgement.verdict in {Verdict.STOPPING, Verdict.BUSY}


async def test_who_asks_a_spine_that_is_closed_is_told_to_come_back(tmp_path):
    """Law: `submit` answers once, also when nobody appends or folds any more."""
    spine = Spine("house", await open_sqlite_journal(tmp_path / "house.sqlite"), House())
    await spine.start()
    reaching = asyncio.ensure_future(spine.reached(1))
    await asyncio.sleep(0)
    await spine.close()

    judgement, _ = await asyncio.wait_for(spine.ask(listing(1)), 10)
    await asyncio.wait_for(reaching, 10)

    assert judgement.verdict is Verdict.STOPPING


async def test_a_new_password_signs_every_browser_out(tmp_path):
    """Who knew the old password, or holds a browser signed in with it, is out."""
    counter = itertools.count(1)
    house = LiveHouse(
        await open_sqlite_journal(tmp_path / "house.sqlite"),
        lambda: Millis(1_000),
        lambda size: next(counter).to_bytes(size, "big"),
    )
    await house.spine.start()
    await house.set_password("quản trị", "hash one")
    await house.enrol(1, DeviceId(b"12345678"), b"k" * 32, "Windows", Millis(2_000))
    assert house.device(DeviceId(b"12345678")) is not None

    await house.set_password("quản trị", "hash two")

    assert house.device(DeviceId(b"12345678")) is None
    assert await house.account("Quản Trị") == (1, "hash two")
    await house.spine.close()
