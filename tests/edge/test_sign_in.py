"""The administrator: set up once, signs in, is signed out; wrong answers all look the same."""

import asyncio
from pathlib import Path

import pytest

from server.edge.sign_in import issue_setup_code
from tests.edge.given import NAME, PASSWORD, House, open_house
from tests.engines import on_redis

RIGHT = {"name": NAME, "password": PASSWORD}


async def test_the_first_start_is_set_up_with_the_printed_code(house: House) -> None:
    """Law: the code makes the administrator once, and signs that browser in."""
    browser = await house.browser()
    assert (await browser.get("/api/setup")).json == {"needed": True}

    answer = await browser.post("/api/setup", {"code": await issue_setup_code(house.app), **RIGHT})

    assert answer.status == 200
    assert (await browser.get("/api/me")).json == {"account": NAME, "needs_setup": False}
    assert (await browser.get("/api/setup")).json == {"needed": False}


async def test_a_code_works_once(house: House) -> None:
    """Law: of two who use one code at once, one becomes administrator."""
    code = await issue_setup_code(house.app)
    one, other = await house.browser(), await house.browser()

    answers = await asyncio.gather(*(it.post("/api/setup", {"code": code, **RIGHT}) for it in (one, other)))

    assert {answer.code for answer in answers if answer.status != 200} <= {"WRONG_CODE", "ALREADY_SET_UP"}
    assert [answer.status for answer in answers].count(200) == 1


async def test_of_two_set_ups_in_one_moment_the_first_stands(tmp_path: Path) -> None:
    """Law: each node prints a code of its own; who comes second, at whichever node, is told that there is one already."""
    with on_redis() as redis:
        async with (
            open_house(tmp_path / "one") as house,
            open_house(tmp_path / "two", journal=redis.url) as other,
        ):
            asked = [(await at.browser(), await issue_setup_code(at.app)) for at in (house, other, house)]

            answers = await asyncio.gather(
                *(
                    browser.post(
                        "/api/setup", {"code": code, "name": NAME, "password": f"{PASSWORD} {number}"}
                    )
                    for number, (browser, code) in enumerate(asked)
                )
            )

            assert [answer.status for answer in answers].count(200) == 1
            assert {answer.code for answer in answers if answer.status != 200} == {"ALREADY_SET_UP"}
            stands = next(number for number, answer in enumerate(answers) if answer.status == 200)
            browser = await other.browser()
            for number in range(len(asked)):
                tried = await browser.post("/api/sign-in", {"name": NAME, "password": f"{PASSWORD} {number}"})
                assert tried.status == (200 if number == stands else 401)


async def test_nobody_is_set_up_with_a_wrong_or_old_code(house: House) -> None:
    """Law: a code that was never printed, or a day ago, sets nothing."""
    browser, code = await house.browser(), await issue_setup_code(house.app)
    house.clock.ahead_ms += 25 * 3_600_000

    answers = [await browser.post("/api/setup", {"code": text, **RIGHT}) for text in ("AAAA", code)]

    assert [(answer.status, answer.code) for answer in answers] == [(403, "WRONG_CODE")] * 2
    assert (await browser.get("/api/setup")).json == {"needed": True}


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"password": "123456789"}, "PASSWORD_TOO_SHORT"),
        ({"password": NAME.upper()}, "PASSWORD_IS_NAME"),
        ({"name": " "}, "BAD_FIELD"),
        ({"name": "x" * 101}, "BAD_FIELD"),
        ({"password": "x" * 257}, "BAD_FIELD"),
    ],
)
async def test_a_bad_password_does_not_use_the_code_up(
    house: House, wrong: dict[str, str], code: str
) -> None:
    """Law: what is refused before the code is looked at leaves the code good."""
    browser, printed = await house.browser(), await issue_setup_code(house.app)

    refused = await browser.post("/api/setup", {"code": printed, **RIGHT, **wrong})
    taken = await browser.post("/api/setup", {"code": printed, "name": NAME, "password": "0123456789"})

    assert (refused.status, refused.code) == (400, code)
    assert taken.status == 200


async def test_there_is_no_second_set_up(house: House) -> None:
    """Law: once there is an administrator, no code makes another."""
    await house.administrator()
    stranger = await house.browser()

    answer = await stranger.post("/api/setup", {"code": await issue_setup_code(house.app), **RIGHT})

    assert (answer.status, answer.code) == (409, "ALREADY_SET_UP")


async def test_signing_in_and_out(house: House) -> None:
    """Law: name and password make a browser the administrator's until it signs out; the cookie is dead then."""
    await house.administrator()
    browser = await house.browser()

    assert (await browser.post("/api/sign-in", RIGHT)).status == 200
    assert (await browser.get("/api/conferences")).status == 200
    stolen = browser.cookies()["dc_account"].value
    assert (await browser.post("/api/sign-out")).status == 200

    assert (await browser.get("/api/me")).json["account"] is None
    thief = await house.browser(Cookie=f"dc_account={stolen}")
    assert (await thief.get("/api/conferences")).status == 401


