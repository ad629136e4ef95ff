#!/bin/sh
# Finds Chromium for the tests of the pages; installs Debian's when this may be done without asking.
set -eu

found() {
    command -v chromium || command -v chromium-browser || command -v google-chrome
}

found >/dev/null && exit
line='apt-get install -y --no-install-recommends chromium'
if [ "$(id -u)" = 0 ]; then
    as=''
elif sudo -n true 2>/dev/null; then
    as='sudo -n'
else
    printf '\nThe tests of the pages need Chromium. This line helps:\n    sudo %s\n\n' "$line" >&2
    exit 1
fi
command -v apt-get >/dev/null || {
    printf '\nThe tests of the pages need Chromium (`chromium` on PATH).\n\n' >&2
    exit 1
}
echo "» Chromium"
$as apt-get update -qq
DEBIAN_FRONTEND=noninteractive $as $line -qq >/dev/null
found >/dev/null
