"""The CA of a local network, for devices that are to trust it. What is fetched here proves nothing by itself: who installs
it first compares its fingerprint with the one in the server's terminal.
"""

from aiohttp import web

from server.edge.errors import Problem
from server.edge.keys import CA

NAME = "diemcau-ca.crt"


async def authority(request: web.Request) -> web.Response:
    """GET /ca.crt: the CA in DER. 404 where TLS is not of our own making."""
    said = request.app.get(CA)
    certificate = said() if said else None
    if certificate is None:
        raise Problem(404, "NO_SUCH_PAGE")
    return web.Response(
        body=certificate,
        content_type="application/x-x509-ca-cert",
        headers={"Content-Disposition": f'attachment; filename="{NAME}"'},
    )
