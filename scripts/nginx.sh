#!/bin/sh
# Prints the path of nginx, on Debian after installing it if need be. TOURNEE_NGINX=/path/to/nginx
# chooses. Fails where there is none and none can be installed: the system tests are never skipped
# in silence. The machine's own nginx is not touched: the tests start theirs.
set -eu
cd "$(dirname "$0")/.."

find_nginx() {
    if [ -n "${TOURNEE_NGINX:-}" ]; then
        "$TOURNEE_NGINX" -v >/dev/null 2>&1 && echo "$TOURNEE_NGINX" && return
        echo "TOURNEE_NGINX=$TOURNEE_NGINX does not start." >&2
        exit 1
    fi
    for program in "$(command -v nginx || true)" /usr/sbin/nginx /opt/homebrew/bin/nginx; do
        [ -n "$program" ] && "$program" -v >/dev/null 2>&1 && echo "$program" && return
    done
    return 1
}

find_nginx && exit
echo "The system tests need nginx, and none was found." >&2
sh scripts/apt-install.sh nginx-light
find_nginx && exit
echo "Still no nginx that starts. Please install it and say where it is:" \
    "TOURNEE_NGINX=/path/to/nginx make test-system" >&2
exit 1
