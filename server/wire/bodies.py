"""Which commands a client may send over the socket, and the bounds of each one's fields.

What is not in OFFERED comes from the server itself or through HTTP (imports, enrolment); a client that
sends it is answered like one that sends an unknown kind. Who of the clients may is the core's to say
(access.py); this table is the same for all.
"""

from collections import namedtuple
from collections.abc import Callable
from typing import Annotated, Any, NamedTuple

from msgspec import Meta, Raw
from msgspec.msgpack import Decoder

from server.core import choices
from server.core import commands as c
from server.core.entries import KIND_OF, Command
from server.core.ids import Millis
from server.core.sessions import LEAST_PERCENT
from server.wire import limits


class Offer(NamedTuple):
    """One kind a client may send."""

    command: type[Command]
    decode: Callable[[bytes | Raw], tuple[Any, ...]]
    """Bytes -> the body's fields, each inside its bounds."""
    texts: int
    """How many texts come with it: one per digest."""


def _length(low: int, high: int) -> Meta:
    return Meta(min_length=int(low), max_length=int(high))


_MOMENT = Meta(ge=0, le=int(limits.MILLIS))
Session = Annotated[int, Meta(ge=0, le=limits.SESSIONS - 1)]
Number = Annotated[int, Meta(ge=0, le=int(limits.NUMBER))]
NumberOrNone = Annotated[int, Meta(ge=-1, le=int(limits.NUMBER))]
How = Annotated[int, Meta(ge=0, le=len(choices.How) - 1)]
CommandId = Annotated[bytes, _length(limits.COMMAND_ID, limits.COMMAND_ID)]
CommandIdOrNone = Annotated[bytes, _length(0, limits.COMMAND_ID)]
PaperId = Annotated[bytes, _length(limits.PAPER_ID, limits.PAPER_ID)]
DeviceId = Annotated[bytes, _length(limits.DEVICE_ID, limits.DEVICE_ID)]
Grant = Annotated[str, _length(2, limits.GRANT_CHARS)]
Place = Annotated[str, _length(2, limits.PLACE_CHARS)]
PlaceOrNone = Annotated[str, _length(0, limits.PLACE_CHARS)]
QuestionState = Annotated[int, Meta(ge=0, le=len(choices.QuestionState) - 1)]
Title = Annotated[str, _length(1, limits.TITLE_CHARS)]
Organisation = Annotated[str, _length(0, limits.ORGANISATION_CHARS)]
Purpose = Annotated[str, _length(0, limits.PURPOSE_CHARS)]
Contact = Annotated[str, _length(0, limits.CONTACT_CHARS)]
Zone = Annotated[str, _length(1, limits.ZONE_CHARS)]
Percent = Annotated[int, Meta(ge=LEAST_PERCENT, le=100)]
NoDigest = Annotated[bytes, _length(0, 0)]
"""A digest: the client sends it empty, the server fills it from the text that comes along."""


class Planned(c.SessionPlan):
    """commands.SessionPlan with the wire's bounds."""

    name: Annotated[str, _length(1, limits.SESSION_NAME_CHARS)]
    starts_ms: Annotated[Millis, _MOMENT]
    ends_ms: Annotated[Millis, _MOMENT]


Plan = Annotated[list[Planned], _length(1, limits.SESSIONS)]

_FIELDS: tuple[tuple[type[Command], tuple[Any, ...]], ...] = (
    (c.PlanConference, (Title, Plan, Zone, Percent)),
    (c.Launch, ()),
    (c.OpenSession, (Session,)),
    (c.CloseSession, (Session,)),
    (c.CloseConference, ()),
    (c.CheckIn, (Session, Number, Number, How)),
    (c.CheckOut, (Session, Number, Number)),
    (c.Undo, (CommandId, NoDigest)),
    (c.AddWalkIn, (Session, Number, NoDigest, NumberOrNone, NumberOrNone)),
    (c.ReportHeadCount, (Session, Number, Number)),
    (c.Excuse, (Session, Number, NoDigest, bool)),
    (c.Exempt, (Session, Number, NoDigest, bool)),
    (c.ApproveDevice, (DeviceId,)),
    (c.RevokeDevice, (DeviceId,)),
    (c.RevokeLink, (Grant,)),
    (c.RaiseHand, (Session, Place)),
    (c.LowerHand, (Session, Place)),
    (c.CuePlace, (Session, PlaceOrNone)),
    (c.GiveFloor, (Session, Place)),
    (c.ReleaseFloor, (Session, Place)),
    (c.AskQuestion, (Session, Place, NoDigest, NumberOrNone)),
    (c.MoveQuestion, (CommandId, QuestionState, NoDigest, CommandIdOrNone)),
    (c.VoteQuestion, (CommandId,)),
    (c.ClaimQuestion, (CommandId, bool)),
    (c.RemovePaper, (PaperId,)),
    (c.ConfirmPhone, (DeviceId, Number, bool)),
    (c.RenewCode, (Grant,)),
    (c.SetPrivacy, (Number, Organisation, Purpose, Contact)),
)


def _offer(command: type[Command], fields: tuple[Any, ...]) -> Offer:
    """The command's twin: same fields, same defaults, bounded types, so that one pass checks all."""
    defaults = tuple(command._field_defaults.values())
    twin = namedtuple(command.__name__, command._fields, defaults=defaults)  # type: ignore[misc]
    twin.__annotations__ = dict(zip(command._fields, fields, strict=True))
    return Offer(command, Decoder(twin).decode, fields.count(NoDigest))


OFFERED: dict[int, Offer] = {KIND_OF[command]: _offer(command, fields) for command, fields in _FIELDS}
"""By kind number, every command a client may send."""
