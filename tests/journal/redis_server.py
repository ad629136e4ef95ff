"""A real redis-server of a test's own, on a socket of its own, with config/redis.conf: started, killed, started again."""

import shutil
import signal
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from threading import Thread

from server.journal.redis_client import RedisClient
from server.journal.redis_reader import Reader

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "config" / "redis.conf"
USER, PASSWORD = "diemcau", "change-this-password"
ADMIN = "admin"
READY = "eady to accept connections"


class RedisServer:
    """One redis-server on one folder. Owned by `redis_server`, which ends it; `output` is all it ever printed."""

    def __init__(self, folder: Path, *settings: str) -> None:
        """`settings` are those of redis.conf that are to be others, as `--name value …`."""
        self.folder = folder
        self.socket = folder / "redis.sock"
        self.url = f"unix://{USER}:{PASSWORD}@{self.socket}?db=0"
        self.output: list[str] = []
        self._settings = settings
        self._configuration = folder / "redis.conf"
        self._configuration.write_text(f"include {EXAMPLE}\nuser {ADMIN} on nopass ~* &* +@all\n")
        self._process: subprocess.Popen[str] | None = None
        self._reading: Thread | None = None

    @property
    def data(self) -> Path:
        """Where its append-only file lies."""
        return self.folder / "appendonlydir"

    def start(self) -> None:
        """Returns when it takes commands, its file read; one that ends before that fails the test with its words."""
        where = ("--dir", str(self.folder), "--port", "0", "--unixsocket", str(self.socket))
        self._process = subprocess.Popen(
            [program(), str(self._configuration), *where, *self._settings],
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        lines = iter(self._process.stdout or ())
        for line in lines:
            self.output.append(line)
            if READY in line:
                break
        else:
            raise AssertionError(f"redis-server ended: {''.join(self.output)}")
        self._reading = Thread(target=self.output.extend, args=(lines,), daemon=True)
        self._reading.start()

    def admin(self, *command: str) -> str:
        """What a command of the administrator's says."""
        asked = ["redis-cli", "-s", str(self.socket), "--user", ADMIN, "--pass", "any", "--no-auth-warning"]
        ended = subprocess.run([*asked, *command], capture_output=True, text=True, check=True, timeout=60)
        assert not ended.stdout.startswith(("ERR", "NOPERM", "WRONGPASS", "NOAUTH")), ended.stdout
        return ended.stdout.strip()

    def children(self) -> list[int]:
        """Processes of its own, such as the one that rewrites the append-only file."""
        assert self._process is not None
        pid = self._process.pid
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    def kill(self) -> None:
        """SIGKILL: it can neither flush nor say goodbye."""
        self._end(signal.SIGKILL)

    def halt(self) -> None:
        """SIGSTOP: it answers nobody, and its connections stand."""
        self._signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self._signal(signal.SIGCONT)

    def _signal(self, which: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(which)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def ended(self) -> int:
        """How it ended by itself, once it has."""
        assert self._process is not None
        return self._process.wait(timeout=60)

    def _end(self, how: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.send_signal(how)
            process.wait()
        if self._reading is not None:
            self._reading.join()
        if process is not None and process.stdout is not None:
            process.stdout.close()


def program() -> str:
    found = shutil.which("redis-server")
    assert found, "redis-server is not installed: sh config/setup/programs.sh"
    return found


@contextmanager
def redis_server(*settings: str) -> Iterator[RedisServer]:
    """Started on entering, ended on leaving, its folder removed. A socket's path must be short: not pytest's folder."""
    with tempfile.TemporaryDirectory(prefix="dc-redis-") as folder:
        server = RedisServer(Path(folder), *settings)
        try:
            server.start()
            yield server
        finally:
            server.stop()


@asynccontextmanager
async def node(url: str) -> AsyncIterator[Reader]:
    """What one node of a house has of this Redis."""
    client = RedisClient(url)
    reader = Reader(client)
    try:
        await client.demand_durable()
        yield reader
    finally:
        await reader.close()
        await client.close()
