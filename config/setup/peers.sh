#!/bin/sh
# Says whether the programs that `make peers` tries the house with are here; where one is missing, the one line that helps.
set -eu
missing=''
need() { # program, Debian package
    PATH="$PATH:/usr/sbin" command -v "$1" >/dev/null || missing="$missing $2"
}
need nginx nginx-light
need caddy caddy
need turnserver coturn
need janus janus
need redis-server redis-server
need promtool prometheus
need systemd-analyze systemd
need certutil libnss3-tools
need openssl openssl
need unshare util-linux
need ip iproute2
[ -z "$missing" ] && exit
as='sudo '
[ "$(id -u)" = 0 ] && as=''
printf '\n`make peers` needs other programs. This line helps:\n    %sapt-get install -y --no-install-recommends%s\n\n' "$as" "$missing" >&2
exit 1
