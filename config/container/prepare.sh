#!/bin/sh
# Makes what compose.yaml needs and nobody should write by hand: secrets, and the examples of config/ with this house's names.
# Usage, once, as root:  sh config/container/prepare.sh NAME ADDRESS
#   NAME     what browsers call the house (hoinghi.example.vn); its A record leads here
#   ADDRESS  this machine's address as browsers reach it
# What is there already is kept: a second run changes nothing.
set -eu
[ $# = 2 ] || {
    sed -n '2,7s/^# \{0,1\}//p' "$0" >&2
    exit 2
}
name=$1
address=$2
cd "$(dirname "$0")"
for example in ../redis.conf ../proxy/Caddyfile ../coturn/turnserver.conf; do
    [ -r "$example" ] || { echo "$example is missing" >&2; exit 1; }
done
umask 077
mkdir -p secrets
random() { od -An -vtx1 -N32 /dev/urandom | tr -d ' \n'; }
make() { # FILE: what comes in, unless it is there
    [ -e "$1" ] && cat >/dev/null && return
    cat >"$1.new" && mv "$1.new" "$1" && echo "made $1"
}

random | make secrets/turn.secret
random | make secrets/redis.password
turn=$(cat secrets/turn.secret)
password=$(cat secrets/redis.password)

printf 'NAME=%s\nADDRESS=%s\n' "$name" "$address" | make .env
printf 'DIEMCAU_JOURNAL=redis://diemcau:%s@redis:6379/0\n' "$password" | make secrets/server.env

# In its own network Redis listens to the servers alone; outside nobody reaches it.
sed -e "s/change-this-password/$password/" -e 's/^bind .*/bind * -::*/' -e 's|^dir .*|dir /data|' \
    ../redis.conf | make secrets/redis.conf

sed -e "s/hoinghi\.example\.vn/$name/" -e 's/reverse_proxy 127\.0\.0\.1:8080/reverse_proxy server-a:8080 server-b:8080/' \
    ../proxy/Caddyfile | make secrets/Caddyfile

# Without TLS, which needs a certificate for a name of its own: turnserver.conf says how. UDP and TCP do without.
sed -e "s/CHANGE-ME-openssl-rand-hex-32/$turn/" -e "s/^realm=.*/realm=$name/" \
    -e "s/^allowed-peer-ip=.*/allowed-peer-ip=$address/" -e 's/^tls-listening-port=.*/no-tls\nno-dtls/' \
    -e '/^cert=/d' -e '/^pkey=/d' -e '/^proc-/d' -e 's/^syslog$/log-file=stdout/' \
    ../coturn/turnserver.conf | make secrets/turnserver.conf

# Each file is its program's: the server's user is 10001 in our image, redis 999, coturn 65534 in theirs.
if [ "$(id -u)" = 0 ]; then
    chown 10001:10001 secrets/turn.secret
    chown 999 secrets/redis.conf
    chown 65534 secrets/turnserver.conf
    chmod 711 secrets
else
    echo "run as root, so that each program can read its own secret and no other" >&2
fi
