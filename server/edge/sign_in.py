"""The administrator: set up once by a printed code, then signs in with a name and a password.

Rule 1: an unknown name and a wrong password get the same answer after the same work.
Rule 2: failures are counted per address and per name, whether the name exists or not; a success is given back.
Rule 3: the set-up code works once, and only while there is no administrator; of several in one moment the journal takes the
first.
Rule 4: a new password is set by who knows the old one; every browser of the account is signed out, sockets too, and the
one that asked signed in anew.
"""

from base64 import urlsafe_b64encode
from hashlib import sha256
from secrets import token_bytes
from typing import Annotated

import msgspec
import structlog
from aiohttp import web

from server.core.ids import Millis
from server.core.refusals import Verdict
from server.edge import cookies
from server.edge.addresses import address_of
from server.edge.bodies import body_of
from server.edge.callers import account_now, account_of
from server.edge.errors import Problem
from server.edge.keys import CLOCK, HUB, LIMITS, METRICS, PASSING, PASSWORDS, SETTINGS
from server.edge.limits import demand
from server.edge.logs import peer_of
from server.edge.machines import label_of
from server.edge.passwords import LEAST_CHARS, MOST_CHARS
from server.edge.verdicts import demand_accepted

CODE_BYTES = 20

log = structlog.get_logger("diemcau.audit")

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
Password = Annotated[str, msgspec.Meta(max_length=MOST_CHARS)]


class Credentials(msgspec.Struct):
    name: Name
    password: Password


class SetUp(msgspec.Struct):
    code: Annotated[str, msgspec.Meta(max_length=64)]
    name: Name
    password: Password


class NewPassword(msgspec.Struct):
    password: Password
    new: Password


async def issue_setup_code(app: web.Application) -> str:
    """A new code for /setup#<code>: printed at the start while there is no administrator."""
    code = urlsafe_b64encode(token_bytes(CODE_BYTES)).decode().rstrip("=")
    await app[PASSING].put(f"setup:{code}", b"1", app[SETTINGS].setup_hours * 3600)
    return code


async def needs_setup(request: web.Request) -> web.Response:
    """GET /api/setup: whether there is no administrator yet."""
    return web.json_response({"needed": not request.app[HUB].house.has_administrator()})


async def set_up(request: web.Request) -> web.Response:
    """POST /api/setup: the administrator's name and password, once; signs this browser in."""
    asked = await body_of(request, SetUp)
    house, passing = request.app[HUB].house, request.app[PASSING]
    if house.has_administrator():
        raise Problem(409, "ALREADY_SET_UP")
    _demand_good(asked.name, asked.password)
    if await passing.get(f"setup:{asked.code}") is None:  # nobody without it makes the server hash
        raise Problem(403, "WRONG_CODE")
    kept = await request.app[PASSWORDS].hash(asked.password)
    if await passing.take(f"setup:{asked.code}") is None:
        raise Problem(403, "WRONG_CODE")
    judgement = await house.set_up(asked.name.strip(), kept)
    if judgement.verdict is Verdict.WRONG_STATE:
        raise Problem(409, "ALREADY_SET_UP")
    demand_accepted(judgement)
    found = await house.account(asked.name.strip())
    log.info("set_up", peer=peer_of(request))
    return await _signed_in(request, found[0] if found else 0)


async def sign_in(request: web.Request) -> web.Response:
    """POST /api/sign-in: makes this browser a device of the account."""
    asked = await body_of(request, Credentials)
    found = await _proven(request, asked)
    return await _signed_in(request, found)


async def sign_out(request: web.Request) -> web.Response:
    """POST /api/sign-out: the device ends here and on the server; without one nothing happens."""
    signed = account_now(request)
    if signed is not None:
        demand_accepted(await request.app[HUB].house.sign_out(signed.device))
        log.info("signed_out", account=signed.account, device=signed.device.hex())
    response = web.json_response({})
    cookies.forget(request, response, cookies.ACCOUNT)
    return response


async def change_password(request: web.Request) -> web.Response:
    """POST /api/password: another password for the account that is signed in here."""
    signed = account_of(request)
    asked = await body_of(request, NewPassword)
    house = request.app[HUB].house
    name = await house.name_of(signed.account)
    await _proven(request, Credentials(name, asked.password))
    _demand_good(name, asked.new)
    demand_accepted(await house.set_password(name, await request.app[PASSWORDS].hash(asked.new)))
    return await _signed_in(request, signed.account)


async def me(request: web.Request) -> web.Response:
    """GET /api/me: who is signed in here, if anybody."""
    house, signed = request.app[HUB].house, account_now(request)
    name = await house.name_of(signed.account) if signed else None
    return web.json_response({"account": name, "needs_setup": not house.has_administrator()})


async def _proven(request: web.Request, asked: Credentials) -> int:
    """The account whose name and password these are. Raises Problem 401, 429 or 503."""
    limits, address = request.app[LIMITS], address_of(request)
    name = sha256(asked.name.strip().casefold().encode()).hexdigest()
    demand(limits.failures.take(address), "TOO_MANY_FAILURES")
    demand(limits.names.take(name), "TOO_MANY_FAILURES")
    found = await request.app[HUB].house.account(asked.name.strip())
    right = await request.app[PASSWORDS].verify(found[1] if found else None, asked.password)
    if found is None or not right:
        raise Problem(401, "WRONG_NAME_OR_PASSWORD")
    limits.failures.give_back(address)
    limits.names.give_back(name)
    return found[0]


async def _signed_in(request: web.Request, account: int) -> web.Response:
    days, carried = request.app[SETTINGS].account_days, cookies.draw()
    label = label_of(request.headers.get("User-Agent", ""))
    expires_ms = Millis(request.app[CLOCK]() + days * cookies.DAY_S * 1000)
    house = request.app[HUB].house
    demand_accepted(await house.enrol(account, carried.device, carried.key_hash, label, expires_ms))
    request.app[METRICS].sign_ins.inc()
    log.info("signed_in", account=account, device=carried.device.hex(), peer=peer_of(request))
    response = web.json_response({"account": await house.name_of(account)})
    cookies.write(request, response, cookies.ACCOUNT, carried, days)
    return response


def _demand_good(name: str, password: str) -> None:
    if not name.strip():
        raise Problem(400, "BAD_FIELD", {"what": "name"})
    if len(password) < LEAST_CHARS:
        raise Problem(400, "PASSWORD_TOO_SHORT", {"least": LEAST_CHARS})
    if password.casefold() == name.strip().casefold():
        raise Problem(400, "PASSWORD_IS_NAME")
