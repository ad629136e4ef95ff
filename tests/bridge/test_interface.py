"""Media on an interface's address, as browsers use it without any flag, in a network namespace of the test."""

import asyncio
import os
import sys

from tests.house.reading import ROOT

ADDRESS = "10.213.7.1"
MAKE = f"""ip link set lo up && ip link add veth0 type veth peer name veth1 &&
ip address add {ADDRESS}/24 dev veth0 && ip link set veth0 up && ip link set veth1 up && exec "$@" """


async def test_browsers_without_the_loopback_flag_see_the_programme_on_an_interface_address() -> None:
    """Law: the addresses told by default are those a browser uses: every one of the machine but loopback."""
    root = [] if os.geteuid() == 0 else ["--map-root-user"]
    process = await asyncio.create_subprocess_exec(
        "unshare", *root, "--net", "sh", "-c", MAKE, "sh",
        sys.executable, "-m", "tests.bridge.on_an_interface", ADDRESS,
        cwd=ROOT, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    printed, complained = await process.communicate()
    assert process.returncode == 0, complained.decode()
    assert int(printed.split()[-1]) >= 10
