"""Who is online, written down: joined at once, left after a minute, still there now and then; true over restarts."""

from server.core.dwell import GAP_MS
from server.core.ids import DeviceId, Millis
from server.live.attending import EVERY_MS, Attending
from tests.given import MINUTE, NOON, SERVER, Story, running


class Evening:
    """A conference, its phones online, and what is written down about them second by second."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.attending = Attending(story.conference)

    def at(self, seconds: float, *devices: DeviceId) -> list[tuple[int, bool, float]]:
        """(person, joined, seconds after NOON) of what is said then, and folded."""
        now = Millis(NOON + int(seconds * 1000))
        words = self.attending.second(devices, now)
        for word in words:
            self.story.asks(word, SERVER, received_ms=now)
        return [(word.person, word.joined, (word.at_ms - NOON) / 1000) for word in words]


def evening() -> tuple[Evening, DeviceId]:
    """Person 5 linked online; the session opened at NOON."""
    story = running()
    return Evening(story), story.phones_in(5)


def test_joined_is_said_at_once_and_left_after_a_minute() -> None:
    """At the time she left, not at the time it was said."""
    one, phone = evening()
    assert one.at(10, phone) == [(5, True, 10)]
    assert one.at(11, phone) == []
    assert one.at(20) == []
    assert one.at(79) == []
    assert one.at(80) == [(5, False, 20)]
    assert one.at(81) == []
    assert one.at(90, phone) == [(5, True, 90)]


def test_a_reconnect_says_nothing() -> None:
    """Gone for less than a minute she was not gone; the next absence is measured anew."""
    one, phone = evening()
    one.at(10, phone)
    assert one.at(20) == one.at(79, phone) == one.at(100) == one.at(159) == []
    assert one.at(160) == [(5, False, 100)]


def test_gone_for_a_minute_between_two_looks_she_left_and_came_back() -> None:
    """Both are said, in order."""
    one, phone = evening()
    one.at(10, phone)
    one.at(20)
    assert one.at(200, phone) == [(5, False, 20), (5, True, 200)]


def test_who_stays_is_said_to_be_there_and_at_the_moment_it_counts() -> None:
    """Every ten minutes; and when half of the session is full, to the second."""
    one, phone = evening()
    said = [word for second in range(130 * 60) for word in one.at(second, phone)]
    assert [at for _, _, at in said[:12]] == [EVERY_MS / 1000 * n for n in range(12)]
    assert said[12] == (5, True, 120 * 60)
    assert one.story.conference.sessions[0].dwell.present == {5: [NOON + 120 * MINUTE, -1]}


def test_the_moment_it_counts_is_found_between_two_words() -> None:
    """Joined so that half falls between: it is said then, not up to ten minutes later."""
    one, phone = evening()
    one.story.sees_online(5, 0)
    one.story.sees_online(5, 112, joined=False)
    said = [word for second in range(113 * 60, 125 * 60) for word in one.at(second, phone)]
    assert [at for _, _, at in said] == [113 * 60, 121 * 60]
    assert one.story.place()[11] == 1


def test_phones_in_a_room_and_phones_of_nobody_are_not_online() -> None:
    """Only a device linked online, in a session that is open."""
    one, phone = evening()
    sitting, nobody = one.story.phones_in(0, "A1"), one.story.phone()
    assert one.at(10, sitting, nobody, DeviceId(b"stranger")) == []
    one.story.closes()
    assert one.at(11, phone) == []


def test_two_sockets_of_one_phone_are_one_person() -> None:
    """She left when the last is gone."""
    one, phone = evening()
    assert one.at(10, phone, phone) == [(5, True, 10)]
    assert one.at(20, phone) == []


def test_the_close_ends_all() -> None:
    """The core lets who is there stay until the close; who had just left is said to have left."""
    one, phone = evening()
    other = one.story.phones_in(6)
    one.at(10, phone, other)
    one.at(700, phone)
    one.story.at = NOON + 710 * 1000
    one.story.closes()
    assert one.at(711, phone) == [(6, False, 700)]
    assert one.at(712, phone) == []


def test_after_a_restart_who_comes_back_was_there_and_who_comes_late_was_not() -> None:
    """Measured from the last word of anybody: what the server knows of its own end."""
    one, phone = evening()
    other = one.story.phones_in(6)
    one.at(10, phone, other)
    one.at(610, phone, other)
    again = Evening(one.story)
    again.attending.recall()
    assert again.at(640, phone) == [(5, True, 640)]
    assert again.at(610 + GAP_MS / 1000 - 1, phone) == []
    assert again.at(610 + GAP_MS / 1000, phone) == [(6, False, 610)]
    late = Evening(one.story)
    late.attending.recall()
    assert late.at(5000, phone) == [(5, False, 640), (5, True, 5000)]
    stays = one.story.conference.sessions[0].dwell
    assert [word.joined for word in stays.words(6)] == [True, True, False]
