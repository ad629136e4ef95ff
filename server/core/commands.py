"""What one may ask of a conference. What is asked of the house stands in house_commands.py.

Rule 1: no personal text stands here. A `digest` is the salted SHA-256 of a text that lies in the
vault under `ids.subject_of(entry.id, row)`; digests of rows stand one after the other, 32 bytes each.
Rule 2: fields are only ever added, at the end, with a default: old journals decode for ever.
"""

from typing import NamedTuple

from server.core.choices import Carrier, How
from server.core.ids import (
    NO_NODE,
    NO_PERSON,
    CommandId,
    DeviceId,
    GrantId,
    ImportId,
    Millis,
    NodeNo,
    PaperId,
    PersonNo,
    Place,
    SessionNo,
)


class SessionPlan(NamedTuple):
    name: str
    starts_ms: Millis
    ends_ms: Millis


class UnitRow(NamedTuple):
    code: str
    parent_code: str
    """Empty: hangs under the conference itself. A parent stands before its children or is known."""
    name: str
    level: str
    """The level's own name ("Tỉnh", "Xã"): data, not law."""


class PointRow(NamedTuple):
    code: str
    unit_code: str
    name: str
    carrier: int = Carrier.RELAY
    capacity: int = 0
    address: str = ""


class PeopleRun(NamedTuple):
    """`count` people of one unit, summoned to one point for the same sessions, in row order."""

    unit_code: str
    point_code: str
    sessions_mask: int
    """Bit n: summoned to session n. 255: to all, whatever their number."""
    count: int  # type: ignore[assignment]  # the word of the domain; nobody counts in a row


class PlanConference(NamedTuple):
    """Title, sessions and rule; again while the conference is a draft replaces them."""

    title: str
    sessions: list[SessionPlan]
    zone: str = "Asia/Ho_Chi_Minh"
    online_percent: int = 50
    """Of a session's length: so much time online counts as present."""


class StageUnits(NamedTuple):
    import_id: ImportId
    rows: list[UnitRow]


class StagePoints(NamedTuple):
    """Points; a row whose code is known changes that point. `digests`: one per row, of its contact text."""

    import_id: ImportId
    rows: list[PointRow]
    digests: bytes


class StagePeople(NamedTuple):
    """People new to the roster. `digests`: one per person, in row order over all runs."""

    import_id: ImportId
    runs: list[PeopleRun]
    digests: bytes


class ImportCommitted(NamedTuple):
    """Everything staged under `import_id` takes effect here, if the counts agree."""

    import_id: ImportId
    units: int
    points: int
    people: int


class Launch(NamedTuple):
    pass


class OpenSession(NamedTuple):
    session: SessionNo


class CloseSession(NamedTuple):
    session: SessionNo


class CloseConference(NamedTuple):
    pass


class CheckIn(NamedTuple):
    session: SessionNo
    person: PersonNo
    point: NodeNo
    how: int = How.NAME


class CheckOut(NamedTuple):
    session: SessionNo
    person: PersonNo
    point: NodeNo


class Undo(NamedTuple):
    """Takes back one check-in, check-out, walk-in, head-count or excuse, named by its command id."""

    command: CommandId
    digest: bytes


class AddWalkIn(NamedTuple):
    """Somebody who is not on the roster is present at `point`; the text holds name, post, unit in words."""

    session: SessionNo
    point: NodeNo
    digest: bytes
    unit: NodeNo = NO_NODE
    stands_for: PersonNo = NO_PERSON


class ReportHeadCount(NamedTuple):
    session: SessionNo
    point: NodeNo
    count: int  # type: ignore[assignment]  # the word of the domain; nobody counts in a row


class Excuse(NamedTuple):
    """Absent with a reason; `withdrawn` takes it back."""

    session: SessionNo
    person: PersonNo
    digest: bytes
    withdrawn: bool = False


class Exempt(NamedTuple):
    """Off the denominator of one session, named, with a reason; `withdrawn` takes it back."""

    session: SessionNo
    person: PersonNo
    digest: bytes
    withdrawn: bool = False


class EnrolDevice(NamedTuple):
    """A browser that opened a grant's link. `key_hash`: SHA-256 of the secret in its cookie."""

    grant: GrantId
    version: int
    """The link's version the browser showed: a link revoked meanwhile enrols nobody."""
    device: DeviceId
    key_hash: bytes
    label: str
    """Kind of machine and browser, made by the server from the User-Agent; never typed by a person."""


class ApproveDevice(NamedTuple):
    device: DeviceId


class RevokeDevice(NamedTuple):
    device: DeviceId


class RevokeLink(NamedTuple):
    """The grant's printed link stops working and all its devices are signed out."""

    grant: GrantId


