"""`python -m server.cli` is `diemcau`."""

from server.cli.main import main

if __name__ == "__main__":
    main(prog_name="diemcau")
