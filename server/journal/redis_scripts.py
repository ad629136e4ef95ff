"""What Redis does as one step, in its own language. A script that fails has changed nothing.

Rule: types are looked at before the first write, because what a script has written before it fails stays written.
"""

from hashlib import sha1


class Script:
    """One script and the name Redis knows it by."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.sha = sha1(source.encode(), usedforsecurity=False).hexdigest()


FORKED = -1
"""What APPEND returns, with nothing written, when the entry the caller has read is not there."""

APPEND = Script("""
-- KEYS journal, vault, erased. ARGV seen seq, sha1 of that entry, count, entries…, then subject, text in turns
local last = redis.call('XLEN', KEYS[1])
redis.call('HLEN', KEYS[2])
redis.call('SCARD', KEYS[3])
if ARGV[1] ~= '0' then
    local found = redis.call('XRANGE', KEYS[1], ARGV[1] .. '-0', ARGV[1] .. '-0')
    if #found == 0 or redis.sha1hex(found[1][2][2]) ~= ARGV[2] then return -1 end
end
local count = tonumber(ARGV[3])
for n = 1, count do
    redis.call('XADD', KEYS[1], string.format('%.0f-0', last + n), 'e', ARGV[3 + n])
end
for n = 4 + count, #ARGV, 2 do
    if redis.call('SISMEMBER', KEYS[3], ARGV[n]) == 0 then
        redis.call('HSETNX', KEYS[2], ARGV[n], ARGV[n + 1])
    end
end
return last + count
""")

HOLDS = Script("""
-- KEYS journal. ARGV seq, sha1 of that entry, in turns. Returns 1 when each of them is there, else 0
for n = 1, #ARGV, 2 do
    local found = redis.call('XRANGE', KEYS[1], ARGV[n] .. '-0', ARGV[n] .. '-0')
    if #found == 0 or redis.sha1hex(found[1][2][2]) ~= ARGV[n + 1] then return 0 end
end
return 1
""")

REVISE = Script("""
-- KEYS vault, erased. ARGV subject, text
if redis.call('SISMEMBER', KEYS[2], ARGV[1]) == 0 then redis.call('HSET', KEYS[1], ARGV[1], ARGV[2]) end
return 0
""")

ERASE = Script("""
-- KEYS vault, erased. ARGV subjects
local had = redis.call('HLEN', KEYS[1])
redis.call('SCARD', KEYS[2])
for n = 1, #ARGV do
    redis.call('SADD', KEYS[2], ARGV[n])
    redis.call('HDEL', KEYS[1], ARGV[n])
end
return had - redis.call('HLEN', KEYS[1])
""")
