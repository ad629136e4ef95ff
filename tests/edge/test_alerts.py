"""Alerts, dashboard, table of metrics, rules and words: five places that speak of the same things."""

import json
import re
from typing import Any, NamedTuple

import pytest

from server.edge.troubles import LEVELS, NOW
from tests.edge.test_metrics import documented
from tests.house.reading import ROOT

ALERTS = (ROOT / "config" / "prometheus" / "alerts.yml").read_text(encoding="utf-8")
SCRAPE = (ROOT / "config" / "prometheus" / "prometheus.yml").read_text(encoding="utf-8")
DASHBOARD = json.loads((ROOT / "config" / "grafana" / "diemcau.json").read_text(encoding="utf-8"))
WORDS = (ROOT / "web_client/src/pages/operations/trouble_words.ts").read_text(encoding="utf-8")
OPERATIONS = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")

PROMETHEUS_OWN = {"up": frozenset({"job", "instance"})}
"""What Prometheus itself writes of every target."""

TARGET = frozenset({"job", "instance", "le"})
"""Labels that Prometheus adds to every sample, and the histogram's own."""

NO_ALERT = {"STOPPING": "somebody did it on purpose, and the node is soon not asked any more"}
PAGE_ONLY = {"UNREACHABLE", "CLOCK_DIFFERS"}
"""Troubles that only the page itself, or Prometheus, can know."""

_GROUPED = re.compile(r"\b(?:by|on|without|ignoring) ?\(([^)]*)\)")
_MATCHED = re.compile(r"(\w+)\{([^}]*)\}")
_NAME = re.compile(r"\b(?:diemcau|process)_\w+\b|\bup\b")


class Alert(NamedTuple):
    name: str
    expr: str
    severity: str
    trouble: str
    said: dict[str, str]


def alerts() -> list[Alert]:
    return [_alert(block) for block in ALERTS.split("\n      - alert: ")[1:]]


def _alert(block: str) -> Alert:
    fields = dict(re.findall(r"^\s+(\w+): (?:>-\n\s+)?(.+)$", block, re.MULTILINE))
    said = {key: json.loads(fields[key]) for key in ("summary", "summary_en", "next", "next_en")}
    assert re.fullmatch(r"\d+[sm]", fields["for"]), block
    return Alert(block.split("\n", 1)[0], fields["expr"], fields["severity"], fields["trouble"], said)


def panels() -> list[dict[str, Any]]:
    return [panel for panel in DASHBOARD["panels"] if panel["type"] != "row"]


def queries() -> list[str]:
    return [target["expr"] for panel in panels() for target in panel["targets"]]


def unknown(expr: str) -> set[str]:
    """Names and labels of a PromQL expression that no target has."""
    known = {name: told.labels for name, told in documented().items()} | PROMETHEUS_OWN
    families = {name: re.sub(r"_(bucket|sum|count)$", "", name) for name in _NAME.findall(expr)}
    wrong = {name for name, family in families.items() if name not in known and family not in known}
    labels = frozenset[str]().union(*(known.get(family, frozenset()) for family in families.values()))
    grouped = {one.strip() for listed in _GROUPED.findall(expr) for one in listed.split(",")}
    wrong |= grouped - labels - TARGET
    for name, matchers in _MATCHED.findall(expr):
        own = known.get(families.get(name, name), frozenset()) | TARGET
        wrong |= set(re.findall(r"(\w+) ?[=!]", matchers)) - own
    return wrong


def words_of(code: str) -> list[str]:
    """[title, next step, title, next step]: Vietnamese, English, as the page has them."""
    found = re.search(rf"^  {code}: \{{\n(.*?)^  \}},", WORDS, re.MULTILINE | re.DOTALL)
    assert found is not None, code
    return [json.loads(text) for text in re.findall(r'"(?:[^"\\]|\\.)*"', found[1])]


@pytest.mark.parametrize("alert", alerts(), ids=lambda alert: alert.name)
def test_an_alert_asks_for_metrics_that_exist(alert: Alert) -> None:
    """Law L6: every name and label of an expression is in docs/metrics.md."""
    assert _NAME.findall(alert.expr)
    assert unknown(alert.expr) == set()


