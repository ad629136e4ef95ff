"""Numbers, shares and times as people read them."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.reports.words import WORDS, count_text, local, said, sentence, share, share_text, zone_of
from server.wire.limits import MILLIS


def test_the_news_sentence_reads_as_printed() -> None:
    """Law: DOMAIN rule 12, to the letter."""
    assert sentence(44_560, 46_540, "vi") == "44.560/46.540 đại biểu, đạt 95,7 %"
    assert sentence(44_560, 46_540, "en") == "44,560 of 46,540 people, 95.7%"


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [(0, 0, "–"), (0, 5, "0,0 %"), (5, 5, "100,0 %"), (46_539, 46_540, "99,9 %"), (1, 3, "33,3 %"), (2, 3, "66,7 %"),
     (1, 2000, "0,1 %"), (1, 2001, "0,0 %")],
)  # fmt: skip
def test_a_share_has_one_decimal_and_is_whole_only_when_it_is(part: int, whole: int, text: str) -> None:
    """Law: halves go up, but never up to the whole."""
    assert share_text(part, whole, "vi") == text


@given(st.integers(0, 3_000_000), st.integers(1, 3_000_000))
def test_a_share_is_within_a_thousandth(part: int, whole: int) -> None:
    """Law: what is shown is the nearest tenth of a per cent, or 99.9 just below the whole."""
    found = share(part, whole)
    assert found is not None
    assert abs(found - part / whole) <= 0.001
    assert part >= whole or found < 1


@pytest.mark.parametrize(
    ("count", "vi", "en"), [(0, "0", "0"), (999, "999", "999"), (1_930_000, "1.930.000", "1,930,000")]
)
def test_thousands_have_a_dot_or_a_comma(count: int, vi: str, en: str) -> None:
    """Law: each language has its own."""
    assert (count_text(count, "vi"), count_text(count, "en")) == (vi, en)


def test_times_are_the_conferences_own() -> None:
    """Law: the zone's wall clock; a machine without that zone's table still knows Vietnam's."""
    at = 1_770_000_000_000
    assert local(at, zone_of("Asia/Ho_Chi_Minh")) == datetime.datetime.fromisoformat("2026-02-02T09:40")
    assert local(at, zone_of("Asia/Tokyo")).hour == 11
    assert local(at, zone_of("no such/zone")) == local(at, zone_of("Asia/Ho_Chi_Minh"))
    assert (
        local(at, zone_of(""))
        == local(at, zone_of("../../etc/passwd"))
        == local(at, zone_of("Asia/Ho_Chi_Minh"))
    )


@pytest.mark.parametrize("zone", ["Asia/Ho_Chi_Minh", "Pacific/Kiritimati", "America/Los_Angeles"])
@pytest.mark.parametrize("at_ms", [0, int(MILLIS)])
def test_a_year_nobody_lives_to_see_is_still_a_time(at_ms: int, zone: str) -> None:
    """Law: a slip in a session's year (20026) does not take its reports away: the calendar's last day stands for it."""
    assert 1969 <= local(at_ms, zone_of(zone)).year <= 9999


@pytest.mark.parametrize("word", sorted(WORDS))
def test_each_word_is_there_in_both_languages(word: str) -> None:
    """Law: no empty title in either language."""
    assert said(word, "vi") and said(word, "en")
