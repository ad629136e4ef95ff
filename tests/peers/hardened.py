"""Becomes the command it is given, in a process that can have no memory both writable and executable.

`python -m tests.peers.hardened COMMAND…`. The filter is that of systemd's MemoryDenyWriteExecute=
(systemd.exec(5)): mmap with both rights and mprotect with the right to execute are refused. Classic BPF, as
seccomp(2) has it.
"""

import ctypes
import os
import platform
import struct
import sys

CALLS = {"x86_64": (9, 10), "aarch64": (222, 226)}
"""mmap and mprotect (the kernel's unistd.h)."""

PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, FILTER = 38, 22, 2
LOAD, JUMP_EQUAL, AND, RETURN = 0x20, 0x15, 0x54, 0x06
ALLOW, REFUSE = 0x7FFF0000, 0x00050000 | 1
"""Refused with EPERM."""

NUMBER, RIGHTS = 0, 32
"""Where struct seccomp_data has the call's number and the lower half of its third argument."""

WRITE_AND_EXECUTE, EXECUTE = 6, 4


class Program(ctypes.Structure):
    _fields_ = (("count", ctypes.c_ushort), ("steps", ctypes.c_char_p))


def steps(mmap: int, mprotect: int) -> list[tuple[int, int, int, int]]:
    """(code, jump if so, jump if not, operand)."""
    return [
        (LOAD, 0, 0, NUMBER),
        (JUMP_EQUAL, 0, 4, mmap),
        (LOAD, 0, 0, RIGHTS),
        (AND, 0, 0, WRITE_AND_EXECUTE),
        (JUMP_EQUAL, 5, 0, WRITE_AND_EXECUTE),
        (RETURN, 0, 0, ALLOW),
        (JUMP_EQUAL, 0, 4, mprotect),
        (LOAD, 0, 0, RIGHTS),
        (AND, 0, 0, EXECUTE),
        (JUMP_EQUAL, 0, 1, EXECUTE),
        (RETURN, 0, 0, REFUSE),
        (RETURN, 0, 0, ALLOW),
    ]


def harden() -> None:
    """From here on, and in whatever this process becomes. Raises OSError."""
    packed = b"".join(struct.pack("HBBI", *step) for step in steps(*CALLS[platform.machine()]))
    program = Program(len(packed) // 8, packed)
    libc = ctypes.CDLL(None, use_errno=True)
    for asked in (
        (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0),
        (PR_SET_SECCOMP, FILTER, ctypes.byref(program), 0, 0),
    ):
        if libc.prctl(*asked) != 0:
            raise OSError(ctypes.get_errno(), "prctl")


if __name__ == "__main__":
    harden()
    os.execv(sys.argv[1], sys.argv[1:])
