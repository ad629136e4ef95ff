"""What every journal adapter keeps (server/journal/port.py), sentence by sentence."""

import asyncio
from hashlib import sha256

import pytest

from server.core.ids import Seq
from server.journal.chain import Chain
from server.journal.port import Journal, JournalClosed
from tests.journal.conftest import Reopen
from tests.journal.given import history, numbered, subject, text


async def test_an_empty_journal_ends_at_0(journal: Journal) -> None:
    assert await journal.last() == 0
    assert await journal.texts([subject(1)]) == {}


async def test_entries_are_numbered_densely_from_1(journal: Journal) -> None:
    assert await journal.append([b"one", b"two"]) == 2
    assert await journal.append([b"three"]) == 3
    assert await journal.last() == 3
    assert await history(journal) == [b"one", b"two", b"three"]


async def test_an_entry_may_be_empty_or_large(journal: Journal, reopen: Reopen) -> None:
    entries = [b"", b"\x00", bytes(3_000_000), b"", b"end"]
    await journal.append(entries)
    await journal.close()
    assert await history(await reopen()) == entries


async def test_an_append_of_nothing_but_texts_stores_them_and_moves_no_seq(journal: Journal) -> None:
    await journal.append([b"one"])
    assert await journal.append([], [text(1, b"Nguyen")]) == 1
    assert await journal.texts([subject(1)]) == {subject(1): b"Nguyen"}


async def test_appends_at_once_keep_each_their_entries_together_and_in_the_order_asked(
    journal: Journal,
) -> None:
    pairs = [[b"%d a" % number, b"%d b" % number] for number in range(500)]
    seqs = await asyncio.gather(*(journal.append(pair) for pair in pairs))
    assert seqs == [2 * number + 2 for number in range(500)]
    assert await history(journal) == [entry for pair in pairs for entry in pair]


async def test_a_closed_journal_opens_with_all_it_had(journal: Journal, reopen: Reopen) -> None:
    await journal.append(numbered(1000), [text(1, b"Nguyen")])
    await journal.close()
    again = await reopen()
    assert await again.last() == 1000
    assert await history(again) == numbered(1000)
    assert await again.texts([subject(1)]) == {subject(1): b"Nguyen"}
    assert await again.append([b"next"]) == 1001


@pytest.mark.parametrize("after", [0, 1, 499, 500, 501, 999])
async def test_following_begins_right_after_any_seq(journal: Journal, after: int) -> None:
    await journal.append(numbered(500))
    await journal.append(numbered(500, start=501))
    assert await history(journal, after) == numbered(1000)[after:]


@pytest.mark.parametrize("after", [0, 1, 4_999, 5_000, 19_999])
async def test_history_longer_than_memory_is_followed_from_any_seq(reopen: Reopen, after: int) -> None:
    journal = await reopen()
    entries = numbered(20_000, padding=1_000)
    for start in range(0, 20_000, 5_000):
        await journal.append(entries[start : start + 5_000])
    assert await history(journal, after) == entries[after:]
    await journal.close()
    assert await history(await reopen(), after) == entries[after:]


async def test_a_follower_is_woken_by_what_lands_and_ends_when_the_journal_closes(journal: Journal) -> None:
    seen: list[bytes] = []
    heard = asyncio.Queue[int]()

    async def follow() -> None:
        async for block in journal.follow(Seq(0)):
            seen.extend(block.entries)
            heard.put_nowait(len(seen))

    following = asyncio.create_task(follow())
    for number in range(1, 6):
        await journal.append([b"entry %d" % number])
        assert await heard.get() == number
    await journal.close()
    await following
    assert seen == numbered(5)


async def test_followers_at_different_speeds_all_see_everything(journal: Journal) -> None:
    async def follow(after: int, pauses: int) -> list[bytes]:
        seen: list[bytes] = []
        async for block in journal.follow(Seq(after)):
            seen += block.entries
            for _ in range(pauses):
                await asyncio.sleep(0)
            if after + len(seen) == 400:
                break
        return seen

    following = [asyncio.create_task(follow(after, pauses)) for after, pauses in [(0, 0), (0, 9), (150, 3)]]
    for start in range(1, 401, 4):
        await journal.append(numbered(4, start))
    assert await asyncio.gather(*following) == [numbered(400), numbered(400), numbered(400)[150:]]


async def test_a_cancelled_follower_leaves_the_others_following(journal: Journal) -> None:
    async def next_block() -> list[bytes]:
        async for block in journal.follow(Seq(0)):
            return list(block.entries)
        return []

    gone, staying = asyncio.create_task(next_block()), asyncio.create_task(next_block())
    await asyncio.sleep(0)
    gone.cancel()
    await asyncio.gather(gone, return_exceptions=True)
    await journal.append([b"one"])
    assert await staying == [b"one"]


