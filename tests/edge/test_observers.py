"""Observers ask directly, from their networks; nobody is one through a proxy."""

import pytest

from server.edge.observers import FORWARDING
from tests.edge.given import House


@pytest.mark.parametrize("header", FORWARDING)
async def test_through_a_proxy_nobody_is_an_observer(house: House, header: str) -> None:
    """Law: the proxy stands in the observers' network, its visitors do not, however it names them."""
    visitor = await house.browser(**{header.replace("-", "_"): "203.0.113.9"})

    assert (await visitor.get("/readyz")).json == {"ready": True}
    assert (await visitor.get("/metrics")).status == 403