@pytest.mark.parametrize("expr", queries())
def test_the_dashboard_asks_for_metrics_that_exist(expr: str) -> None:
    """Law L6: every query of the dashboard names metrics and labels of docs/metrics.md."""
    assert unknown(expr.replace("$__rate_interval", "1m").replace("$job", "diemcau")) == set()


def test_a_name_nobody_has_is_found_out() -> None:
    """The check itself: wrong metrics, matchers and groups do not pass."""
    assert (
        unknown("diemcau_sockets")
        == unknown("sum by (le) (rate(diemcau_loop_lag_seconds_bucket[1m]))")
        == set()
    )
    assert unknown("diemcau_socks") == {"diemcau_socks"}
    assert unknown('diemcau_trouble{kode="X"}') == {"kode"}
    assert unknown("sum by (person) (diemcau_points)") == {"person"}


@pytest.mark.parametrize("alert", alerts(), ids=lambda alert: alert.name)
def test_an_alert_says_what_the_page_says(alert: Alert) -> None:
    """Law: it names the trouble it is about, is as loud as the page, and gives the page's next step in both languages."""
    level = LEVELS.get(alert.trouble, NOW if alert.trouble in PAGE_ONLY else "")
    assert alert.severity == {"now": "critical", "next": "warning"}[level]
    _, next_vi, _, next_en = words_of(alert.trouble)
    assert (alert.said["next"], alert.said["next_en"]) == (next_vi, next_en)
    assert "{about}" not in alert.said["summary"] + alert.said["summary_en"]


def test_every_trouble_has_its_alert_or_a_reason() -> None:
    """Law: what the page tells by day is told by night."""
    told = {alert.trouble for alert in alerts()}
    assert LEVELS.keys() - told == NO_ALERT.keys()
    assert told - LEVELS.keys() <= PAGE_ONLY
    assert len({alert.name for alert in alerts()}) == len(alerts())


def test_an_alert_about_a_code_asks_for_its_own() -> None:
    """Law: diemcau_trouble is asked for the code that the alert is labelled with."""
    for alert in alerts():
        for code in re.findall(r'diemcau_trouble\{code="(\w+)"\}', alert.expr):
            assert code == alert.trouble


def test_each_trouble_and_alert_stands_in_the_document() -> None:
    """Law L6: docs/operations.md has a row for each code with its level and its alert."""
    rows = dict(re.findall(r"^\| `([A-Z_]+)` \| ([^|]+) \|", OPERATIONS, re.MULTILINE))
    said = {"now": "ngay · now", "next": "hôm nay · today"}
    expected = {code: said[level] for code, level in LEVELS.items()}
    assert rows == expected | {"UNREACHABLE": said["now"], "CLOCK_DIFFERS": said["next"]}
    assert {alert.name for alert in alerts()} == set(re.findall(r"`(Diemcau\w+)`", OPERATIONS))


def test_the_dashboard_is_whole() -> None:
    """Law: ids and places are its own, every query goes to the chosen Prometheus, nothing names a machine."""
    ids = [panel["id"] for panel in DASHBOARD["panels"]]
    assert len(ids) == len(set(ids)) > 20
    places = [tuple(panel["gridPos"].values()) for panel in DASHBOARD["panels"]]
    assert len(places) == len(set(places))
    assert all(
        place[0] + place[2] <= 24 for place in (tuple(panel["gridPos"].values()) for panel in panels())
    )
    sources = {target["datasource"]["uid"] for panel in panels() for target in panel["targets"]}
    assert sources == {"${datasource}"}
    assert {one["name"] for one in DASHBOARD["templating"]["list"]} == {"datasource", "job"}
    assert DASHBOARD["schemaVersion"] >= 39
    assert "://" not in json.dumps(DASHBOARD)


def test_the_scrape_example_is_what_the_others_expect() -> None:
    """Law: the job's name, the path and the rules are those that alerts and dashboard rely on."""
    assert re.search(r"^  - job_name: diemcau\b", SCRAPE, re.MULTILINE)
    assert "metrics_path: /metrics" in SCRAPE
    assert re.search(r"^  - alerts\.yml$", SCRAPE, re.MULTILINE)
