"""A mistake of ours that one peer or one room meets costs nobody else anything."""

from collections.abc import Iterator

import pytest

from bridge.bridge import Bridge
from bridge.events import Event, PeerConnected, RightEnded, SoundLevel
from bridge.faults import LOG_EVERY_S, Faults
from bridge.ice import Session
from bridge.intake import Intake
from bridge.stage import PeerId, Slot
from bridge.udp import Port
from tests.bridge.given import LOOPBACK, Heard, now_ms, ticket
from tests.bridge.test_feedback import Peer
from tests.bridge.test_ice import check


class Guest:
    """What an intake needs of a peer that has not shaken hands yet."""

    def __init__(self, ice: Session) -> None:
        self.ice = ice
        self.is_shaking_hands = False
        self.dtls = None

    def moved(self) -> None: ...


class Mistaken(Exception):
    """Stands for whatever nobody thought of."""


@pytest.fixture
def ports() -> Iterator[tuple[Port, Port]]:
    ours, theirs = Port("127.0.0.1", 0), Port("127.0.0.1", 0)
    yield ours, theirs
    theirs.close()


async def test_a_datagram_that_raises_is_its_peers_end_and_the_next_is_read(ports: tuple[Port, Port]) -> None:
    """Law (intake, rule 4): of two checks read in one turn the first raises; the second is answered."""
    ours, theirs = ports
    greeted: list[Guest] = []
    failed: list[tuple[object, Exception]] = []

    def greet(peer: Guest) -> None:
        greeted.append(peer)
        if peer is guests[0]:
            raise Mistaken

    intake = Intake(ours, 100, lambda: 5, greet, lambda *_: None, lambda *what: failed.append(what))  # type: ignore[arg-type]
    guests = [Guest(intake.ice.begin(0)) for _ in range(2)]
    for guest in guests:
        intake.admit(guest)  # type: ignore[arg-type]
        theirs.send(address_of(ours), check(guest.ice.credentials))
    intake._readable()
    assert greeted == guests
    assert [(peer, type(fault)) for peer, fault in failed] == [(guests[0], Mistaken)]
    intake.end()


def address_of(port: Port) -> bytes:
    return b"\x02\x00" + port.number.to_bytes(2, "big") + b"\x7f\0\0\1" + bytes(8)


async def test_a_room_that_fails_does_not_lengthen_the_leases_of_another() -> None:
    """Law (bridge, rule 4): what is told of one room raises at every tick; another room's floor ends in time."""
    heard = Heard()

    def tell(event: Event) -> None:
        if isinstance(event, SoundLevel) and event.room == "broken":
            raise Mistaken
        heard(event)

    bridge = await Bridge.open(LOOPBACK, tell)
    peers = {"broken": Peer(), "hall": Peer()}
    for room, peer in peers.items():
        seal = ticket(room, peer.end.certificate.fingerprint, Slot.FLOOR, room=room)
        await peer.end.connect(await bridge.join(seal, peer.end.offer(True)))
        await heard.tells(PeerConnected, peer=room)
        bridge.grant(PeerId(room), Slot.FLOOR, now_ms() + 15_000)
    await heard.tells(SoundLevel, peer="hall")
    bridge.grant(PeerId("hall"), Slot.FLOOR, now_ms() + 200)
    await heard.tells(RightEnded, peer="hall", slot=Slot.FLOOR)
    assert bridge.stats()["faults_count"] > 0
    for peer in peers.values():
        await peer.end.close()
    await bridge.close()


def test_a_mistake_that_is_met_all_the_time_is_counted_and_logged_now_and_then(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Law: a thousand a second fill no disk."""
    now_s = [10.0]
    faults = Faults(lambda: now_s[0])
    for _ in range(100):
        faults.note("peer 1", Mistaken())
    now_s[0] += LOG_EVERY_S
    faults.note("peer 1", Mistaken())
    said = capsys.readouterr()
    assert (faults.count, (said.out + said.err).count("where")) == (101, 2)
