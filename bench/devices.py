"""The browsers of a bench: devices already enrolled in the seeded journal, and the cookies that prove them."""

from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import NamedTuple

from bench.plan import Plan
from server.core.commands import EnrolDevice
from server.core.ids import ConferenceId, DeviceId, GrantId

CONFERENCE = ConferenceId("BENCH001")


class Browser(NamedTuple):
    """One socket's device. `node`: what its grant is about."""

    grant: GrantId
    node: int
    device: DeviceId
    key: bytes

    @property
    def cookie(self) -> str:
        spelled = urlsafe_b64encode(self.key).decode().rstrip("=")
        return f"dc_{CONFERENCE}_{self.grant}={self.device.hex()}.{spelled}"

    @property
    def enrolment(self) -> EnrolDevice:
        return EnrolDevice(self.grant, 1, self.device, sha256(self.key).digest(), "Bench · Linux")


def desks(plan: Plan) -> list[Browser]:
    """One operator per area."""
    return [_browser("o", plan.desk_node(desk), desk) for desk in range(plan.desks)]


def watchers(plan: Plan, count: int) -> list[Browser]:
    """Viewers of every level in turn: the conference, a province, an area, a commune."""
    return [_browser("v", _watched(plan, number), plan.desks + number) for number in range(count)]


def host() -> Browser:
    """The host's browser."""
    return _browser("h", 0, (1 << 32) + 1)


def room(plan: Plan, point: int) -> Browser:
    """The operator's browser of one point."""
    return _browser("o", plan.point_node(point), (1 << 33) + point)


def one_viewer(plan: Plan) -> Browser:
    """A viewer of the whole conference that no other bench socket uses."""
    return _browser("v", 0, 1 << 32)


def _watched(plan: Plan, number: int) -> int:
    turn, level = divmod(number, 4)
    if level == 0:
        return 0
    if level == 1:
        return plan.province_node(turn % plan.provinces)
    if level == 2:
        return plan.desk_node(turn * 7 % plan.desks)
    return plan.commune_node(turn * 13 % len(plan.communes))


def _browser(role: str, node: int, number: int) -> Browser:
    """Known keys on purpose: this conference lives for a minute on the loopback."""
    drawn = sha256(f"bench browser {number}".encode()).digest()
    return Browser(GrantId(f"{role}{node}"), node, DeviceId(drawn[:8]), drawn[8:28])
