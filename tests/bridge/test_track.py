"""One track to its receivers: numbers that go on, key frames, repeats, changes of source. Real SRTP, real sockets."""

from bridge.outputs import REPEAT_AFTER_MS
from bridge.rtp import Read
from bridge.track import ASKS_IN_VAIN, KEY_EVERY_MS, REPLAY_AT_ONCE
from tests.bridge.receivers import DELTA, H264, KEY, OPUS, Hall


def test_video_begins_with_a_key_frame(hall: Hall) -> None:
    """Law: a receiver gets nothing that it cannot decode."""
    track = hall.track()
    output, receiver = hall.output()
    track.add(output, hall.fanout, hall.now_ms)
    hall.plays(track, 100)
    assert receiver.opened() == []
    hall.plays(track, 101, KEY)
    hall.plays(track, 102)
    assert [read.payload[:2] for read in receiver.opened()] == [KEY, DELTA]


def test_sound_begins_at_once(hall: Hall) -> None:
    """Law: sound has no key frames to wait for."""
    track = hall.track(OPUS)
    output, receiver = hall.output()
    track.add(output, hall.fanout, hall.now_ms)
    hall.plays(track, 100, b"sound", codec=OPUS)
    assert len(receiver.opened()) == 1


def test_every_receiver_has_its_own_numbers_and_they_begin_low(hall: Hall) -> None:
    """Law: SRTP's roll-over trap: a publisher at 65,534 must not make its receivers begin there."""
    track = hall.track()
    outputs = [hall.output() for _ in range(3)]
    for output, _ in outputs:
        track.add(output, hall.fanout, hall.now_ms)
    for sequence in range(65_534, 65_540):
        hall.plays(track, sequence, KEY if sequence == 65_534 else DELTA)
    for _, receiver in outputs:
        numbers = [read.sequence for read in receiver.opened()]
        assert numbers[0] < 0x8000
        assert numbers == list(range(numbers[0], numbers[0] + 6))


def test_numbers_roll_over_on_both_sides_without_a_break(hall: Hall) -> None:
    """Law: what a receiver opens is gapless across its own wrap and the publisher's."""
    track = hall.track()
    output, receiver = hall.output(sequence=65_500)
    track.add(output, hall.fanout, hall.now_ms)
    numbers = []
    for sequence in range(65_400, 65_700):
        hall.plays(track, sequence, KEY if sequence == 65_400 else DELTA)
        numbers += [read.sequence for read in receiver.opened()]
    assert numbers == [sequence & 0xFFFF for sequence in range(65_500, 65_800)]


def test_a_hole_upstream_stays_a_hole_and_is_filled_late(hall: Hall) -> None:
    """Law: a packet that comes late goes out under its own number; one that was never for a receiver does not."""
    track = hall.track()
    early, first = hall.output(sequence=10)
    track.add(early, hall.fanout, hall.now_ms)
    hall.plays(track, 100, KEY)
    hall.plays(track, 102)
    late, second = hall.output(sequence=500)
    track.add(late, hall.fanout, hall.now_ms)
    hall.plays(track, 103, KEY)
    hall.plays(track, 101)
    assert [read.sequence for read in first.opened()] == [10, 12, 13, 11]
    assert [read.sequence for read in second.opened()] == [500]


def test_a_repeat_is_byte_for_byte_what_was_sent(hall: Hall) -> None:
    """Law: AES-GCM must not seal two different packets under one number; a repeat is the same datagram."""
    track = hall.track()
    output, receiver = hall.output(sequence=10)
    track.add(output, hall.fanout, hall.now_ms)
    hall.plays(track, 100, KEY)
    hall.plays(track, 101)
    sent = receiver.sealed()
    assert output.repeat(11, hall.now_ms, hall.fanout)
    hall.fanout.flush()
    assert receiver.sealed() == [sent[1]]


def test_a_repeat_is_answered_once_in_a_while_and_only_for_what_was_ours(hall: Hall) -> None:
    """Law: numbers from before we joined, from after the last, and those on their way get nothing."""
    track = hall.track()
    hall.plays(track, 99, KEY)
    output, receiver = hall.output(sequence=10)
    hall.plays(track, 100)
    for sequence in range(101, 101 + REPLAY_AT_ONCE):
        hall.plays(track, sequence)
    track.add(output, hall.fanout, hall.now_ms)
    hall.plays(track, 200, KEY)
    assert not output.repeat(9, hall.now_ms, hall.fanout)
    assert not output.repeat(11, hall.now_ms, hall.fanout)
    assert output.repeat(10, hall.now_ms, hall.fanout)
    assert not output.repeat(10, hall.now_ms + REPEAT_AFTER_MS - 1, hall.fanout)
    assert output.repeat(10, hall.now_ms + REPEAT_AFTER_MS, hall.fanout)
    hall.fanout.flush()
    assert len(receiver.sealed()) == 3


