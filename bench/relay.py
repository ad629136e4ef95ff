"""What it costs to relay one camera and one microphone to many: our bridge, and Janus on the same machine.

CPU is what the relaying process used (user and system, /proc) by packets *received*; both are pinned to the first
core, the crowd to the others; the same SRTP profile, the same packets; bridge, Janus, bridge in one run (A-B-A).
"""

import asyncio
import ipaddress
import json
import os
import sys
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bench.arguments import AskedRelay
from bench.machine import ROOT, TICKS_PER_S
from bench.relay_janus import Janus
from bench.relay_peer import MediaPeer
from bench.relay_source import PACKETS_PER_S, Source, delay_ms
from bench.seed import say

IN_NAMESPACE = "DIEMCAU_BENCH_ADDRESS"
"""Set for the run inside a network namespace: the address that all media there uses."""

NAMESPACE_ADDRESS = "10.213.0.1"
"""Of a veth pair that exists in the bench's own namespace only: Janus leaves loopback addresses out."""

_MAKE_NAMESPACE = f"""ip link set lo up && ip link add veth0 type veth peer name veth1 &&
ip address add {NAMESPACE_ADDRESS}/24 dev veth0 && ip link set veth0 up && ip link set veth1 up && exec "$@" """

RELAY_CORE = 0
SETTLE_S = 2.0
AT_ONCE = 16
"""So many enter together."""

OPENED = 8
"""So many subscribers open every packet, for the delay and to see that what comes is right."""


@dataclass(frozen=True)
class Run:
    """One relay under load."""

    us_per_packet: float
    pps: float
    """Packets received a second by all."""
    lost: int
    delays_ms: list[float]
    kib_per_subscriber: float


class Usage:
    """CPU and memory of one process, from /proc."""

    def __init__(self, pid: int) -> None:
        self._folder = Path(f"/proc/{pid}")

    def cpu_s(self) -> float:
        fields = (self._folder / "stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS_PER_S

    def resident_kib(self) -> int:
        lines = (self._folder / "status").read_text(encoding="ascii").splitlines()
        return int(next(line.split()[1] for line in lines if line.startswith("VmRSS:")))


async def measure_relay(asked: AskedRelay) -> dict[str, Any]:
    """The figures of one run, by key. With a peer to compare, all of it runs in a namespace of its own."""
    address = os.environ.get(IN_NAMESPACE)
    if asked.against and address is None:
        return await _inside_namespace(asked)
    address = str(ipaddress.ip_address(address or "127.0.0.1"))
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores - {RELAY_CORE} or cores)
    first = await _measure_bridge(asked, address)
    if not asked.against:
        return _figures(asked, [first])
    janus = await _measure_janus(asked, address)
    second = await _measure_bridge(asked, address)
    figures = _figures(asked, [first, second])
    ratio = round(janus.us_per_packet / figures["us_per_packet"], 2)
    return figures | {
        "janus_us_per_packet": round(janus.us_per_packet, 2),
        "janus_pps": round(janus.pps),
        "janus_loss": janus.lost,
        "ratio": ratio,
    }