async def test_a_cancelled_append_happened_as_a_whole_or_not_at_all(journal: Journal) -> None:
    appends = [asyncio.create_task(journal.append([b"%d a" % n, b"%d b" % n])) for n in range(300)]
    await asyncio.sleep(0)
    for number in range(0, 300, 3):
        appends[number].cancel()
    await asyncio.gather(*appends, return_exceptions=True)
    await journal.append([b"end"])
    found = await history(journal)
    assert found.pop() == b"end"
    assert [entry.replace(b"a", b"b") for entry in found[::2]] == found[1::2]
    assert {b"%d a" % number for number in range(300) if number % 3} <= set(found)
    numbers = [int(entry.split()[0]) for entry in found[::2]]
    assert numbers == sorted(numbers)


async def test_what_was_asked_before_closing_is_written_and_what_comes_after_is_refused(
    journal: Journal, reopen: Reopen
) -> None:
    appends = [asyncio.create_task(journal.append([b"entry %d" % number])) for number in range(1, 101)]
    await asyncio.sleep(0)
    await asyncio.gather(journal.close(), journal.close())
    assert await asyncio.gather(*appends) == list(range(1, 101))
    with pytest.raises(JournalClosed):
        await journal.append([b"late"])
    assert await history(await reopen()) == numbered(100)


async def test_names_are_read_by_subject_whatever_their_number(journal: Journal) -> None:
    bodies = {subject(number): b"name %d" % number for number in range(5_000)}
    await journal.append([b"import"], [text(number, b"name %d" % number) for number in range(5_000)])
    assert await journal.texts([*bodies, subject(9_999_999)]) == bodies
    assert await journal.texts([]) == {}


async def test_the_first_text_of_a_subject_stands_when_its_command_comes_twice(journal: Journal) -> None:
    await journal.append([b"one"], [text(1, b"Nguyen")])
    await journal.append([b"one"], [text(1, b"Somebody else")])
    assert await journal.texts([subject(1)]) == {subject(1): b"Nguyen"}


async def test_a_revised_text_is_the_one_read(journal: Journal) -> None:
    await journal.append([b"one"], [text(1, b"Nguyen"), text(2, b"Tran")])
    for body in [b"Nguyen Van", b"Nguyen Van An"]:
        await journal.revise(text(1, body))
    assert await journal.texts([subject(1), subject(2)]) == {
        subject(1): b"Nguyen Van An",
        subject(2): b"Tran",
    }


async def test_an_erased_text_is_gone_for_ever_and_the_entries_stay(journal: Journal, reopen: Reopen) -> None:
    await journal.append(numbered(3), [text(number, b"name %d" % number) for number in range(3)])
    await journal.revise(text(1, b"new name"))
    chain = Chain().feed_all(await history(journal))
    assert await journal.erase([subject(1), subject(2), subject(77)]) == 2
    assert await journal.erase([subject(1)]) == 0
    await journal.revise(text(1, b"a correction that came late"))
    await journal.append([], [text(2, b"an old outbox")])
    await journal.close()
    again = await reopen()
    assert await again.texts([subject(number) for number in range(3)]) == {subject(0): b"name 0"}
    assert Chain().feed_all(await history(again)) == chain


async def test_any_number_of_texts_is_erased_at_once_and_appends_go_on_meanwhile(journal: Journal) -> None:
    await journal.append(numbered(3), [text(number, b"name %d" % number) for number in range(12_000)])
    erasing = asyncio.ensure_future(journal.erase([subject(number) for number in range(1, 12_000)]))
    assert await journal.append([b"a check-in"]) == 4
    assert await erasing == 11_999
    assert await journal.texts([subject(number) for number in range(12_000)]) == {subject(0): b"name 0"}
    assert await journal.erase([]) == 0


def test_the_chain_is_sha256_over_the_one_before_and_the_entry() -> None:
    one = sha256(bytes(32) + b"one").digest()
    two = sha256(one + b"two").digest()
    chain = Chain()
    assert [chain.feed(b"one"), chain.feed(b"two")] == [one, two]
    assert (chain.seq, chain.before, chain.prefix) == (2, one, two[:8])
    assert Chain().feed_all([b"one", b"two"]) == two


async def test_a_journal_says_how_far_and_how_large_it_is(journal: Journal) -> None:
    """The engine by its name, the last durable entry, and room that grows with what is written."""
    empty = await journal.stats()
    await journal.append([bytes(100_000)] * 5, [text(1, b"Nguyen")])
    full = await journal.stats()
    assert (empty.last, full.last) == (0, 5)
    assert full.engine == empty.engine != ""
    assert full.size_bytes >= empty.size_bytes + 500_000
