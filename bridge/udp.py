"""One UDP port: many datagrams a system call, both ways. It knows no protocol but the first byte of each (RFC 7983).

Rule 1: what is empty or longer than 1,500 bytes is dropped here: either would end a DTLS transport of aiortc.
Rule 2: an address is the raw `sockaddr` the kernel gave us: nothing is formatted or resolved on the way.
Rule 3: sending never waits longer than FULL_WAIT_MS; what does not fit then is dropped and counted.
"""

import errno
import select
import socket
import struct
from enum import Enum
from typing import Any, NewType

import numpy as np
from cffi import FFI  # type: ignore[import-untyped]  # cffi carries no types

Address = NewType("Address", bytes)
"""A sockaddr_in or sockaddr_in6 as bytes: the port's own family."""

MOST_BYTES = 1500
"""Ethernet's MTU; a WebRTC packet is at most 1,200 bytes or so."""

ROOM_BYTES = 2048
"""Room for one datagram, so that one that is too long is seen to be so."""

AT_ONCE = 64
"""Datagrams a read: longer turns would let sound wait behind others."""

BUFFER_BYTES = 8 * 1024 * 1024
"""Asked of the kernel each way: a key frame to 1,200 subscribers is 50 MB, sent in slices of 256."""

FULL_WAIT_MS = 2

_ffi = FFI()
_ffi.cdef(
    """
    struct iovec { void *iov_base; size_t iov_len; };
    struct msghdr { void *msg_name; uint32_t msg_namelen; struct iovec *msg_iov; size_t msg_iovlen;
                    void *msg_control; size_t msg_controllen; int msg_flags; };
    struct mmsghdr { struct msghdr msg_hdr; unsigned int msg_len; };
    struct segment_size { size_t length; int level; int kind; uint16_t size; };
    int recvmmsg(int fd, struct mmsghdr *messages, unsigned int count, int flags, void *timeout);
    int sendmmsg(int fd, struct mmsghdr *messages, unsigned int count, int flags);
    ssize_t sendto(int fd, const void *bytes, size_t length, int flags, const void *name, uint32_t name_length);
    """
)
_libc: Any = _ffi.dlopen(None)

UDP_SEGMENT = 103
"""linux/udp.h; udp(7): one message, cut into datagrams of this size on its way out."""

CONTROL_BYTES = _ffi.sizeof("struct segment_size")
"""A cmsghdr and the size after it: CMSG_SPACE(2) on 64-bit Linux."""

_MAPPED = bytes(10) + b"\xff\xff"
"""RFC 4291 section 2.5.5.2."""

SOCKADDR_BYTES = 28
"""sizeof(struct sockaddr_in6), the longer of the two."""


class Kind(Enum):
    """What a datagram is, by its first byte (RFC 7983 section 7)."""

    STUN = "stun"
    DTLS = "dtls"
    RTP = "rtp"
    RTCP = "rtcp"
    OTHER = "other"


def kind(datagram: bytes) -> Kind:
    first = datagram[0]
    if 128 <= first <= 191:
        return Kind.RTCP if len(datagram) > 1 and 192 <= datagram[1] <= 223 else Kind.RTP
    if first <= 3:
        return Kind.STUN
    return Kind.DTLS if 20 <= first <= 63 else Kind.OTHER


def packed(address: Address) -> tuple[bytes, int]:
    """The address' four or sixteen bytes, and its port. An IPv4 address that came over IPv6 has four."""
    (port,) = struct.unpack_from("!H", address, 2)
    if len(address) == 16:
        return address[4:8], port
    six = address[8:24]
    return (six[12:], port) if six.startswith(_MAPPED) else (six, port)


class Messages:
    """Room for `count` outgoing or incoming datagrams: one matrix of bytes and the kernel's headers over it.

    The headers are columns: name, name_length, length (of the bytes of a row), filled (by the kernel); and, for a
    message that is several rows to one address (UDP GSO), vector, vectors, control_length, segment.
    """

    def __init__(self, count: int, room_bytes: int) -> None:
        self.rows = np.zeros((count, room_bytes), np.uint8)
        self.headers = _ffi.new("struct mmsghdr[]", count)
        self._vectors = _ffi.new("struct iovec[]", count)
        headers: Any = np.frombuffer(_ffi.buffer(self.headers), _columns("struct mmsghdr", _HEADER_COLUMNS))
        vectors: Any = np.frombuffer(_ffi.buffer(self._vectors), _columns("struct iovec", _VECTOR_COLUMNS))
        vectors["base"] = self.rows.ctypes.data + np.arange(count, dtype=np.uint64) * np.uint64(room_bytes)
        vectors["length"] = room_bytes
        self._controls = _ffi.new("struct segment_size[]", count)
        controls: Any = np.frombuffer(
            _ffi.buffer(self._controls), _columns("struct segment_size", _SEGMENT_COLUMNS)
        )
        controls["length"] = _ffi.offsetof("struct segment_size", "size") + 2
        controls["level"], controls["kind"] = socket.IPPROTO_UDP, UDP_SEGMENT
        step = np.arange(count, dtype=np.uint64)
        self.vector_at = int(_ffi.cast("uintptr_t", self._vectors)) + step * np.uint64(
            _ffi.sizeof("struct iovec")
        )
        """Where the description of each row's bytes stands."""
        headers["control"] = int(_ffi.cast("uintptr_t", self._controls)) + step * np.uint64(CONTROL_BYTES)
        headers["vector"] = self.vector_at
        headers["vectors"] = 1
        self.vector = headers["vector"]
        self.vectors = headers["vectors"]
        self.control_length = headers["control_length"]
        """0, or CONTROL_BYTES for a message of several datagrams of `segment` bytes each."""
        self.segment = controls["size"]
        self.name = headers["name"]
        self.name_length = headers["name_length"]
        self.filled = headers["filled"]
        self.length = vectors["length"]

    def at(self, row: int) -> Any:
        """The kernel's headers from `row` on."""
        return self.headers + row


