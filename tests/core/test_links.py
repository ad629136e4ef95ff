"""Links and the devices behind them."""

from server.core.ids import DeviceId, GrantId
from server.core.links import ACTIVE, REVOKED, WAITING, Desk, Links

O4, V1 = GrantId("o4"), GrantId("v1")
FIRST, SECOND, THIRD = (DeviceId(bytes([n]) * 8) for n in (1, 2, 3))


def enrol(links: Links, device: DeviceId, grant: GrantId) -> int:
    return links.enrol(device, grant, "Chrome", bytes(32), 5, 1)


def test_the_first_device_of_an_operators_link_is_active_and_the_next_waits() -> None:
    """Law: per version of the link; devices of boards and walls never wait."""
    links = Links()
    assert [enrol(links, device, O4) for device in (FIRST, SECOND)] == [ACTIVE, WAITING]
    assert [enrol(links, DeviceId(bytes([n]) * 8), V1) for n in (7, 8)] == [ACTIVE, ACTIVE]


def test_a_device_revoked_alone_leaves_no_place_for_a_stranger() -> None:
    """Law: the link is known to whoever lost the device; the next browser waits for approval."""
    links = Links()
    enrol(links, FIRST, O4)
    links.set_state(0, REVOKED, 2)
    assert enrol(links, SECOND, O4) == WAITING


def test_a_revoked_link_signs_out_all_its_devices_and_starts_anew() -> None:
    """Law: the version rises, all devices of that grant are out, the first of the new version is active."""
    links = Links()
    enrol(links, FIRST, O4)
    enrol(links, SECOND, O4)
    enrol(links, THIRD, V1)
    links.revoke_link(O4, 9)
    assert links.version_of(O4) == 2
    assert list(links.states) == [REVOKED, REVOKED, ACTIVE]
    assert enrol(links, DeviceId(b"newphone"), O4) == ACTIVE


def test_desks_are_the_active_devices_of_operators() -> None:
    """Law: what the fold looks up at a check-in follows every change of state, also when rebuilt."""
    links = Links()
    enrol(links, FIRST, O4)
    enrol(links, SECOND, O4)
    enrol(links, THIRD, V1)
    assert links.desks == {FIRST: Desk(0, 0, O4, 4)}
    links.set_state(1, ACTIVE, 2)
    links.set_state(0, REVOKED, 3)
    desks = dict(links.desks)
    links.reindex()
    assert links.desks == desks == {SECOND: Desk(1, 0, O4, 4)}


def test_a_device_tells_what_is_known_of_it() -> None:
    """Law: id, grant, label, state, key, when, and the seq that last changed it."""
    links = Links()
    enrol(links, FIRST, O4)
    links.set_state(0, REVOKED, 12)
    assert links.device(0) == (FIRST, O4, "Chrome", REVOKED, bytes(32), 5, 12)
