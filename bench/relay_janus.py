"""The yardstick: Debian's Janus, its streaming plug-in relaying one camera and one microphone to all who watch.

It is configured as its authors deliver it; only addresses, ports and the mountpoint are ours.
"""

import asyncio
import json
import shutil
import socket
import struct
from pathlib import Path
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

from bench.relay_peer import PAYLOAD_TYPES

AUDIO_PORT, VIDEO_PORT, WEBSOCKET_PORT = 15_002, 15_004, 18_188
MISSING = "Janus is not installed: apt-get install -y janus"
ANSWERS_WITHIN_S = 20.0
READY_WITHIN_S = 15.0

_SETTINGS = """general: {{
  configs_folder = "{folder}"
  plugins_folder = "{libraries}/plugins"
  transports_folder = "{libraries}/transports"
  debug_level = 2
}}
nat: {{ ice_enforce_list = "{address}" }}
media: {{ rtp_port_range = "20000-40000" }}
plugins: {{ disable = "libjanus_audiobridge.so,libjanus_duktape.so,libjanus_echotest.so,libjanus_lua.so,\
libjanus_nosip.so,libjanus_recordplay.so,libjanus_sip.so,libjanus_textroom.so,libjanus_videocall.so,\
libjanus_videoroom.so,libjanus_voicemail.so" }}
transports: {{ disable = "libjanus_http.so,libjanus_mqtt.so,libjanus_nanomsg.so,libjanus_pfunix.so,\
libjanus_rabbitmq.so" }}
"""
_SOCKET = 'general: {{ json = "plain" ws = true ws_port = {port} ws_ip = "{address}" }}\n'
_STREAM = """programme: {{ type = "rtp" id = 1 audio = true video = true
  audioport = {audio} audiopt = {audio_type} audiocodec = "opus"
  videoport = {video} videopt = {video_type} videocodec = "vp8" }}
"""


class Janus:
    """One Janus process in a folder of its own. Owned by one run; ends by `kill`."""

    def __init__(self, folder: Path, address: str) -> None:
        self._folder = folder
        self._address = address
        self._process: asyncio.subprocess.Process | None = None
        self._socket: ClientConnection | None = None
        self._session = 0
        self._number = 0
        self._in_turn = asyncio.Lock()
        self._rtp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    async def start(self, core: int) -> None:
        """Returns when it answers. Raises FileNotFoundError with the line that helps."""
        program = shutil.which("janus")
        if program is None:
            raise FileNotFoundError(MISSING)
        self._write_settings()
        with (self._folder / "janus.log").open("wb") as log:
            command = ["taskset", "-c", str(core), program, "-F", str(self._folder), "-o"]
            self._process = await asyncio.create_subprocess_exec(*command, stdout=log, stderr=log)
        async with asyncio.timeout(READY_WITHIN_S):
            while self._socket is None:
                try:
                    url = f"ws://{self._address}:{WEBSOCKET_PORT}"
                    self._socket = await connect(url, subprotocols=["janus-protocol"], proxy=None)  # type: ignore[list-item]
                except OSError:
                    await asyncio.sleep(0.1)
        self._session = (await self._asks({"janus": "create"}))["data"]["id"]

    def _write_settings(self) -> None:
        libraries = next(Path("/usr/lib").glob("*/janus"))
        general = _SETTINGS.format(folder=self._folder, libraries=libraries, address=self._address)
        stream = _STREAM.format(
            audio=AUDIO_PORT,
            video=VIDEO_PORT,
            audio_type=PAYLOAD_TYPES["audio"],
            video_type=PAYLOAD_TYPES["video"],
        )
        (self._folder / "janus.jcfg").write_text(general)
        (self._folder / "janus.plugin.streaming.jcfg").write_text(stream)
        spoken = _SOCKET.format(port=WEBSOCKET_PORT, address=self._address)
        (self._folder / "janus.transport.websockets.jcfg").write_text(spoken)

    async def offer(self) -> tuple[int, str]:
        """A new watcher: its handle, and what Janus offers it."""
        attach = {"janus": "attach", "plugin": "janus.plugin.streaming", "session_id": self._session}
        handle = (await self._asks(attach))["data"]["id"]
        offered = await self._tells(handle, {"request": "watch", "id": 1})
        return handle, offered["jsep"]["sdp"]

    async def answer(self, handle: int, answer: str) -> None:
        await self._tells(handle, {"request": "start"}, {"type": "answer", "sdp": answer})

    async def _tells(
        self, handle: int, body: dict[str, Any], jsep: dict[str, str] | None = None
    ) -> dict[str, Any]:
        message = {"janus": "message", "session_id": self._session, "handle_id": handle, "body": body}
        return await self._asks(message | ({"jsep": jsep} if jsep else {}))

    async def _asks(self, request: dict[str, Any]) -> dict[str, Any]:
        """The answer to one request; acknowledgements and events of others are passed over."""
        assert self._socket is not None
        self._number += 1
        transaction = str(self._number)
        async with self._in_turn, asyncio.timeout(ANSWERS_WITHIN_S):
            await self._socket.send(json.dumps(request | {"transaction": transaction}))
            while True:
                told: dict[str, Any] = json.loads(await self._socket.recv())
                if told.get("transaction") != transaction or told["janus"] == "ack":
                    continue
                if told["janus"] == "error":
                    raise OSError(f"Janus refused: {told['error']}")
                return told

    def send(self, sort: str, packet: bytes) -> None:
        """Plain RTP into the mountpoint; without our header extension, which it would relay to nobody."""
        (words,) = struct.unpack_from("!H", packet, 14)
        plain = bytes([0x80]) + packet[1:12] + packet[16 + 4 * words :]
        self._rtp.sendto(plain, (self._address, AUDIO_PORT if sort == "audio" else VIDEO_PORT))

    async def kill(self) -> None:
        self._rtp.close()
        if self._socket is not None:
            await self._socket.close()
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()
