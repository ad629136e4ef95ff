"""What can go wrong with a folder, a journal or a port, in words a person can act on."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from server.cli import folder
from server.cli.asked import Asked
from server.journal.keys import KeyUnusable
from server.journal.port import FolderTaken, JournalBroken, JournalBusy, JournalFull
from server.live.hub import Refused
from server.settings import BadSetting, Settings


@contextmanager
def holding(settings: Settings, asked: Asked, taken: str = "taken") -> Iterator[None]:
    """What can go wrong with a folder or a port, in words a person can act on. `taken`: the words beside a server."""
    try:
        yield
    except FolderTaken as error:
        who = folder.holder(settings.data)
        raise asked.fails(taken, folder=settings.data, holder=who) from error
    except (JournalBroken, JournalBusy, folder.Unfolded) as error:
        raise asked.fails("broken", why=error) from error
    except BadSetting as error:
        raise asked.fails("bad_setting", why=error) from error
    except KeyUnusable as error:
        raise asked.fails("bad_key", why=error) from error
    except (Refused, JournalFull) as error:
        raise asked.fails("demo_refused", why=error) from error
    except FileExistsError as error:
        raise asked.fails("file_there", path=error.filename) from error
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise asked.fails("port_taken", port=settings.port) from error
        if error.errno == errno.EACCES and error.filename is None:
            raise asked.fails("port_forbidden", port=settings.port) from error
        if error.errno == errno.EACCES:
            raise asked.fails("no_right", path=error.filename) from error
        raise asked.fails("no_disk", why=error) from error
