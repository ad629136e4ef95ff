"""The command line of Điểm Cầu. Knows every room; no rule of a conference lives here."""

from server.cli.main import main

__all__ = ["main"]
