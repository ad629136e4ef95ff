"""The doors: the only rooms that know the web library. Read routes first, then callers (who is calling)."""
