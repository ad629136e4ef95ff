"""What nodes tell each other about a conference, in the Redis their journals are in (live/sharing.py is the port).

    diemcau:{<conference>}:node:<name>   what one node said last; gone KEPT_S after it said nothing more
    diemcau:{<conference>}:nodes         set: names that may have such a key
    diemcau:{<conference>}:place         the bridge the room stands on; gone PLACED_S after nobody named it

The same word again only moves its end: an idle evening writes a hundred bytes a second to the file, not ten thousand.
"""

from typing import Any

from redis.exceptions import NoScriptError

from server.journal.port import JournalBroken, JournalBusy, JournalFull
from server.journal.redis_client import PREFIX, Argument, RedisClient
from server.journal.redis_scripts import Script

EXCHANGE = Script("""
-- KEYS nodes, our own word. ARGV word, ms it is kept, our name, what the keys of words begin with
if redis.call('GET', KEYS[2]) == ARGV[1] then redis.call('PEXPIRE', KEYS[2], ARGV[2])
else redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2]) end
redis.call('SADD', KEYS[1], ARGV[3])
local heard = {}
for _, name in ipairs(redis.call('SMEMBERS', KEYS[1])) do
    if name ~= ARGV[3] then
        local said = redis.call('GET', ARGV[4] .. name)
        if said then
            heard[#heard + 1] = name
            heard[#heard + 1] = said
        else redis.call('SREM', KEYS[1], name) end
    end
end
return heard
""")

PLACE = Script("""
-- KEYS place. ARGV bridge, the one it is to take over from, ms it is kept
local held = redis.call('GET', KEYS[1])
if not held or held == ARGV[2] then
    redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[3])
    return ARGV[1]
end
if held == ARGV[1] then redis.call('PEXPIRE', KEYS[1], ARGV[3]) end
return held
""")

AWAY = (JournalBroken, JournalBusy, JournalFull, NoScriptError)


class RedisSharing:
    """live.sharing.Sharing of one node. `node`: its name, drawn at its start."""

    def __init__(self, client: RedisClient, node: str, kept_s: float, placed_s: float) -> None:
        self.node = node
        self._client = client
        self._kept_ms, self._placed_ms = int(kept_s * 1000), int(placed_s * 1000)

    async def exchange(self, conference: str, said: bytes) -> dict[str, bytes]:
        prefix = f"{PREFIX}:{{{conference}}}"
        words = f"{prefix}:node:"
        keys = [f"{prefix}:nodes", words + self.node]
        heard = await self._run(EXCHANGE, keys, [said, self._kept_ms, self.node, words])
        return {name.decode(): word for name, word in zip(heard[::2], heard[1::2], strict=True)}

    async def place(self, room: str, bridge: bytes, instead_of: bytes = b"") -> bytes:
        keys = [f"{PREFIX}:{{{room}}}:place"]
        agreed: bytes = await self._run(PLACE, keys, [bridge, instead_of, self._placed_ms])
        return agreed

    async def _run(self, script: Script, keys: list[str], arguments: list[Argument]) -> Any:
        try:
            return await self._client.run(script, keys, arguments)
        except AWAY as error:
            raise ConnectionError(str(error)) from error
