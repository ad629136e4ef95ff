#!/bin/sh
# Makes .venv and installs the project into it. Usage: python.sh run|dev|peers
# `run` is what server and bridge need; `dev` adds what the tests need, `peers` what `make peers` needs. Leaves .venv/.installed-<what>.
# Stops with the one line that helps when Python is missing, too old, or without venv.
set -eu
what=$1
venv=.venv

stop() {
    printf '\n%s\n    %s\n\n' "$1" "$2" >&2
    exit 1
}

as_root() {
    if [ "$(id -u)" = 0 ]; then echo "$1"; else echo "sudo $1"; fi
}

find_python() {
    for candidate in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$candidate"
            return
        fi
    done
}

make_venv() {
    python=$(find_python)
    [ -n "$python" ] || stop "Python 3.11 or newer is needed:" "$(as_root 'apt-get install -y python3 python3-venv')"
    "$python" -c 'import venv, ensurepip' 2>/dev/null ||
        stop "This Python cannot make environments. This line helps:" "$(as_root 'apt-get install -y python3-venv')"
    echo "» Python environment in $venv ($("$python" --version))"
    "$python" -m venv "$venv"
}

extras() {
    case $what in
    run) echo '.[bridge]' ;;
    dev) echo '.[bridge,dev]' ;;
    *) echo ".[bridge,dev,$what]" ;;
    esac
}

[ -x "$venv/bin/python" ] && "$venv/bin/python" -m pip --version >/dev/null 2>&1 || make_venv
echo "» Python packages ($what): about a minute the first time"
"$venv/bin/python" -m pip install -qq --disable-pip-version-check --editable "$(extras)"
touch "$venv/.installed-$what" "$venv/.installed-run"
[ "$what" != peers ] || touch "$venv/.installed-dev"