async def _inside_namespace(asked: AskedRelay) -> dict[str, Any]:
    """The same bench in a new network namespace; it ends with its processes."""
    again = [sys.executable, "-m", "bench", "relay", *asked.arguments]
    root = [] if os.geteuid() == 0 else ["--map-root-user"]
    process = await asyncio.create_subprocess_exec(
        "unshare", *root, "--net", "sh", "-c", _MAKE_NAMESPACE, "sh", *again,
        cwd=ROOT, env={**os.environ, IN_NAMESPACE: NAMESPACE_ADDRESS}, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    printed, _ = await process.communicate()
    if process.returncode != 0:
        raise OSError("the bench in its namespace failed: its words are above")
    figures: dict[str, Any] = json.loads(printed.decode().strip().splitlines()[-1])
    return figures


def _figures(asked: AskedRelay, runs: list[Run]) -> dict[str, Any]:
    us = sum(run.us_per_packet for run in runs) / len(runs)
    delays = np.array([delay for run in runs for delay in run.delays_ms])
    return {
        "pps": round(sum(run.pps for run in runs) / len(runs)),
        "us_per_packet": round(us, 2),
        "packets_per_s_per_core": round(1e6 / us),
        "loss": sum(run.lost for run in runs),
        "delay_p50_ms": round(float(np.percentile(delays, 50)), 2),
        "delay_p99_ms": round(float(np.percentile(delays, 99)), 2),
        "kib_per_subscriber": round(sum(run.kib_per_subscriber for run in runs) / len(runs), 1),
    }


async def _measure_bridge(asked: AskedRelay, address: str) -> Run:
    process = await asyncio.create_subprocess_exec(
        "taskset", "-c", str(RELAY_CORE), sys.executable, "-m", "bench.relay_bridge", address,
        cwd=ROOT, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, limit=1 << 20,
    )  # fmt: skip
    assert process.stdin is not None and process.stdout is not None
    stdin, stdout, in_turn = process.stdin, process.stdout, asyncio.Lock()

    async def asks(request: dict[str, Any]) -> dict[str, Any]:
        async with in_turn:
            stdin.write(json.dumps(request).encode() + b"\n")
            answer: dict[str, Any] = json.loads(await stdout.readline())
            return answer

    async def enters(peer: MediaPeer, name: str, slots: list[str]) -> None:
        asked_for = {"peer": name, "slots": slots, "fingerprint": peer.certificate.fingerprint}
        answer = (await asks(asked_for | {"offer": peer.offer(bool(slots))}))["answer"]
        await peer.connect(answer)

    try:
        pid = json.loads(await stdout.readline())["pid"]
        host = MediaPeer(address)
        await enters(host, "host", ["programme"])
        await asks({"grant": "host"})
        source = Source(lambda _, packet: host.send_rtp(packet))
        crowd = _Crowd(asked, address)
        run = await crowd.measured(pid, source, lambda peer, number: enters(peer, f"viewer{number}", []))
        say(f"bridge: {await asks({})}")
        await host.close()
        return run
    finally:
        stdin.close()
        await process.wait()


async def _measure_janus(asked: AskedRelay, address: str) -> Run:
    with tempfile.TemporaryDirectory(prefix="diemcau-bench-janus-") as folder:
        janus = Janus(Path(folder), address)
        try:
            await janus.start(RELAY_CORE)

            async def enters(peer: MediaPeer, number: int) -> None:
                handle, offer = await janus.offer()
                await janus.answer(handle, peer.answer(offer))
                await peer.connect(offer)

            return await _Crowd(asked, address).measured(janus.pid, Source(janus.send), enters)
        finally:
            await janus.kill()


class _Crowd:
    """All subscribers of one run."""

    def __init__(self, asked: AskedRelay, address: str) -> None:
        self._asked = asked
        self._delays_ms: list[float] = []
        self._peers = [
            MediaPeer(address, self._opened if number < OPENED else None)
            for number in range(asked.subscribers)
        ]

    def _opened(self, packet: bytes) -> None:
        self._delays_ms.append(delay_ms(packet))

    @property
    def received_count(self) -> int:
        return sum(peer.received_count for peer in self._peers)

    async def measured(
        self, pid: int, source: Source, enters: Callable[[MediaPeer, int], Awaitable[None]]
    ) -> Run:
        """Lets everybody in, a few at once, starts the source, and measures for the seconds asked."""
        usage = Usage(pid)
        before_kib = usage.resident_kib()
        for begin in range(0, len(self._peers), AT_ONCE):
            few = list(enumerate(self._peers))[begin : begin + AT_ONCE]
            await asyncio.gather(*(enters(peer, number) for number, peer in few))
        source.start()
        await asyncio.sleep(SETTLE_S)
        self._delays_ms.clear()
        say(f"{len(self._peers)} are in, relaying process {pid}")
        loop = asyncio.get_running_loop()
        began_s, cpu_s, count = loop.time(), usage.cpu_s(), self.received_count
        await asyncio.sleep(self._asked.seconds)
        took_s, cpu_s, count = loop.time() - began_s, usage.cpu_s() - cpu_s, self.received_count - count
        delays_ms = self._delays_ms.copy()
        await source.stop()
        await asyncio.sleep(SETTLE_S)
        kib = (usage.resident_kib() - before_kib) / len(self._peers)
        lost = sum(len(stream.missing) for peer in self._peers for stream in peer.streams.values())
        silent = sum(len(peer.streams) < 2 for peer in self._peers)
        each_us = 1e6 * cpu_s / max(1, count)
        say(
            f"{count} packets in {took_s:.1f} s, {PACKETS_PER_S}/s to {len(self._peers)}, {silent} silent; {each_us:.2f} µs"
        )
        for peer in self._peers:
            await peer.close()
        return Run(each_us, count / took_s, lost, delays_ms or [0.0], kib)
