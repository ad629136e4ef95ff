#!/bin/sh
# Finds what the tests of the pages need; installs Debian's when this may be done without asking.
# Chromium itself, and libatomic1: the program that drives it is linked to it, and a bare Debian has none.
set -eu
driver=$(echo .venv/lib/python3*/site-packages/playwright/driver/node)

found() {
    { command -v chromium || command -v chromium-browser || command -v google-chrome; } >/dev/null &&
        "$driver" --version >/dev/null 2>&1
}

found && exit
line='apt-get install -y --no-install-recommends chromium libatomic1'
if [ "$(id -u)" = 0 ]; then
    as=''
elif sudo -n true 2>/dev/null; then
    as='sudo -n'
else
    printf '\nThe tests of the pages need Chromium and libatomic. This line helps:\n    sudo %s\n\n' "$line" >&2
    exit 1
fi
command -v apt-get >/dev/null || {
    printf '\nThe tests of the pages need Chromium (`chromium` on PATH) and libatomic.\n\n' >&2
    exit 1
}
echo "» Chromium"
$as apt-get update -qq
DEBIAN_FRONTEND=noninteractive $as $line -qq >/dev/null
found || {
    printf '\nChromium was installed, but it or the program that drives it does not start.\n\n' >&2
    exit 1
}
