"""The built web client: one index.html for every page address, hashed assets kept for ever.

Rule: index.html, the service worker and the manifest are asked for again each time (a new version shows at
once); what stands in assets/ has its content's hash in its name and never changes.
"""

from pathlib import Path, PurePosixPath

from aiohttp import web

from server.edge.errors import Problem
from server.edge.keys import SETTINGS

FOR_EVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"
TYPES = {".js": "text/javascript", ".wasm": "application/wasm", ".webmanifest": "application/manifest+json"}
"""What mimetypes does not know on every machine."""

NOT_BUILT = """<!doctype html>
<html lang="vi"><meta charset="utf-8"><title>Điểm Cầu</title>
<h1>Chưa dựng trang web</h1>
<p>Máy chủ đang chạy nhưng chưa có các trang. Hãy chạy <code>make pages</code> rồi tải lại.</p>
<h1 lang="en">The web client has not been built</h1>
<p lang="en">The server runs, its pages do not exist yet. Run <code>make pages</code> and reload.</p></html>
"""


async def show(request: web.Request) -> web.StreamResponse:
    """GET of any other address: the file of that name, or index.html for an address of a page."""
    asked = PurePosixPath("/" + request.match_info["rest"])
    if asked.parts[1:2] == ("api",):
        raise Problem(404, "NO_SUCH_PAGE")
    folder = request.app[SETTINGS].pages.resolve()
    found = _file(folder, asked)
    if found is not None:
        return _file_answer(found, FOR_EVER if asked.parts[1] == "assets" else ASK_AGAIN)
    if asked.suffix:
        raise Problem(404, "NO_SUCH_PAGE")
    index = folder / "index.html"
    if not index.is_file():
        return web.Response(text=NOT_BUILT, content_type="text/html", status=503)
    return _file_answer(index, ASK_AGAIN)


def _file(folder: Path, asked: PurePosixPath) -> Path | None:
    """The file under `folder`, wherever dots and links lead; None for all else."""
    if "\0" in str(asked):
        return None
    found = folder.joinpath(*asked.parts[1:]).resolve()
    return found if found.is_relative_to(folder) and found != folder and found.is_file() else None


def _file_answer(path: Path, keeping: str) -> web.FileResponse:
    response = web.FileResponse(path, headers={"Cache-Control": keeping})
    if path.suffix in TYPES:
        response.content_type = TYPES[path.suffix]
    return response
