"""`python -m server.cli` is `diemcau`."""

import gc

gc.disable()  # nothing that is imported is garbage: a server that comes back while ten thousand rooms wait looks later

from server.cli.main import main  # noqa: E402

gc.enable()

if __name__ == "__main__":
    main(prog_name="diemcau")
