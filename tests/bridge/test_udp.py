"""The port: many datagrams a call, what is too long is not shown, one that cannot be sent holds up nobody."""

import socket
import struct

import numpy as np
import pytest

from bridge.udp import AT_ONCE, MOST_BYTES, Address, Kind, Messages, Port, kind, packed


@pytest.mark.parametrize(
    ("datagram", "found"),
    [
        (b"\x00", Kind.STUN),
        (b"\x03", Kind.STUN),
        (b"\x04", Kind.OTHER),
        (b"\x13", Kind.OTHER),
        (b"\x14", Kind.DTLS),
        (b"\x3f", Kind.DTLS),
        (b"\x40", Kind.OTHER),
        (b"\x7f\xc8", Kind.OTHER),
        (b"\x80", Kind.RTP),
        (b"\x80\xbf", Kind.RTP),
        (b"\x80\xc0", Kind.RTCP),
        (b"\xbf\xdf", Kind.RTCP),
        (b"\xbf\xe0", Kind.RTP),
        (b"\xc0\xc8", Kind.OTHER),
        (b"\xff", Kind.OTHER),
    ],
)
def test_a_datagram_is_known_by_its_first_byte(datagram: bytes, found: Kind) -> None:
    """Law: RFC 7983 and RFC 5761, at each edge."""
    assert kind(datagram) is found


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "::"])
def test_what_is_sent_comes_with_its_address_and_can_be_answered(host: str) -> None:
    """Law: both families; an address is the kernel's own bytes."""
    port = Port(host, 0)
    family = socket.AF_INET if host == "127.0.0.1" else socket.AF_INET6
    with socket.socket(family, socket.SOCK_DGRAM) as far:
        far.bind(("127.0.0.1" if family == socket.AF_INET else "::1", 0))
        far.settimeout(5)
        far.sendto(b"hello", ("127.0.0.1" if family == socket.AF_INET else "::1", port.number))
        ((address, datagram),) = port.read()
        assert datagram == b"hello"
        assert packed(address)[1] == far.getsockname()[1]
        port.send(address, b"answer")
        assert far.recv(100) == b"answer"
    port.close()


def test_an_ipv4_address_over_ipv6_is_shown_as_four_bytes() -> None:
    """Law: a browser on IPv4 is told its IPv4 address, whatever socket it came through."""
    mapped = Address(
        struct.pack("=H", 10) + struct.pack("!HI", 9, 0) + bytes(10) + b"\xff\xff\x7f\x00\x00\x01" + bytes(4)
    )
    assert packed(mapped) == (b"\x7f\x00\x00\x01", 9)


def test_only_lengths_from_one_to_1500_are_shown() -> None:
    """Law: empty and 1,501 bytes are dropped, 1 and 1,500 are not; the rest of the queue is not held up."""
    port = Port("127.0.0.1", 0)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as far:
        for size in (0, 1, MOST_BYTES, MOST_BYTES + 1, 9_000, 2):
            far.sendto(b"x" * size, ("127.0.0.1", port.number))
        assert [len(datagram) for _, datagram in port.read()] == [1, MOST_BYTES, 2]
    assert port.read() == []
    port.close()


def test_a_burst_is_read_in_several_turns_in_order() -> None:
    """Law: nothing is lost or mixed up between two reads."""
    port = Port("127.0.0.1", 0)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as far:
        for number in range(AT_ONCE + 10):
            far.sendto(bytes([number]), ("127.0.0.1", port.number))
    first, second = port.read(), port.read()
    assert (len(first), len(second)) == (AT_ONCE, 10)
    assert [datagram[0] for _, datagram in first + second] == list(range(AT_ONCE + 10))
    port.close()


def test_one_that_cannot_be_sent_does_not_hold_up_the_others() -> None:
    """Law: a datagram to an address that does not exist is counted; those around it arrive."""
    port = Port("127.0.0.1", 0)
    messages = Messages(3, 64)
    messages.name_length[:] = port.name_bytes
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as far:
        far.bind(("127.0.0.1", 0))
        far.settimeout(5)
        good = struct.pack("=H", 2) + struct.pack("!H4B8x", far.getsockname()[1], 127, 0, 0, 1)
        names = np.frombuffer(good + bytes(16) + good, np.uint8).copy()
        messages.name[:] = names.ctypes.data + np.array([0, 16, 32], np.uint64)
        messages.rows[:, 0] = [1, 2, 3]
        messages.length[:] = 1
        port.send_many(messages, 0, 3)
        assert [far.recv(10), far.recv(10)] == [b"\x01", b"\x03"]
    assert port.unsent_count == 1
    port.close()
