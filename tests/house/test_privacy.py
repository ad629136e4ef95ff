"""docs/privacy.md lists what pages store, and what the law of the house says about dates."""

import re

from server.core.privacy import KEEP_DAYS
from server.core.retention import ANNOUNCED_MS, DAY_MS, KEEP_DAYS_LEAST, KEEP_DAYS_MOST, NOTICE_MS
from tests.house.reading import ROOT, files

TEXT = (ROOT / "docs" / "privacy.md").read_text(encoding="utf-8")
STORED = re.compile(r"^\s*(?:export )?const (?:STORED|KEY|ROOT) = \"([^\"]+)\"", re.MULTILINE)
STORES = re.compile(r"(?:localStorage|sessionStorage)\s*\.\s*setItem\(\s*([A-Za-z_.]+|\"[^\"]+\"|`[^`]+`)")
KEPT_ELSEWHERE = re.compile(r"indexedDB|caches\.open|serviceWorker\.register|document\.cookie\s*=")


def pages() -> list[tuple[str, str]]:
    found = files("web_client/src", "web_client/public", suffixes=(".ts", ".tsx", ".js"))
    return [(path.name, path.read_text(encoding="utf-8")) for path in found]


def test_what_pages_store_stands_in_the_document() -> None:
    """Law: every file that stores something does it under a name that the document lists."""
    storing = {name: text for name, text in pages() if STORES.search(text)}
    assert storing
    assert [name for name, text in storing.items() if not STORED.findall(text) and "kept/" not in text] == []
    names = {key for text in storing.values() for key in STORED.findall(text)}
    assert [key for key in names if f"`{key}" not in TEXT] == []


def test_nothing_is_kept_where_the_document_says_nothing_is() -> None:
    """Law: no IndexedDB, no cache, no service worker, no cookie that a script writes."""
    assert [name for name, text in pages() if KEPT_ELSEWHERE.search(text)] == []


def test_the_bounds_of_retention_are_those_of_the_core() -> None:
    """Law L6: days, notice and default stand in the document as they are in the code."""
    assert f"({KEEP_DAYS_LEAST} to {KEEP_DAYS_MOST:,}; {KEEP_DAYS} without a word)" in TEXT
    assert ANNOUNCED_MS == 30 * DAY_MS and "Thirty days before" in TEXT
    assert NOTICE_MS == 7 * DAY_MS and "seven days after the announcement" in TEXT
