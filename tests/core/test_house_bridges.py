"""The house knows its bridges: one name each, one id for ever."""

import pytest

from server.core.entries import KIND_OF, Command, Entry
from server.core.house import House
from server.core.house_commands import AddBridge, RemoveBridge
from server.core.ids import CommandId, DeviceId, GrantId, Millis, Seq
from server.core.refusals import Verdict

ID, OTHER, KEY = bytes(8), b"\x01" * 8, bytes(32)


def folded(*commands: Command) -> list[Verdict]:
    """The verdicts of a house journal with these commands."""
    house = House()
    verdicts = []
    for number, body in enumerate(commands, 1):
        id = CommandId(number.to_bytes(16, "big"))
        entry = Entry(KIND_OF[type(body)], id, GrantId("s0"), DeviceId(b""), Millis(5), 0, Millis(5), 0, body)
        verdicts.append(house.apply(Seq(number), entry).verdict)
    return verdicts


@pytest.mark.parametrize(
    ("commands", "last"),
    [
        ([AddBridge(ID, "hall", KEY)], Verdict.ACCEPTED),
        ([AddBridge(ID, "hall", KEY), AddBridge(OTHER, "hall", KEY)], Verdict.DUPLICATE_CODE),
        ([AddBridge(ID, "hall", KEY), AddBridge(OTHER, "east", KEY)], Verdict.ACCEPTED),
        ([AddBridge(ID, "hall", KEY), AddBridge(ID, "east", KEY)], Verdict.WRONG_STATE),
        ([AddBridge(ID, "hall", KEY), RemoveBridge(ID), AddBridge(ID, "hall", KEY)], Verdict.WRONG_STATE),
        ([AddBridge(ID, "hall", KEY), RemoveBridge(ID), AddBridge(OTHER, "hall", KEY)], Verdict.ACCEPTED),
        ([RemoveBridge(ID)], Verdict.NO_SUCH_DEVICE),
        ([AddBridge(ID, " ", KEY)], Verdict.BAD_TEXT),
        ([AddBridge(ID[:7], "hall", KEY)], Verdict.BAD_TEXT),
        ([AddBridge(ID, "hall", KEY[:31])], Verdict.BAD_TEXT),
    ],
)
def test_a_bridge_has_a_name_of_its_own_and_an_id_that_is_never_used_again(
    commands: list[Command], last: Verdict
) -> None:
    """Law: a name may be taken over after a removal, an id (and the code that carries it) may not."""
    assert folded(*commands)[-1] == last
