"""Debian's Prometheus reads our rules, scrapes a real server, answers the dashboard's queries and raises an alert."""

import asyncio
import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.edge.given import House, open_house
from tests.edge.test_alerts import alerts, queries
from tests.end_to_end.server import free_port
from tests.house.reading import ROOT
from tests.peers.program import placed, program

CONFIG = ROOT / "config" / "prometheus"
WITHIN_S = 60


def promtool(*arguments: str, here: Path = CONFIG) -> str:
    ended = subprocess.run(
        ["promtool", *arguments], cwd=here, capture_output=True, text=True, timeout=60, check=False
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


def test_rules_and_scrape_example_are_valid() -> None:
    """Law: Prometheus itself takes both files as they are, and finds every rule."""
    assert f"{len(alerts())} rules found" in promtool("check", "config", "prometheus.yml")


def test_alerts_fire_when_they_should_and_not_before() -> None:
    """Law: over written series each alert of alerts.test.yml fires, with its words, and its neighbours do not."""
    assert "SUCCESS" in promtool("test", "rules", "alerts.test.yml", here=Path(__file__).parent)


class Asking:
    """One Prometheus, asked as Grafana asks it."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self._session = session
        self._url = url

    async def is_ready(self) -> bool:
        """It listens before it answers: asked until it does."""
        async with asyncio.timeout(WITHIN_S):
            while True:
                async with self._session.get(f"{self._url}/-/ready") as answer:
                    if answer.status == 200:
                        return True

    async def query(self, expr: str) -> list[dict[str, Any]]:
        async with self._session.get(f"{self._url}/api/v1/query", params={"query": expr}) as answer:
            said = await answer.json()
            assert said["status"] == "success", (expr, said)
            found: list[dict[str, Any]] = said["data"]["result"]
            return found

    async def until(self, expr: str) -> list[dict[str, Any]]:
        """The answer, once there is one."""
        async with asyncio.timeout(WITHIN_S):
            while not (found := await self.query(expr)):
                await self.is_ready()
            return found


@asynccontextmanager
async def watched(house: House, folder: Path) -> AsyncIterator[Asking]:
    """Prometheus beside the server, on our own example with this test's places."""
    port = free_port()
    target = house.url.removeprefix("http://")
    places = {"127.0.0.1:8080": target, "interval: 15s": "interval: 1s"}
    (folder / "prometheus.yml").write_text(placed(CONFIG / "prometheus.yml", places), encoding="utf-8")
    shutil.copy(CONFIG / "alerts.yml", folder)
    command = ["prometheus", f"--config.file={folder}/prometheus.yml", f"--storage.tsdb.path={folder}/tsdb"]
    async with (
        program(folder / "log", *command, f"--web.listen-address=127.0.0.1:{port}", port=port),
        aiohttp.ClientSession() as session,
    ):
        prometheus = Asking(session, f"http://127.0.0.1:{port}")
        await prometheus.is_ready()
        yield prometheus


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(tmp_path / "data") as opened:
        yield opened


async def test_prometheus_scrapes_us_and_raises_an_alert(house: House, tmp_path: Path) -> None:
    """Law: every query of the dashboard is answered; a journal that stops raises its alert, named and with a next step."""
    live = await house.running()
    async with watched(house, tmp_path) as prometheus:
        await prometheus.until('up{job="diemcau"} == 1')
        (told,) = await prometheus.until(f'diemcau_journal_entries{{journal="{live.id}"}}')
        assert float(told["value"][1]) == live.state.seq
        for expr in queries():
            await prometheus.query(expr.replace("$__rate_interval", "30s").replace("$job", "diemcau"))

        live.spine.broken = "UnknownEntry: kind 999"

        (firing,) = await prometheus.until(
            'ALERTS{alertname="DiemcauFoldingStopped", alertstate="firing"} == 1'
        )
        assert (firing["metric"]["severity"], firing["metric"]["trouble"]) == ("critical", "FOLDING_STOPPED")
