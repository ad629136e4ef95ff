"""A verdict of the core as an HTTP answer: the name is the code, the status says whose turn it is."""

from server.core.refusals import Judgement, Verdict, is_refusal
from server.edge.errors import Problem

STATUS = {
    Verdict.NOT_ALLOWED: 403,
    Verdict.DEVICE_REVOKED: 401,
    Verdict.LINK_REVOKED: 410,
    Verdict.NO_SUCH_DEVICE: 404,
    Verdict.NO_SUCH_PERSON: 404,
    Verdict.NO_SUCH_POINT: 404,
    Verdict.NO_SUCH_SESSION: 404,
    Verdict.NO_SUCH_UNIT: 404,
    Verdict.BAD_COUNT: 400,
    Verdict.BAD_TEXT: 400,
    Verdict.BUSY: 503,
    Verdict.STOPPING: 503,
    Verdict.DISK_FULL: 507,
    Verdict.TOO_FAST: 429,
}
"""Every other refusal is a conflict with what is: 409."""

COME_BACK_S = 3


def demand_accepted(judgement: Judgement) -> Judgement:
    """The judgement, when it is none of the refusals. Raises Problem with the verdict's name as its code."""
    if not is_refusal(judgement.verdict):
        return judgement
    status = STATUS.get(judgement.verdict, 409)
    raise Problem(
        status, judgement.verdict.name, retry_after_s=COME_BACK_S if status in {429, 503, 507} else 0
    )