def test_another_source_goes_on_in_the_same_line(hall: Hall) -> None:
    """Law: ssrc stays, numbers go on without a gap, time goes forward: a change of source is only routing."""
    first, second = hall.track(), hall.track()
    output, receiver = hall.output(sequence=10)
    first.add(output, hall.fanout, hall.now_ms)
    hall.plays(first, 100, KEY)
    hall.plays(first, 101)
    hall.plays(second, 40_000, ssrc=8)
    hall.now_ms += 40
    first.remove(output, hall.now_ms)
    second.add(output, hall.fanout, hall.now_ms)
    hall.plays(first, 102)
    hall.plays(second, 40_001, ssrc=8)
    hall.now_ms += 60
    hall.plays(second, 40_002, KEY, ssrc=8)
    hall.plays(second, 40_003, ssrc=8)
    got = receiver.opened()
    assert [read.sequence for read in got] == [10, 11, 12, 13]
    assert {read.ssrc for read in got} == {0x1234}
    assert (got[2].timestamp - got[1].timestamp) & 0xFFFFFFFF == 60 * 90


def test_a_track_that_nobody_received_for_a_while_is_joined_without_a_hole(hall: Hall) -> None:
    """Law: from cue to floor and back, a line never has numbers that were sent to nobody."""
    track = hall.track()
    output, receiver = hall.output(sequence=10)
    track.add(output, hall.fanout, hall.now_ms)
    hall.plays(track, 100, KEY)
    track.remove(output, hall.now_ms)
    for sequence in range(101, 110):
        hall.plays(track, sequence)
    track.add(output, hall.fanout, hall.now_ms)
    hall.fanout.flush()
    hall.plays(track, 110)
    assert [read.sequence for read in receiver.opened()] == list(range(10, 22))


def test_a_publisher_that_begins_anew_is_joined_at_its_key_frame(hall: Hall) -> None:
    """Law: a new ssrc has new numbers; receivers see theirs go on."""
    track = hall.track()
    output, receiver = hall.output(sequence=10)
    track.add(output, hall.fanout, hall.now_ms)
    hall.plays(track, 100, KEY)
    hall.plays(track, 5_000, ssrc=9)
    hall.plays(track, 5_001, KEY, ssrc=9)
    assert [read.sequence for read in receiver.opened()] == [10, 11]


def test_a_recent_key_frame_is_replayed_at_once(hall: Hall) -> None:
    """Law: who joins shortly after a key frame does not wait for the next."""
    track = hall.track()
    hall.plays(track, 100, KEY)
    watching, _ = hall.output()
    track.add(watching, hall.fanout, hall.now_ms)
    hall.plays(track, 101)
    output, receiver = hall.output(sequence=10)
    track.add(output, hall.fanout, hall.now_ms)
    hall.fanout.flush()
    hall.plays(track, 102)
    assert [read.sequence for read in receiver.opened()] == [10, 11, 12]


def test_a_publisher_that_ignores_requests_is_replayed_from_the_cache(hall: Hall) -> None:
    """Law: OBS sends no key frame on request; a whole cache serves all the same, after a few requests in vain."""
    track = hall.track()
    watching, _ = hall.output()
    track.add(watching, hall.fanout, hall.now_ms)
    for sequence in range(100, 100 + 2 * REPLAY_AT_ONCE):
        hall.plays(track, sequence, KEY if sequence == 100 else DELTA)
    output, receiver = hall.output()
    track.add(output, hall.fanout, hall.now_ms)
    asked = 0
    while output.batch is None:
        asked += track.wants_key(hall.now_ms)
        hall.now_ms += KEY_EVERY_MS
        track.replay(hall.fanout, hall.now_ms)
    hall.fanout.flush()
    assert asked == ASKS_IN_VAIN + 1
    assert len(receiver.opened()) == 2 * REPLAY_AT_ONCE


