"""The views whose rows carry the seq that changed them: where a watcher stands is enough to know what is newer, also
after a restart.

Columns: server/wire/PROTOCOL.md. One object for each room that is watched, so they hold little and compute when asked.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from server.core import rows, talk_rows
from server.core.attendance import NONE
from server.core.changes import PAPERS, node_aspect, phone_aspect, phones_aspect, questions_aspect
from server.core.talk_rows import Audience
from server.live.tables import Key, LedgerTable, Names, Row, Wording
from server.live.wording import named, subjects_in

if TYPE_CHECKING:
    from server.live.conference import LiveConference


class Board(LedgerTable):
    """Figures of a node and of what lies directly under it, in a session."""

    __slots__ = ("_node", "_session", "_state")

    def __init__(self, live: "LiveConference", node: int, session: int) -> None:
        super().__init__(live, node_aspect(session, node))
        self._state, self._node, self._session = live.state, node, session

    def changed(self) -> int:
        return rows.board_changed(self._state, self._node, self._session)

    def rows(self, since: int) -> Sequence[Row]:
        return rows.board(self._state, self._node, self._session, since)


def _word_roster(row: Row, names: Names) -> Row:
    code, name, post, _, unit, *_ = (*names.get(row[1], ()), "", "", "", "", "")
    reason = names.get(row[12], ("",))[0] if row[12] else ""
    return [row[0], code[-4:], name, post, row[4] or unit, *row[5:12], reason]


class Roster(LedgerTable):
    """The people of a point in a session."""

    __slots__ = ("_point", "_session", "_state")

    wording: Wording | None = Wording(
        lambda row: [subject for subject in (row[1], row[12]) if subject], _word_roster
    )

    def __init__(self, live: "LiveConference", point: int, session: int) -> None:
        super().__init__(live, node_aspect(session, point))
        self._state, self._point, self._session = live.state, point, session

    def changed(self) -> int:
        return self._state.roster_changed(self._session, self._point)

    def rows(self, since: int) -> Sequence[Row]:
        return rows.roster(self._state, self._point, self._session, since)


def _word_question(row: Row, names: Names) -> Row:
    worded = list(named(row, names, 4, 5))
    for cell in (6, 8):
        worded[cell] = "".join(names.get(row[cell], ())) if row[cell] else ""
    return worded


class Questions(LedgerTable):
    """The questions of a session, as an audience sees them."""

    __slots__ = ("_audience", "_session", "_state")

    wording: Wording | None = Wording(lambda row: subjects_in(row, 4, 5, 6, 8), _word_question)

    def __init__(self, live: "LiveConference", session: int, audience: Audience) -> None:
        number = live.state.links.number_of.get(audience.device, NONE)
        super().__init__(live, questions_aspect(session), phone_aspect(session, number))
        self._state, self._session, self._audience = live.state, session, audience

    def changed(self) -> int:
        return talk_rows.questions_changed(self._state, self._session, self._audience)

    def rows(self, since: int) -> Sequence[Row]:
        return talk_rows.questions(self._state, self._session, self._audience, since)

    def gone(self, since: int) -> Sequence[Key]:
        return talk_rows.questions_gone(self._state, self._session, self._audience, since)

    def began(self) -> int:
        return talk_rows.questions_began(self._state, self._session, self._audience)


def _word_paper(row: Row, names: Names) -> Row:
    title, file_name, *_ = (*names.get(row[1], ()), "", "")
    return [row[0], title, *row[2:6], file_name]


class Papers(LedgerTable):
    """The papers of the conference."""

    __slots__ = ("_state",)

    wording: Wording | None = Wording(lambda row: subjects_in(row, 1), _word_paper)

    def __init__(self, live: "LiveConference") -> None:
        super().__init__(live, PAPERS)
        self._state = live.state

    def changed(self) -> int:
        return self._state.papers.changed_last

    def rows(self, since: int) -> Sequence[Row]:
        return talk_rows.papers(self._state, since)

    def gone(self, since: int) -> Sequence[Key]:
        return talk_rows.papers_gone(self._state, since)


class Phones(LedgerTable):
    """The phones on the list of a point."""

    __slots__ = ("_point", "_state")

    wording: Wording | None = Wording(
        lambda row: subjects_in(row, 3), lambda row, names: named(row, names, 3)
    )

    def __init__(self, live: "LiveConference", point: int) -> None:
        super().__init__(live, phones_aspect(point))
        self._state, self._point = live.state, point

    def changed(self) -> int:
        return talk_rows.phones_changed(self._state, self._point)

    def rows(self, since: int) -> Sequence[Row]:
        return talk_rows.phones(self._state, self._point, since)

    def gone(self, since: int) -> Sequence[Key]:
        return talk_rows.phones_gone(self._state, self._point, since)
