"""Which conference and which sessions a command is about."""

from server.cli import folder
from server.cli.asked import Asked
from server.core.conference import Conference
from server.core.ids import ConferenceId
from server.journal.archive import Archive


def conference_of(archive: Archive, asked: Asked, id: str | None) -> ConferenceId:
    """The conference asked for, or the only one. Raises Failed with the list to choose from."""
    if not archive.names():
        raise asked.fails("no_data", folder=archive.where)
    listed = folder.fold_house(archive)[0].conferences
    if id is not None:
        if ConferenceId(id.upper()) not in listed:
            raise asked.fails("no_such_conference", id=id)
        return ConferenceId(id.upper())
    if not listed:
        raise asked.fails("no_conference")
    if len(listed) > 1:
        lines = [f"  {one.id}  {one.title}" for one in listed.values()]
        raise asked.fails_with("which_conference", lines)
    return next(iter(listed))


def sessions_of(state: Conference, asked: Asked, number: int | None) -> list[int]:
    """The session of this number (from 1), or all."""
    if number is None:
        return list(range(len(state.sessions)))
    if not 1 <= number <= len(state.sessions):
        raise asked.fails("no_such_session", count=len(state.sessions))
    return [number - 1]
