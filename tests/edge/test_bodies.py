"""JSON bodies and the errors that answer them: bounded, typed, always of one form."""

import pytest
from aiohttp.test_utils import make_mocked_request

from server.core.refusals import Judgement, Verdict, is_refusal
from server.edge.bodies import page_number
from server.edge.errors import Problem, answer
from server.edge.limits import JSON_BYTES
from server.edge.verdicts import STATUS, demand_accepted
from tests.edge.given import House

BIG = "x" * JSON_BYTES


@pytest.mark.parametrize(
    ("headers", "body", "status", "code"),
    [
        ({"Content-Type": "application/json"}, b"{", 400, "BAD_JSON"),
        ({"Content-Type": "application/json"}, b"\xff\xfe", 400, "BAD_JSON"),
        ({"Content-Type": "application/json"}, b"[" * 60_000, 400, "BAD_FIELD"),
        ({"Content-Type": "application/json"}, b"[]", 400, "BAD_FIELD"),
        ({"Content-Type": "application/json"}, b'{"name": 5, "password": "x"}', 400, "BAD_FIELD"),
        ({"Content-Type": "application/json"}, b'{"name": "a"}', 400, "BAD_FIELD"),
        ({"Content-Type": "application/json"}, b"", 400, "BAD_JSON"),
        ({"Content-Type": "text/plain"}, b'{"name": "a", "password": "b"}', 415, "NOT_JSON"),
        ({"Content-Type": "application/x-www-form-urlencoded"}, b"name=a", 415, "NOT_JSON"),
        ({"Content-Type": "application/json"}, b" " * (JSON_BYTES + 1), 413, "TOO_LARGE"),
    ],
)
async def test_a_bad_body_is_told(
    house: House, headers: dict[str, str], body: bytes, status: int, code: str
) -> None:
    """Law: another type, broken JSON, wrong fields, too many bytes: each its own code, never a traceback."""
    browser = await house.browser()

    got = await browser._ask("POST", "/api/sign-in", headers=headers, data=body)

    assert (got.status, got.code) == (status, code)


async def test_a_body_at_the_bound_is_read_and_one_past_it_is_not(house: House) -> None:
    """Law: JSON_BYTES are read; one more is 413 whether announced or chunked."""
    browser = await house.browser()
    head = b'{"link": "'
    full = head + b"x" * (JSON_BYTES - len(head) - 2) + b'"}'

    async def pieces(body: bytes):  # type: ignore[no-untyped-def]
        yield body

    json = {"Content-Type": "application/json"}
    fits = await browser._ask("POST", "/api/enter", headers=json, data=pieces(full))
    over = await browser._ask("POST", "/api/enter", headers=json, data=pieces(full + b" "))

    assert (fits.status, fits.code) == (400, "BAD_FIELD")
    assert (over.status, over.code) == (413, "TOO_LARGE")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("POST", "/api/me", 405), ("PUT", "/api/me", 405), ("GET", "/api/nothing", 404)],
)
async def test_the_librarys_own_refusals_have_our_form(
    house: House, method: str, path: str, status: int
) -> None:
    """Law: a wrong method or address is JSON with error and detail, like all else."""
    browser = await house.browser()

    got = await browser._ask(method, path, headers={"Origin": house.url})

    assert got.status == status
    assert set(got.json) == {"error", "detail"}


@pytest.mark.parametrize("verdict", Verdict)
def test_every_verdict_has_an_answer(verdict: Verdict) -> None:
    """Law: what changed something or was so already passes; each refusal is a 4xx or 5xx under its own name."""
    judgement = Judgement(verdict)
    if not is_refusal(verdict):
        assert demand_accepted(judgement) is judgement
        return

    with pytest.raises(Problem) as refused:
        demand_accepted(judgement)

    response = answer(refused.value)
    assert refused.value.code == verdict.name
    assert response.status == STATUS.get(verdict, 409)
    assert ("Retry-After" in response.headers) == (response.status in {429, 503, 507})


@pytest.mark.parametrize(("query", "number"), [("", 0), ("page=0", 0), ("page=7", 7), ("page=100", 100)])
def test_a_number_in_the_query_is_read(query: str, number: int) -> None:
    """Law: plain digits up to the bound; absent is 0."""
    assert page_number(make_mocked_request("GET", f"/?{query}"), most=100) == number


@pytest.mark.parametrize(
    "query", ["page=101", "page=-1", "page=+1", "page=1.0", "page=", "page=٣", "page=" + "1" * 5000]
)
def test_another_number_is_refused(query: str) -> None:
    """Law: one past the bound, signs, fractions, other digits: 400, whatever their length."""
    with pytest.raises(Problem):
        page_number(make_mocked_request("GET", f"/?{query}"), most=100)