_HEADER_COLUMNS: dict[str, tuple[str, Any]] = {
    "name": ("msg_hdr.msg_name", np.uint64),
    "name_length": ("msg_hdr.msg_namelen", np.uint32),
    "vector": ("msg_hdr.msg_iov", np.uint64),
    "vectors": ("msg_hdr.msg_iovlen", np.uint64),
    "control": ("msg_hdr.msg_control", np.uint64),
    "control_length": ("msg_hdr.msg_controllen", np.uint64),
    "filled": ("msg_len", np.uint32),
}
_SEGMENT_COLUMNS: dict[str, tuple[str, Any]] = {
    "length": ("length", np.uint64),
    "level": ("level", np.int32),
    "kind": ("kind", np.int32),
    "size": ("size", np.uint16),
}
_VECTOR_COLUMNS: dict[str, tuple[str, Any]] = {
    "base": ("iov_base", np.uint64),
    "length": ("iov_len", np.uint64),
}


def _columns(of: str, columns: dict[str, tuple[str, Any]]) -> Any:
    """The C struct as a numpy record type, with the compiler's own offsets."""
    return np.dtype(
        {
            "names": list(columns),
            "formats": [form for _, form in columns.values()],
            "offsets": [_ffi.offsetof(of, *path.split(".")) for path, _ in columns.values()],
            "itemsize": _ffi.sizeof(of),
        }
    )


class Port:
    """One bound UDP socket. Owned by one Bridge, which reads it when it is readable; ends by `close`."""

    def __init__(self, host: str, port: int) -> None:
        """Binds at once; `host` with a colon takes both families. Raises OSError with the kernel's words."""
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._socket = socket.socket(family, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        if family == socket.AF_INET6:
            self._socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        for option in (socket.SO_RCVBUF, socket.SO_SNDBUF):
            self._socket.setsockopt(socket.SOL_SOCKET, option, BUFFER_BYTES)
        try:
            self._socket.bind((host, port))
        except OSError:
            self._socket.close()
            raise
        self.number: int = self._socket.getsockname()[1]
        self.name_bytes = 28 if family == socket.AF_INET6 else 16
        self.unsent_count = 0
        self.can_segment = self._knows_segments()
        """Whether the kernel takes several datagrams to one address as one message."""
        self._names = np.zeros((AT_ONCE, SOCKADDR_BYTES), np.uint8)
        self._inbox = Messages(AT_ONCE, ROOM_BYTES)
        self._inbox.name[:] = self._names.ctypes.data + np.arange(AT_ONCE, dtype=np.uint64) * np.uint64(
            SOCKADDR_BYTES
        )
        self._writable = select.poll()
        self._writable.register(self._socket, select.POLLOUT)

    def _knows_segments(self) -> bool:
        try:
            self._socket.getsockopt(socket.IPPROTO_UDP, UDP_SEGMENT)
        except OSError:
            return False
        return True

    def fileno(self) -> int:
        return self._socket.fileno()

    def close(self) -> None:
        self._socket.close()

    def read(self) -> list[tuple[Address, bytes]]:
        """At most AT_ONCE datagrams that wait, without waiting; what rule 1 forbids is left out."""
        inbox = self._inbox
        inbox.name_length[:] = SOCKADDR_BYTES
        count = _libc.recvmmsg(self.fileno(), inbox.headers, AT_ONCE, 0, _ffi.NULL)
        if count <= 0:
            return []
        lengths = inbox.filled[:count].tolist()
        return [
            (Address(self._names[row, : self.name_bytes].tobytes()), inbox.rows[row, :length].tobytes())
            for row, length in enumerate(lengths)
            if 0 < length <= MOST_BYTES
        ]

    def send(self, address: Address, datagram: bytes) -> None:
        """One datagram, now or never."""
        sent = _libc.sendto(self.fileno(), datagram, len(datagram), 0, address, len(address))
        self.unsent_count += sent < 0

    def send_many(self, messages: Messages, begin: int, end: int) -> None:
        """These rows of `messages`; one that cannot be sent does not hold up the next."""
        while begin < end:
            taken = _libc.sendmmsg(self.fileno(), messages.at(begin), end - begin, 0)
            if taken > 0:
                begin += taken
            elif _ffi.errno in (errno.EAGAIN, errno.EWOULDBLOCK, errno.ENOBUFS):
                if not self._writable.poll(FULL_WAIT_MS):
                    self.unsent_count += end - begin
                    return
            else:
                if _ffi.errno in (errno.EIO, errno.EINVAL) and messages.control_length[begin]:
                    self.can_segment = False
                self.unsent_count += 1
                begin += 1