class RenewCode(NamedTuple):
    """The code phones enter by (a grant q) stops working and a new one takes its place; phones that are in stay in."""

    grant: GrantId


class NotePoint(NamedTuple):
    """Written by the server, at most once a minute per point."""

    point: NodeNo
    news: int
    at_ms: Millis


class RulesAdopted(NamedTuple):
    version: int


class EpochBegan(NamedTuple):
    epoch: int


# See, hear, speak, ask. A place is a point's room or a person online (ids.Place).


class RaiseHand(NamedTuple):
    """The place asks for the floor. Hands stand in the journal's order."""

    session: SessionNo
    place: Place


class LowerHand(NamedTuple):
    session: SessionNo
    place: Place


class CuePlace(NamedTuple):
    """Next to speak: the director alone sees and hears it. Replaces another cue; the hand stays up."""

    session: SessionNo
    place: Place
    """Empty: nobody is next."""


class GiveFloor(NamedTuple):
    """The place is on air: its hand goes down, the cue is empty, whoever was on air is released."""

    session: SessionNo
    place: Place


class ReleaseFloor(NamedTuple):
    """The place is off the air. The server says it when a lease or the grace time is over."""

    session: SessionNo
    place: Place


class AskQuestion(NamedTuple):
    """A question's id is the id of this command; its text is [question], split where it is long."""

    session: SessionNo
    place: Place
    digest: bytes
    person: PersonNo = NO_PERSON
    """Who asks; NO_PERSON: the room."""


class MoveQuestion(NamedTuple):
    """The moderator's word on a question. The text is the answer, or the reason for declining."""

    question: CommandId
    to: int
    """A QuestionState."""
    digest: bytes
    other: CommandId = CommandId(b"")
    """The question it is merged into."""


class VoteQuestion(NamedTuple):
    question: CommandId


class ClaimQuestion(NamedTuple):
    """The device takes the question for editing, or lets go of it."""

    question: CommandId
    claimed: bool


class AddPaper(NamedTuple):
    """A paper to read, as vault text [title, file name]; its bytes lie beside the journal."""

    paper: PaperId
    digest: bytes
    size_bytes: int
    sha256: bytes
    shared: bool
    """False: listed, marked "not to be shared", opened inside the rooms only."""


class RemovePaper(NamedTuple):
    paper: PaperId


class NotePaperOpened(NamedTuple):
    """Written by the server; counts once per device and paper."""

    paper: PaperId
    node: NodeNo
    """The point whose room it was opened in; 0: online."""
    device: DeviceId


class LinkPhone(NamedTuple):
    """The server has proved whose phone this is. In the room it is a check-in as well."""

    session: SessionNo
    device: DeviceId
    person: PersonNo
    place: Place
    """The room "n<point>", or the person herself "p<person>" online."""
    how: int
    """A Proof."""
    online: bool
    consent: int = 0
    """The version of the notice that was accepted on this phone; 0: linked before notices were asked about."""


class ConfirmPhone(NamedTuple):
    """Decides on the newest wish of this device to be this person's."""

    device: DeviceId
    person: PersonNo
    confirmed: bool


class NoteOnline(NamedTuple):
    """A person online joined or left. Joined, said again of who is there, means: still there at `at_ms`."""

    session: SessionNo
    person: PersonNo
    joined: bool
    at_ms: Millis


# Data law (retention.py, listings.py).


class SetPrivacy(NamedTuple):
    """How long personal texts are kept after the conference, and what phones are told. Texts of the conference, as its
    title is: an office and its address, never a person's name or number."""

    keep_days: int
    organisation: str = ""
    """Who decides why and how names are used; "" as the pages say it without."""
    purpose: str = ""
    contact: str = ""


class AnnounceErasure(NamedTuple):
    """Written by the server when the date is near; nothing is erased sooner than NOTICE_MS after it."""


class BeginErasure(NamedTuple):
    """Written by the server on the date: from here on nothing personal is taken, and the vault is being emptied."""


class TextsErased(NamedTuple):
    """Written by the server: the texts have left every file; of one person, or of the whole conference."""

    texts: int
    """How many the run that ended it found."""
    person: PersonNo = NO_PERSON


class NoteListed(NamedTuple):
    """Written by the server before names or links leave it: who asked, for what, how many."""

    what: int
    """A Listing."""
    count: int  # type: ignore[assignment]  # the word of the domain; nobody counts in a row
    node: NodeNo
    """Of which unit or point; 0: of the whole conference."""
    grant: GrantId
    device: DeviceId
    account: int = -1
    """The account that asked as host; -1: a device of a link; -2: the command line."""
    refused: bool = False
