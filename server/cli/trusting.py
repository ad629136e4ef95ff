"""How a device of the local network comes to trust the server's CA: said in the terminal, where nobody else can say it."""

from server.certificates import Issued
from server.cli.asked import Asked
from server.cli.screen import console

STEPS = ("trust_windows", "trust_android", "trust_iphone")


def show_trust(issued: Issued, url: str, asked: Asked) -> None:
    """The fingerprint to compare, where the file is, and what to press on each kind of machine."""
    out, file = console(), f"{url}/ca.crt"
    out.print()
    out.print(asked.says("trust", url=file), style="bold", soft_wrap=True)
    out.print(f"  SHA-256  {issued.fingerprint}", style="cyan", soft_wrap=True)
    for step in STEPS:
        out.print(asked.says(step), soft_wrap=True)
    out.print(asked.says("trust_ends", day=f"{issued.ends:%d/%m/%Y}"), style="dim", soft_wrap=True)
