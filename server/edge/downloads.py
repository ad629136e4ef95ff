"""Files a browser saves: never shown inline, never kept by a cache."""

from aiohttp import web

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def xlsx(content: bytes, name: str) -> web.Response:
    """A workbook to save under `name` (letters, digits, dots and hyphens only)."""
    return web.Response(body=content, content_type=XLSX, headers=attachment(name))


def attachment(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}
