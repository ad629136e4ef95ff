"""QR codes as SVG: one path, sized by the page that shows it."""

from io import BytesIO

import segno


def qr_of(url: str) -> str:
    drawing = BytesIO()
    segno.make_qr(url, error="m").save(
        drawing, kind="svg", xmldecl=False, svgclass=None, lineclass=None, omitsize=True
    )
    return drawing.getvalue().decode()
