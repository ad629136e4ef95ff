"""What each command was answered, so that a retry hears the same again (DOMAIN rule 5).

A plain check-in (see Conference) is not in this list: its evidence says all there is to say. Everything else is.
"""

from array import array
from bisect import bisect_left

from server.core.attendance import NONE
from server.core.ids import COMMAND_ID_BYTES, CommandId
from server.core.refusals import Verdict


class Answers:
    """One row per entry that was not a plain check-in, in journal order. Owned by State."""

    STATE = ("seq", "verdict", "print", "asker", "commands", "firsts")

    def __init__(self) -> None:
        self.seq = array("I")
        self.verdict = bytearray()
        self.print = array("I")
        """32 bits of the body: tells a retry from another command under the same id."""
        self.asker = array("i")
        """Number of the grant that asked."""
        self.commands = bytearray()
        self.firsts: dict[int, int] = {}
        """Seq -> row of the evidence that the asker was told was first."""

    def reindex(self) -> None:
        """Nothing is derived from the columns."""

    def append(self, seq: int, verdict: Verdict, print_: int, asker: int, command: CommandId) -> None:
        self.seq.append(seq)
        self.verdict.append(verdict)
        self.print.append(print_)
        self.asker.append(asker)
        self.commands += command

    def of_seq(self, seq: int) -> int:
        """The row of entry `seq`, or NONE for a plain check-in."""
        at = bisect_left(self.seq, seq)
        return at if at < len(self.seq) and self.seq[at] == seq else NONE

    def command(self, row: int) -> CommandId:
        return CommandId(bytes(self.commands[row * COMMAND_ID_BYTES : (row + 1) * COMMAND_ID_BYTES]))
