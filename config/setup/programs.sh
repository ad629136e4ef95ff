#!/bin/sh
# Finds the programs that tests run; installs Debian's when this may be done without asking.
# Chromium for the pages, with libatomic1: the program that drives it is linked to it, and a bare Debian has none.
# redis-server 7 or newer for the journals on Redis, started by each test for itself: no service of it is needed.
set -eu
driver=$(echo .venv/lib/python3*/site-packages/playwright/driver/node)

found_browser() {
    { command -v chromium || command -v chromium-browser || command -v google-chrome; } >/dev/null &&
        "$driver" --version >/dev/null 2>&1
}

found_redis() {
    command -v redis-cli >/dev/null && redis-server --version 2>/dev/null | grep -Eq 'v=([7-9]|[1-9][0-9])\.'
}

missing() {
    found_browser || printf ' chromium libatomic1'
    found_redis || printf ' redis-server'
}

packages=$(missing)
[ -z "$packages" ] && exit
line="apt-get install -y --no-install-recommends$packages"
if [ "$(id -u)" = 0 ]; then
    as=''
elif sudo -n true 2>/dev/null; then
    as='sudo -n'
else
    printf '\nThe tests need these programs:%s. This line helps:\n    sudo %s\n\n' "$packages" "$line" >&2
    exit 1
fi
command -v apt-get >/dev/null || {
    printf '\nThe tests need these programs, on PATH:%s\n\n' "$packages" >&2
    exit 1
}
echo "» Programs for the tests:$packages"
$as apt-get update -qq
# A service that Debian starts on installing is not wanted: the port stays free, and tests start their own.
RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive $as $line -qq >/dev/null
packages=$(missing)
[ -z "$packages" ] || {
    printf '\nInstalled, but not found, or not new enough, or not to be started:%s\n\n' "$packages" >&2
    exit 1
}
