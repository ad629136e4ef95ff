"""Alive and ready: the truth for supervisors, reasons for observers, nothing for strangers."""

import shutil
import socket
from collections import namedtuple
from pathlib import Path

import pytest

from server.edge import health
from server.edge.figures import Figures
from server.edge.keys import HUB, WATCH
from tests.edge.given import House, open_house

Usage = namedtuple("Usage", "total used free")


async def test_a_started_server_is_alive_and_ready(house: House) -> None:
    """Law: 200 on both once the house is open."""
    await house.conference()
    browser = await house.browser()

    assert (await browser.get("/healthz")).json == {"alive": True}
    assert (await browser.get("/readyz")).json == {"ready": True, "reasons": [], "bridges": {}}


async def test_a_full_disk_is_not_ready_and_alive(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Law: one byte below the least free space is a reason in words; the server goes on answering."""
    browser = await house.browser()

    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(1, 1, health.LEAST_FREE_BYTES))
    enough = await browser.get("/readyz")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(1, 1, health.LEAST_FREE_BYTES - 1))
    full = await browser.get("/readyz")

    assert enough.status == 200
    assert (full.status, full.json) == (
        503,
        {"ready": False, "reasons": ["data folder: 63 MiB free"], "bridges": {}},
    )
    assert (await browser.get("/healthz")).status == 200


async def test_what_the_hub_says_is_a_reason(house: House) -> None:
    """Law: a journal that cannot be folded makes the node not ready, and /readyz says which."""
    live = await house.conference()
    live.spine.broken = "UnknownEntry: kind 999"
    browser = await house.browser()

    answer = await browser.get("/readyz")

    assert answer.status == 503
    assert "kind 999" in answer.json["reasons"][0]


async def test_a_stopping_server_is_not_ready(house: House) -> None:
    """Law: from the first moment of stopping nobody is sent here."""
    house.app[HUB].stopping = True

    assert (await (await house.browser()).get("/readyz")).json["reasons"] == ["stopping"]


async def test_strangers_learn_no_reasons_and_no_figures(tmp_path: Path) -> None:
    """Law: reasons and metrics are for observers that ask directly; a proxy's visitor is none."""
    async with open_house(tmp_path, observers=("192.0.2.0/24",)) as house:
        stranger = await house.browser()
        assert (await stranger.get("/readyz")).json == {"ready": True}
        assert (await stranger.get("/metrics")).status == 403


async def test_a_website_in_an_observers_browser_learns_nothing(tmp_path: Path) -> None:
    """Law: a stranger's name pointed at this machine (DNS rebinding) lets its pages read no figures and no reasons; by
    address, by name in the local network, by the machine's name and by public_url's an observer is told."""
    async with open_house(tmp_path, public_url="http://hoinghi.example.vn:8080") as house:
        for host in ("rebound.example:8080", "evil.hoinghi.example.vn"):
            website = await house.browser(Host=host)
            assert (await website.get("/metrics")).status == 403
            assert (await website.get("/readyz")).json == {"ready": True}

        machine = socket.gethostname().lower()
        for host in (
            "127.0.0.1:8080",
            "[::1]:8080",
            "localhost",
            "diemcau",
            machine,
            "HoiNghi.example.vn:8080",
        ):
            observer = await house.browser(Host=host)
            assert (await observer.get("/metrics")).status == 200
            assert "reasons" in (await observer.get("/readyz")).json


async def test_metrics_count_by_pattern(house: House) -> None:
    """Law: of a request the pattern, method and status become labels, never its address."""
    live, browser = await house.conference(), await house.browser()
    await browser.get(f"/api/c/{live.id}/o2/points")

    text = (await browser.get("/metrics")).raw.decode()

    assert (
        'diemcau_requests_total{method="GET",route="/api/c/{conference}/{grant}/points",status="401"} 1.0'
        in text
    )
    assert f"/{live.id}/" not in text


async def test_figures_are_sums_over_conferences(house: House) -> None:
    """Law: what the hub holds is told for each conference, as the watch saw it last."""
    for title in ("Một", "Hai"):
        await house.conference(title)
    await house.app[WATCH].look()

    figures = {
        metric.name: sum(sample.value for sample in metric.samples)
        for metric in Figures(house.app[WATCH], house.hub).collect()
    }

    assert (figures["diemcau_conferences"], figures["diemcau_points"], figures["diemcau_not_ready"]) == (
        2,
        6,
        0,
    )


async def test_a_flood_does_not_look_like_death(tmp_path: Path) -> None:
    """Law: health checks are answered when their address has used up its requests."""
    async with open_house(tmp_path, requests_per_second=1, requests_burst=2) as house:
        browser = await house.browser()

        asked = [(await browser.get("/api/me")).status for _ in range(3)]

        assert asked == [200, 200, 429]
        assert (await browser.get("/healthz")).status == 200