def test_key_frames_are_asked_for_at_most_so_often_and_until_one_comes(hall: Hall) -> None:
    """Law: asked at once, not again within the throttle, again after it, and no more once the key frame is there."""
    track = hall.track()
    output, _ = hall.output()
    hall.plays(track, 100)
    track.add(output, hall.fanout, hall.now_ms)
    assert track.wants_key(hall.now_ms)
    assert not track.wants_key(hall.now_ms + KEY_EVERY_MS - 1)
    assert track.wants_key(hall.now_ms + KEY_EVERY_MS)
    hall.plays(track, 101, KEY)
    assert not track.wants_key(hall.now_ms + 9 * KEY_EVERY_MS)


def test_a_receiver_without_the_codec_waits_and_harms_nobody(hall: Hall) -> None:
    """Law: a page without VP8 gets no VP8; the others get theirs."""
    track = hall.track()
    deaf, nothing = hall.output(codecs=("H264",))
    output, receiver = hall.output()
    track.add(deaf, hall.fanout, hall.now_ms)
    track.add(output, hall.fanout, hall.now_ms)
    hall.plays(track, 100, KEY)
    assert nothing.sealed() == []
    assert len(receiver.opened()) == 1


def test_a_receiver_that_waited_for_its_codec_gets_the_next_speaker(hall: Hall) -> None:
    """Law: from VP8 to H.264 and back in one line: the payload type changes, numbers go on, and whoever knows only
    one of them gets that one."""
    first, second = hall.track(), hall.track(H264)
    both, receiver = hall.output(("VP8", "H264"), sequence=10)
    one, patient = hall.output(("H264",), sequence=50)
    for output in (both, one):
        first.add(output, hall.fanout, hall.now_ms)
    hall.plays(first, 100, KEY)
    for output in (both, one):
        first.remove(output, hall.now_ms)
        second.add(output, hall.fanout, hall.now_ms)
    hall.plays(second, 700, b"\x61", ssrc=8, codec=H264)
    for number, payload in enumerate((b"\x78\x00\x02\x67a\x00\x02\x68b", b"\x7c\x85", b"\x7c\x45"), 701):
        hall.plays(second, number, payload, ssrc=8, codec=H264)
    assert [(read.payload_type, read.sequence) for read in receiver.opened()] == [
        (96, 10),
        *((102, sequence) for sequence in (11, 12, 13)),
    ]
    assert [(read.payload_type, read.sequence) for read in patient.opened()] == [
        (102, sequence) for sequence in (50, 51, 52)
    ]


def test_who_leaves_gets_nothing_more_and_the_others_keep_their_rows(hall: Hall) -> None:
    """Law: taking one out of a batch mixes up nobody's numbers."""
    track = hall.track()
    crowd = [hall.output(sequence=1_000 * number) for number in range(20)]
    for output, _ in crowd:
        track.add(output, hall.fanout, hall.now_ms)
    hall.plays(track, 100, KEY)
    for output, _ in crowd[::3]:
        track.remove(output, hall.now_ms)
    hall.plays(track, 101)
    for number, (_, receiver) in enumerate(crowd):
        first = [1_000 * number]
        wanted = first if number % 3 == 0 else [*first, 1_000 * number + 1]
        assert [read.sequence for read in receiver.opened()] == wanted
    track.close(hall.now_ms)
    assert not track.has_receivers


def test_more_receivers_than_rows_all_get_it(hall: Hall) -> None:
    """Law: a batch larger than the sending matrix goes out in several calls."""
    track = hall.track()
    crowd = [hall.output() for _ in range(300)]
    for output, _ in crowd:
        track.add(output, hall.fanout, hall.now_ms)
    hall.plays(track, 100, KEY)
    assert all(len(receiver.opened()) == 1 for _, receiver in crowd)


def test_what_was_dropped_as_too_late_is_not_sent_to_each_who_asks(hall: Hall) -> None:
    """Law: dropping under load must not come back as repeats; the next key frame mends the picture."""
    track = hall.track()
    output, receiver = hall.output(sequence=10)
    track.add(output, hall.fanout, hall.now_ms)
    hall.plays(track, 100, KEY)
    dropped = Read(96, True, 101, 0, 7, DELTA, b"", 0)
    assert track.take(dropped, None, hall.now_ms) is not None
    hall.plays(track, 102)
    assert not output.repeat(11, hall.now_ms, hall.fanout)
    assert [read.sequence for read in receiver.opened()] == [10, 12]