async def test_the_name_is_compared_without_case_and_space(house: House) -> None:
    """Law: what a phone's keyboard adds to a name does not lock its owner out."""
    await house.administrator()
    browser = await house.browser()

    assert (
        await browser.post("/api/sign-in", {"name": f" {NAME.upper()} ", "password": PASSWORD})
    ).status == 200


async def test_an_unknown_name_and_a_wrong_password_look_the_same(house: House) -> None:
    """Law: status, body and headers tell nobody which names exist."""
    await house.administrator()
    browser = await house.browser()

    wrong = await browser.post("/api/sign-in", {"name": NAME, "password": "không phải mật khẩu"})
    unknown = await browser.post("/api/sign-in", {"name": "ai đó", "password": "không phải mật khẩu"})

    assert (wrong.status, wrong.raw) == (unknown.status, unknown.raw) == (401, wrong.raw)
    assert wrong.code == "WRONG_NAME_OR_PASSWORD"
    assert set(wrong.headers) == set(unknown.headers)


async def test_a_session_ends_by_itself(house: House) -> None:
    """Law: after account_days the browser signs in again."""
    browser = await house.administrator()
    house.clock.ahead_ms += 7 * 86_400_000 + 1

    assert (await browser.get("/api/conferences")).status == 401


async def test_failures_of_one_address_run_out(tmp_path: Path) -> None:
    """Law: after its failures an address waits, even with the right password; Retry-After says how long."""
    async with open_house(tmp_path, failures_per_address=2) as house:
        await house.administrator()
        browser = await house.browser()
        wrong = {"name": NAME, "password": "không phải mật khẩu"}

        answers = [await browser.post("/api/sign-in", wrong) for _ in range(3)]
        right = await browser.post("/api/sign-in", RIGHT)

        assert [answer.status for answer in answers] == [401, 401, 429]
        assert (right.status, right.code) == (429, "TOO_MANY_FAILURES")
        assert int(right.headers["Retry-After"]) > 0


async def test_failures_for_one_name_run_out_and_others_are_free(tmp_path: Path) -> None:
    """Law: failures are counted per name too, known or not; another name is not held up."""
    async with open_house(tmp_path, failures_per_address=100, failures_per_name=1) as house:
        await house.administrator()
        browser = await house.browser()

        answers = [await browser.post("/api/sign-in", {"name": "ai đó", "password": "x"}) for _ in range(2)]

        assert [answer.status for answer in answers] == [401, 429]
        assert (await browser.post("/api/sign-in", RIGHT)).status == 200


async def test_successes_are_no_failures(tmp_path: Path) -> None:
    """Law: signing in often uses nothing up."""
    async with open_house(tmp_path, failures_per_address=1, failures_per_name=1) as house:
        await house.administrator()
        browser = await house.browser()

        assert [(await browser.post("/api/sign-in", RIGHT)).status for _ in range(3)] == [200, 200, 200]


async def test_sign_ins_past_the_queue_are_told_to_come_back(tmp_path: Path) -> None:
    """Law: at most hashes_at_once + hashes_waiting are in hand; the next is told 503, and the server lives."""
    async with open_house(tmp_path, hashes_at_once=1, hashes_waiting=1, failures_per_address=100) as house:
        await house.administrator()
        browser = await house.browser()

        answers = await asyncio.gather(*(browser.post("/api/sign-in", RIGHT) for _ in range(8)))

        assert {answer.status for answer in answers} == {200, 503}
        assert (await browser.post("/api/sign-in", RIGHT)).status == 200


async def test_the_account_cookie_is_out_of_reach_of_scripts(house: House) -> None:
    """Law: HttpOnly, SameSite=Strict, Path=/, a bounded age; behind TLS also Secure and __Host-."""
    browser = await house.browser()

    answer = await browser.post("/api/setup", {"code": await issue_setup_code(house.app), **RIGHT})

    first, *rest = answer.headers["Set-Cookie"].split("; ")
    assert first.startswith("dc_account=")
    assert {"HttpOnly", "SameSite=Strict", "Path=/", f"Max-Age={7 * 86_400}"} == set(rest)


async def test_behind_tls_the_cookie_is_secure(tmp_path: Path) -> None:
    """Law: where browsers speak TLS the cookie is Secure and bound to this host by its name."""
    async with open_house(tmp_path, public_url="https://hoinghi.example.vn") as house:
        browser = await house.browser()
        browser.origin = "https://hoinghi.example.vn"

        answer = await browser.post("/api/setup", {"code": await issue_setup_code(house.app), **RIGHT})

        cookie = answer.headers["Set-Cookie"]
        assert cookie.startswith("__Host-dc_account=")
        assert "; Secure" in cookie and "; HttpOnly" in cookie and "SameSite=Strict" in cookie
