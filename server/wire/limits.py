"""Every bound of the wire, in one table: its value, its unit and where the number comes from.

Rule 1: whatever comes from outside is bounded here before anybody reads it (each bound is tested one
below and one above).
Rule 2: these bounds stop broken or hostile clients; what a person can do wrong inside them (a count too
high, an unknown room) is the core's to refuse in words.
"""

from typing import Final, Self

from server.core.ids import COMMAND_ID_BYTES, DEVICE_ID_BYTES, MAX_SESSIONS, PAPER_ID_BYTES


class Limit(int):
    """One bound: an int that knows its unit and its source."""

    unit: str
    source: str

    def __new__(cls, value: int, unit: str, source: str) -> Self:
        limit = super().__new__(cls, value)
        limit.unit = unit
        limit.source = source
        return limit


PROTOCOL_VERSION: Final = 1

# -- frames and sockets
FRAME_IN_BYTES = Limit(64 * 1024, "bytes", "HOUSE: aiohttp's max_msg_size; honest frames are under 10 KiB.")
FRAME_OUT_BYTES = Limit(1024 * 1024, "bytes", "3,300 rows of a board at 300 B; more goes as several frames.")
HELLO_WITHIN_MS = Limit(10_000, "ms", "Three round trips over a satellite link, on a slow phone.")
NAME_CHARS = Limit(16, "chars", "A conference's id has eight, a grant is a letter and a number.")
TOPIC_CHARS = Limit(64, "chars", "The longest topic, with two 10-digit numbers, is under 32.")
WATCHES = Limit(16, "topics", "A page watches at most six topics; twice that while it moves, and some.")
UNANSWERED = Limit(1_024, "commands", "The largest usual room, 330 people (DOMAIN), three times over.")
COMMANDS_PER_S = Limit(200, "1/s", "A person scans two a second; an outbox drains at this rate.")
OUTCOMES_PER_FRAME = Limit(1_024, "outcomes", "All a socket may have unanswered, in under 1 MiB.")
BEAT_EVERY_MS = Limit(1_000, "ms", "HOUSE: an idle topic beats once a second, so a page sees its lost link.")

# -- media
SDP_CHARS = Limit(32 * 1024, "chars", "Chromium's offer of eight media sections is about 15 KB; twice that.")
JOINS_PER_MINUTE = Limit(30, "1/min", "A page that lost its bridge tries every 2 s; a person never as often.")

# -- values
MILLIS = Limit(8_640_000_000_000_000, "ms", "ECMA-262 time values: the last moment a Date can hold.")
NUMBER = Limit(2**31 - 1, "", "People and nodes are columns of signed 32-bit numbers.")
POSITION_NUMBER = Limit(2**53 - 1, "", "The largest whole number that is exact in a browser.")
SESSIONS = Limit(MAX_SESSIONS, "sessions", "core.ids.MAX_SESSIONS: a person's sessions are one byte of bits.")
COMMAND_ID = Limit(COMMAND_ID_BYTES, "bytes", "core.ids: sixteen random bytes, never fewer, never more.")
DEVICE_ID = Limit(DEVICE_ID_BYTES, "bytes", "core.ids: eight random bytes, never fewer, never more.")
PAPER_ID = Limit(PAPER_ID_BYTES, "bytes", "core.ids: sixteen random bytes, never fewer, never more.")
CHAIN_BYTES = Limit(8, "bytes", "HOUSE rule 8: a position shows the first 8 bytes of the chain.")

# -- texts
TEXTS = Limit(4, "texts", "No kind carries more than one today; room for three more.")
TEXT_STRINGS = Limit(6, "strings", "A walk-in's text is name, post, unit; twice that.")
TEXT_CHARS = Limit(300, "chars", "The longest post in published rosters is under 200.")
TITLE_CHARS = Limit(300, "chars", "A resolution's full title is up to about 250.")
ORGANISATION_CHARS = Limit(200, "chars", "core.retention: the full name of an office.")
PURPOSE_CHARS = Limit(600, "chars", "core.retention: what a person reads on a phone before she accepts.")
CONTACT_CHARS = Limit(200, "chars", "core.retention: an office, its address and its telephone.")
SESSION_NAME_CHARS = Limit(200, "chars", "A session's subject is shorter than the whole title.")
ZONE_CHARS = Limit(64, "chars", "IANA zone names: the longest is under 40 characters.")
PLACE_CHARS = Limit(11, "chars", "A letter and a person or node number of at most ten digits.")
GRANT_CHARS = Limit(11, "chars", "A role letter and a node number of at most ten digits.")

TABLE: Final[dict[str, Limit]] = {
    name: bound for name, bound in list(globals().items()) if isinstance(bound, Limit)
}
"""Every bound by name; PROTOCOL.md shows each (tests/wire/test_protocol_document.py)."""
