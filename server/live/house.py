"""The live house: accounts, signed-in browsers, the list of conferences and the bridges, over the house journal."""

from collections.abc import Callable, Sequence

from server.core.commands import EpochBegan
from server.core.entries import KIND_OF, Command, Entry
from server.core.house import AccountDevice, House
from server.core.house_commands import (
    AddBridge,
    AddConference,
    EnrolAccountDevice,
    RemoveBridge,
    SetAccount,
    SignOut,
)
from server.core.ids import CommandId, ConferenceId, DeviceId, Millis
from server.core.refusals import Judgement
from server.journal.port import Journal
from server.live.spine import SERVER_DEVICE, SERVER_GRANT, Spine
from server.live.texts import Names, seal

SIGNS_OUT = frozenset({KIND_OF[SetAccount], KIND_OF[SignOut]})

ADMINISTRATOR = 1
"""The one account there is so far."""


class LiveHouse:
    """Owned by the hub; opened before anything else and closed last."""

    def __init__(
        self, journal: Journal, clock: Callable[[], Millis], random_bytes: Callable[[int], bytes]
    ) -> None:
        self.spine = Spine("house", journal, House(), SIGNS_OUT, self._after_fold)
        self.signed_out: Callable[[], None] = lambda: None
        """Called in the turn of the loop in which a browser was signed out, or all of an account."""
        self._clock = clock
        self._random = random_bytes
        self._names = Names(journal)

    def _after_fold(self, entry: Entry, judgement: Judgement) -> None:
        self._names.forget()
        self.signed_out()

    @property
    def state(self) -> House:
        return self.spine.state

    def has_administrator(self) -> bool:
        return ADMINISTRATOR in self.state.accounts

    async def set_up(self, name: str, password_hash: str) -> Judgement:
        """Make the administrator. WRONG_STATE: there is one."""
        return await self._ask(SetAccount(ADMINISTRATOR, b"", is_first=True), [[name, password_hash]])

    async def set_password(self, name: str, password_hash: str) -> Judgement:
        """Make or change the administrator; every browser signed in to the account is signed out."""
        self._names.forget()
        return await self._ask(SetAccount(ADMINISTRATOR, b""), [[name, password_hash]])

    async def account(self, name: str) -> tuple[int, str] | None:
        """(account, password hash) of a name, compared without case; None when there is none."""
        for number, subject in self.state.accounts.items():
            strings = (await self._names.read([subject])).get(subject)
            if strings and strings[0].casefold() == name.casefold():
                return number, strings[1]
        return None

    async def name_of(self, account: int) -> str:
        """The account's own name; empty when it has been erased."""
        subject = self.state.accounts[account]
        return (await self._names.read([subject])).get(subject, [""])[0]

    async def enrol(
        self, account: int, device: DeviceId, key_hash: bytes, label: str, expires_ms: Millis
    ) -> Judgement:
        return await self._ask(EnrolAccountDevice(account, device, key_hash, label, expires_ms))

    def device(self, device: DeviceId) -> AccountDevice | None:
        """The signed-in browser, if its time is not over."""
        found = self.state.devices.get(device)
        return found if found is not None and found.expires_ms > self._clock() else None

    async def sign_out(self, device: DeviceId) -> Judgement:
        return await self._ask(SignOut(device))

    async def list_conference(self, conference: ConferenceId, title: str) -> Judgement:
        return await self._ask(AddConference(conference, title))

    async def add_bridge(self, bridge: bytes, name: str, public_key: bytes) -> Judgement:
        """DUPLICATE_CODE: the name is taken; WRONG_STATE: the id was used before."""
        return await self._ask(AddBridge(bridge, name, public_key))

    async def remove_bridge(self, bridge: bytes) -> Judgement:
        return await self._ask(RemoveBridge(bridge))

    async def begin_epoch(self, epoch: int) -> Judgement:
        """The house's journal has another history than it had (history.py)."""
        return await self._ask(EpochBegan(epoch))

    async def _ask(self, command: Command, texts: Sequence[Sequence[str]] = ()) -> Judgement:
        now, id = self._clock(), CommandId(self._random(16))
        sealed, rows = seal(command, id, texts, self._random)
        entry = Entry(KIND_OF[type(command)], id, SERVER_GRANT, SERVER_DEVICE, now, 0, now, 0, sealed)
        judgement, _ = await self.spine.ask(entry, rows)
        return judgement
