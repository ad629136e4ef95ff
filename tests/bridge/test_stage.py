"""Who is seen and heard by whom: the law of DOMAIN rule 8, as tables and as properties."""

from hypothesis import given
from hypothesis import strategies as st

from bridge.stage import (
    LONGEST_MS,
    Line,
    Member,
    Part,
    PeerId,
    PlaceId,
    Refused,
    Slot,
    Source,
    Stage,
)

ALL_PARTS = frozenset(Part)
ALL_SLOTS = frozenset(Slot)
NOW_MS = 1_000_000


def member(peer: str, place: str | None = None, slots: frozenset[Slot] = ALL_SLOTS) -> Member:
    return Member(PeerId(peer), PlaceId(place or peer), slots, ALL_PARTS)


def stage(*members: Member) -> Stage:
    built = Stage()
    for one in members:
        built.join(one)
    return built


def received(built: Stage, peer: str) -> dict[Line, str]:
    """Line -> the peer it comes from."""
    found = {line: built.source(PeerId(peer), line) for line in Line}
    return {line: source.peer for line, source in found.items() if source is not None}


def test_without_a_right_nobody_receives_anything() -> None:
    """Law: being there and publishing is no right."""
    built = stage(member("host"), member("desk"))
    assert received(built, "desk") == {}


def test_the_programme_comes_from_the_holder_granted_last_who_publishes_the_part() -> None:
    """Law: a second holder who only shows slides takes over the slides, and leaves camera and sound."""
    built = stage(member("host"), member("desk"))
    built.join(Member(PeerId("laptop"), PlaceId("hall"), ALL_SLOTS, frozenset({Part.SLIDES})))
    built.grant(PeerId("host"), Slot.PROGRAMME, NOW_MS + 9, NOW_MS)
    built.grant(PeerId("laptop"), Slot.PROGRAMME, NOW_MS + 9, NOW_MS)
    assert received(built, "desk") == {
        Line.PROGRAMME_SOUND: "host",
        Line.PROGRAMME_CAMERA: "host",
        Line.PROGRAMME_SLIDES: "laptop",
    }
    built.grant(PeerId("host"), Slot.PROGRAMME, NOW_MS + 90, NOW_MS)
    assert received(built, "desk")[Line.PROGRAMME_SLIDES] == "laptop", "a renewal keeps the order"


def test_a_place_gets_its_own_picture_from_the_programme_but_never_its_own_sound() -> None:
    """Law: the main hall's screen shows the programme; it does not play it into the microphone."""
    built = stage(member("host", "hall"), member("screen", "hall"))
    built.grant(PeerId("host"), Slot.PROGRAMME, NOW_MS + 9, NOW_MS)
    assert received(built, "screen") == {Line.PROGRAMME_CAMERA: "host", Line.PROGRAMME_SLIDES: "host"}
    assert received(built, "host") == {}


def test_the_floor_reaches_all_but_its_own_place() -> None:
    """Law: the point that speaks neither hears nor sees itself, on whichever of its pages."""
    built = stage(member("desk", "room"), member("screen", "room"), member("other"))
    built.grant(PeerId("desk"), Slot.FLOOR, NOW_MS + 9, NOW_MS)
    assert received(built, "other") == {Line.FLOOR_SOUND: "desk", Line.FLOOR_CAMERA: "desk"}
    assert received(built, "desk") == received(built, "screen") == {}


def test_the_floor_has_one_holder() -> None:
    """Law: giving it to the next takes it from the former; releasing the next does not bring it back."""
    built = stage(member("a"), member("b"), member("c"))
    built.grant(PeerId("a"), Slot.FLOOR, NOW_MS + 9, NOW_MS)
    built.grant(PeerId("b"), Slot.FLOOR, NOW_MS + 9, NOW_MS)
    assert received(built, "c")[Line.FLOOR_SOUND] == "b"
    assert built.release(PeerId("b"), Slot.FLOOR)
    assert received(built, "c") == {}


def test_the_cue_is_seen_by_the_director_alone_and_heard_when_the_floor_is_free() -> None:
    """Law: a preview is for one pair of eyes, and does not drown who speaks."""
    built = stage(member("cued"), member("speaking"), member("director"), member("other"))
    built.direct(PeerId("director"))
    built.grant(PeerId("cued"), Slot.CUE, NOW_MS + 9, NOW_MS)
    assert received(built, "director") == {Line.FLOOR_SOUND: "cued", Line.FLOOR_CAMERA: "cued"}
    assert received(built, "other") == {}
    built.grant(PeerId("speaking"), Slot.FLOOR, NOW_MS + 9, NOW_MS)
    assert received(built, "director") == {Line.FLOOR_SOUND: "speaking", Line.FLOOR_CAMERA: "cued"}
    assert received(built, "other") == {Line.FLOOR_SOUND: "speaking", Line.FLOOR_CAMERA: "speaking"}


