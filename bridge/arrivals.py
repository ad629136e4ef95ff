"""How the packets of one stream come in, as RFC 3550 counts it (section 6.4.1, appendix A.3 and A.8). Pure."""

from bridge.rtcp import Report


class Arrivals:
    """Owned by one track; a new stream gets new ones."""

    def __init__(self, clock_rate: int) -> None:
        self._clock_rate = clock_rate
        self._first: int | None = None
        self._highest = 0
        self._received = 0
        self._told = (0, 0)
        self._jitter = 0.0
        self._transit: int | None = None
        self._last_sr = (0, 0)

    def note(self, sequence: int, timestamp: int, now_ms: int) -> None:
        """A packet has come; `sequence` unrolled."""
        if self._first is None:
            self._first = self._highest = sequence
        self._highest = max(self._highest, sequence)
        self._received += 1
        transit = now_ms * self._clock_rate // 1000 - timestamp
        if self._transit is not None:
            moved = abs((transit - self._transit + 0x80000000) % (1 << 32) - 0x80000000)
            self._jitter += (moved - self._jitter) / 16
        self._transit = transit

    def reported(self, ntp: int, now_ms: int) -> None:
        """An SR has come: its middle 32 bits go back to the sender."""
        self._last_sr = (ntp >> 16 & 0xFFFFFFFF, now_ms)

    def report(self, ssrc: int, now_ms: int) -> Report:
        """The block to tell the sender; the fraction is of what was expected since the last."""
        expected = self._highest - self._first + 1 if self._first is not None else 0
        newly_expected, newly_received = expected - self._told[0], self._received - self._told[1]
        self._told = (expected, self._received)
        newly_lost = max(0, newly_expected - newly_received)
        fraction = min(255, (newly_lost << 8) // newly_expected) if newly_expected > 0 else 0
        last_sr, at_ms = self._last_sr
        delay = (now_ms - at_ms) * 65_536 // 1000 if last_sr else 0
        return Report(
            ssrc,
            fraction,
            expected - self._received,
            self._highest & 0xFFFFFFFF,
            int(self._jitter),
            last_sr,
            delay,
        )
