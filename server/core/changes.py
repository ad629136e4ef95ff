"""What changed after a position, told by what a view follows: ten thousand rooms need not be asked one by one.

An *aspect* names one such thing. Whatever happens under a node changes the node, so the changed nodes are found from the
root down, and what rests costs nothing.
"""

from collections.abc import Iterator

from server.core.ids import ROOT
from server.core.linked import Phones
from server.core.reading import Reading

Aspect = tuple[str | int, ...]

PAPERS: Aspect = ("papers",)


def node_aspect(session: int, node: int) -> Aspect:
    """Figures, words and roster of a node in a session."""
    return "node", session, node


def questions_aspect(session: int) -> Aspect:
    """The questions of a session, whoever sees them."""
    return "questions", session


def phones_aspect(point: int) -> Aspect:
    """The phones on the list of a point, in all sessions."""
    return "phones", point


def phone_aspect(session: int, device: int) -> Aspect:
    """Whose a phone is in a session. `device`: its number."""
    return "phone", session, device


def devices_aspect(grant: str) -> Aspect:
    """The list of a grant's devices. That one of them is linked is true only now: live stirs it too."""
    return "devices", grant


def changed_aspects(state: Reading, since: int) -> Iterator[Aspect]:
    """Everything a ledger view follows that changed after the entry `since`. Settle first."""
    if state.papers.changed_last > since:
        yield PAPERS
    yield from map(devices_aspect, state.links.grants_changed(since))
    for number, session in enumerate(state.sessions):
        for node in _nodes(state, number, since):
            yield node_aspect(number, node)
        if state.questions.changed_in.get(number, 0) > since:
            yield questions_aspect(number)
        if session.phones.changed_last > since:
            yield from _phones(session.phones, number, since)


def _nodes(state: Reading, session: int, since: int) -> Iterator[int]:
    changed, waiting = state.sessions[session].figures.changed, [int(ROOT)]
    while waiting:
        node = waiting.pop()
        if changed[node] > since:
            yield node
            waiting += state.units.children(node)


def _phones(phones: Phones, session: int, since: int) -> Iterator[Aspect]:
    for row in phones.since(since):
        yield phones_aspect(phones.desk[row])
        yield phone_aspect(session, phones.device[row])
