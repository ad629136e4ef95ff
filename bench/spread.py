"""Many durations as one histogram: percentiles without keeping them all."""

import numpy as np

BIN_MS = 0.1
BINS = 600_000
"""Up to a minute; what takes longer counts as a minute."""


class Spread:
    """Owned by one run. Exact to BIN_MS."""

    def __init__(self) -> None:
        self._counts = np.zeros(BINS, np.int64)

    def add(self, durations_ms: np.ndarray) -> None:
        bins = np.clip(durations_ms / BIN_MS, 0, BINS - 1).astype(np.int64)
        counts = np.bincount(bins)
        self._counts[: len(counts)] += counts

    @property
    def count(self) -> int:
        return int(self._counts.sum())

    def percentile_ms(self, percent: float) -> float | None:
        """The duration that `percent` % of all do not exceed; None when there are none."""
        total = self.count
        if not total:
            return None
        at = int(np.searchsorted(np.cumsum(self._counts), total * percent / 100))
        return round((at + 1) * BIN_MS, 1)
