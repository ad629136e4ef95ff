"""What became of every check-in of a run, by its number: columns, filled while the run goes, read after it."""

import secrets

import numpy as np

NOT_SENT, WAITING, REFUSED, ACKED = 0, 1, 2, 3


class Ledger:
    """Owned by one run. A check-in's number stands in the last 8 bytes of its command id."""

    def __init__(self, most: int) -> None:
        self.count = 0
        """Check-ins sent; their numbers are 0 … count − 1."""
        self.acked = 0
        self.refusals: dict[int, int] = {}
        """Verdict other than ACCEPTED -> how many."""
        self.state = np.zeros(most, np.uint8)
        self.due_s = np.zeros(most)
        """When it should have been sent (open loop) or was (closed loop), by perf_counter."""
        self.answered_s = np.zeros(most)
        self.seq = np.zeros(most, np.int64)
        self.person = np.zeros(most, np.int32)
        self._tag = secrets.token_bytes(8)

    @property
    def waiting(self) -> int:
        """Check-ins without an answer."""
        return self.count - self.acked - sum(self.refusals.values())

    @property
    def is_over(self) -> bool:
        """True when nobody is left to check in and everything was answered."""
        return self.count == len(self.state) and not self.waiting

    def take(self, person: int, due_s: float) -> bytes:
        """The command id of a check-in that is sent now."""
        number = self.count
        self.count = number + 1
        self.state[number] = WAITING
        self.due_s[number] = due_s
        self.person[number] = person
        return self._tag + number.to_bytes(8, "big")

    def answer(self, id: bytes, verdict: int, seq: int, now_s: float) -> None:
        number = self.number_of(id)
        self.answered_s[number] = now_s
        self.seq[number] = seq
        if verdict == 0:
            self.state[number] = ACKED
            self.acked += 1
        else:
            self.state[number] = REFUSED
            self.refusals[verdict] = self.refusals.get(verdict, 0) + 1

    def number_of(self, id: bytes) -> int:
        """The check-in a command id of this run belongs to; -1 for any other id."""
        return int.from_bytes(id[8:], "big") if id[:8] == self._tag else -1

    def acked_between(self, start_s: float, end_s: float) -> np.ndarray:
        """Numbers of the check-ins that were due in the window and acknowledged."""
        due = self.due_s[: self.count]
        acked = self.state[: self.count] == ACKED
        return np.flatnonzero(acked & (due >= start_s) & (due < end_s))

    def answers_between(self, start_s: float, end_s: float) -> int:
        """How many acknowledgements arrived in the window."""
        answered = self.answered_s[: self.count]
        acked = self.state[: self.count] == ACKED
        return int(np.count_nonzero(acked & (answered >= start_s) & (answered < end_s)))

    def latency_ms(self, numbers: np.ndarray) -> np.ndarray:
        spent_s: np.ndarray = self.answered_s[numbers] - self.due_s[numbers]
        return spent_s * 1000
