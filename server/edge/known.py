"""What a conference holds already, written down for the process that reads the next roster."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import msgspec

from server.core.commands import PointRow, UnitRow
from server.core.conference import Conference
from server.core.units import KIND_POINT, KIND_UNIT
from server.edge.roster_reader import Told, hash_of
from server.live.conference import LiveConference

SLICE = 2_000
"""Rows or texts between two turns of the loop: some 5 ms."""

_codes = msgspec.msgpack.Decoder(list[str])


async def write(live: LiveConference, folder: Path, import_id: bytes) -> None:
    """FOLDER/known (tree, contacts, sessions) and FOLDER/codes (a keyed hash of each person's code)."""
    state = live.state
    told = Told(import_id, [], [], {}, [session.name for session in state.sessions])
    for node in range(state.node_count):
        if state.kind_of(node) == KIND_UNIT:
            told.units.append(_unit(state, node))
        elif state.kind_of(node) == KIND_POINT:
            told.points.append(_point(state, node))
        if node % SLICE == SLICE - 1:
            await asyncio.sleep(0)
    told.contacts.update(await _contacts(live))
    (folder / "known").write_bytes(msgspec.msgpack.encode(told))
    with (folder / "codes").open("wb") as file:
        for subjects in _sliced(_people(state)):
            texts = await live.spine.journal.texts(subjects)
            file.writelines(hash_of(_codes.decode(body)[0], import_id) for body in texts.values())


async def _contacts(live: LiveConference) -> dict[str, list[str]]:
    state = live.state
    subjects = {
        subject: state.code_of(point)
        for point in state.points_under(0)
        if (subject := state.subject_of_contact(point)) is not None
    }
    found: dict[str, list[str]] = {}
    for part in _sliced(iter(subjects)):
        texts = await live.spine.journal.texts(part)
        found.update((subjects[subject], _codes.decode(body)) for subject, body in texts.items())
    return found


def _sliced(subjects: Iterator[bytes]) -> Iterator[list[bytes]]:
    part: list[bytes] = []
    for subject in subjects:
        part.append(subject)
        if len(part) == SLICE:
            yield part
            part = []
    if part:
        yield part


def _people(state: Conference) -> Iterator[bytes]:
    return (state.subject_of_person(n) for n in range(state.person_count) if not state.is_walk_in(n))


def _unit(state: Conference, node: int) -> UnitRow:
    parent = state.parent_of(node)
    return UnitRow(state.code_of(node), state.code_of(parent), state.name_of(node), state.level_of(node))


def _point(state: Conference, node: int) -> PointRow:
    units = state.units
    return PointRow(
        state.code_of(node),
        state.code_of(state.parent_of(node)),
        state.name_of(node),
        state.carrier_of(node),
        units.capacity[node],
        units.addresses[node],
    )