def test_a_test_reaches_nobody() -> None:
    """Law: a line test is loopback and statistics."""
    built = stage(member("tested"), member("director"))
    built.direct(PeerId("director"))
    assert built.grant(PeerId("tested"), Slot.TEST, NOW_MS + 9, NOW_MS) is None
    assert received(built, "director") == {}


def test_a_right_is_given_only_as_the_ticket_says() -> None:
    """Law: an absent peer, a slot not in the ticket and a time that is over give nothing."""
    built = stage(member("desk", slots=frozenset({Slot.FLOOR})))
    assert built.grant(PeerId("nobody"), Slot.FLOOR, NOW_MS + 9, NOW_MS) is Refused.NOT_HERE
    assert built.grant(PeerId("desk"), Slot.PROGRAMME, NOW_MS + 9, NOW_MS) is Refused.NOT_ALLOWED
    assert built.grant(PeerId("desk"), Slot.FLOOR, NOW_MS, NOW_MS) is Refused.ALREADY_OVER
    assert built.next_expiry_ms is None


def test_a_lease_ends_at_its_time_and_is_cut_to_its_limit() -> None:
    """Law: a floor lasts 15 s at most without the server; the millisecond before its end it is there."""
    built = stage(member("desk"), member("other"))
    built.grant(PeerId("desk"), Slot.FLOOR, NOW_MS + 999_999, NOW_MS)
    end_ms = NOW_MS + LONGEST_MS[Slot.FLOOR]
    assert built.next_expiry_ms == end_ms
    assert built.expire(end_ms - 1) == []
    assert built.source(PeerId("other"), Line.FLOOR_SOUND) == Source(PeerId("desk"), Part.SOUND)
    assert built.expire(end_ms) == [(PeerId("desk"), Slot.FLOOR)]
    assert received(built, "other") == {}


def test_a_director_who_left_sees_nothing_any_more() -> None:
    """Law: the right to preview goes with the peer."""
    built = stage(member("cued"), member("director"))
    built.direct(PeerId("director"))
    built.grant(PeerId("cued"), Slot.CUE, NOW_MS + 9, NOW_MS)
    built.leave(PeerId("director"))
    built.join(member("director"))
    assert received(built, "director") == {}


PEERS = st.sampled_from([PeerId(one) for one in "abcd"])
SLOTS = st.sampled_from(list(Slot))
TIMES = st.integers(0, 30_000)
STEPS = st.one_of(
    st.tuples(st.just("join"), PEERS, st.sampled_from("xy"), st.frozensets(SLOTS)),
    st.tuples(st.just("leave"), PEERS),
    st.tuples(st.just("grant"), PEERS, SLOTS, TIMES),
    st.tuples(st.just("release"), PEERS, SLOTS),
    st.tuples(st.just("direct"), PEERS),
    st.tuples(st.just("later"), TIMES),
)


@given(st.lists(STEPS, max_size=40))
def test_whatever_happens_only_living_rights_are_routed(steps: list[tuple]) -> None:  # type: ignore[type-arg]
    """Law: after any history, every source holds an unexpired lease its ticket allows, and no place hears itself."""
    built, now_ms, until = Stage(), NOW_MS, {}
    for kind, *given_ in steps:
        if kind == "join":
            built.join(Member(given_[0], PlaceId(given_[1]), given_[2], ALL_PARTS))
            until = {key: end for key, end in until.items() if key[0] != given_[0]}
        elif kind == "leave":
            built.leave(given_[0])
        elif kind == "grant":
            end = now_ms + given_[2]
            if built.grant(given_[0], given_[1], end, now_ms) is None:
                until[given_[0], given_[1]] = end
        elif kind == "release":
            built.release(*given_)
        elif kind == "direct":
            built.direct(given_[0])
        else:
            now_ms += given_[0]
            built.expire(now_ms)
        routed_rightly(built, now_ms, until)


def routed_rightly(built: Stage, now_ms: int, until: dict[tuple[PeerId, Slot], int]) -> None:
    for peer, receiver in built.members.items():
        for line in Line:
            source = built.source(peer, line)
            if source is None:
                continue
            feeder = built.members[source.peer]
            slots = {Slot.PROGRAMME} if line.startswith("programme") else {Slot.FLOOR, Slot.CUE}
            held = {slot for slot in slots & feeder.may_publish if peer == built.director or slot != Slot.CUE}
            assert any(until.get((source.peer, slot), 0) > now_ms for slot in held)
            assert source.peer != peer
            assert feeder.place != receiver.place or line in (Line.PROGRAMME_CAMERA, Line.PROGRAMME_SLIDES)
