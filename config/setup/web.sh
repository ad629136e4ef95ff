#!/bin/sh
# The web client. Usage: web.sh install|build|exec COMMAND…
# install: exactly what package-lock.json names. build: web_client/dist. exec: a command with node on PATH.
set -eu
step=$1
shift
PATH="$(sh config/setup/node.sh):$PATH"
export PATH
cd web_client
case $step in
install)
    echo "» Web client's packages (Node $(node --version))"
    npm ci --no-audit --no-fund --no-update-notifier --loglevel=error
    touch node_modules/.installed
    ;;
build)
    echo "» Web client's pages"
    npm run --silent build -- --logLevel warn
    touch dist/index.html
    ;;
exec)
    exec "$@"
    ;;
esac
