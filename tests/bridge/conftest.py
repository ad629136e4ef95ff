"""Fixtures: the server of the edge's tests, for tests that join it and a bridge."""

from tests.edge.conftest import house

__all__ = ["house"]
