"""How long a conference keeps personal texts, what it tells people, and how far their erasure is. Holds no rule;
retention.py has the law."""

KEEP_DAYS = 365
"""Without a word of the host: a year, in which reports are disputed and the yearly report is written."""


class Privacy:
    """Owned by State."""

    STATE = ("keep_days", "organisation", "purpose", "contact", "version", "announced_ms", "begun_ms", "begun_seq",
             "ended_ms", "texts", "changed")  # fmt: skip

    def __init__(self) -> None:
        self.keep_days = KEEP_DAYS
        self.organisation = ""
        self.purpose = ""
        self.contact = ""
        self.version = 1
        """Of the notice: what is told, and for how long; phones say which they accepted."""
        self.announced_ms = 0
        self.begun_ms = 0
        """Since when nothing personal is taken any more; 0 while it is."""
        self.begun_seq = 0
        self.ended_ms = 0
        self.texts = 0
        self.changed = 0
        """Seq that last changed any of it."""

    def reindex(self) -> None:
        """Nothing is derived."""
