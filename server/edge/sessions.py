"""Which session a page means when it names none."""

from server.core.ids import SessionNo
from server.core.reading import Reading
from server.core.state import SessionState


def session_now(state: Reading) -> SessionNo:
    """The open session; else the last that was opened; else the first (also when there is none yet)."""
    numbered = list(enumerate(state.sessions))
    running = [number for number, one in numbered if one.state == SessionState.OPEN]
    begun = [number for number, one in numbered if one.opened_ms]
    return SessionNo((running or begun[-1:] or [0])[0])
