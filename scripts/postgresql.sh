#!/bin/sh
# Prints the folder of PostgreSQL's programs (initdb, postgres), on Debian after installing
# them if need be. TOURNEE_POSTGRESQL=/path/to/bin chooses. Fails where there are none and none
# can be installed: the system tests are never skipped in silence. No cluster of the machine is
# touched: the tests make their own.
set -eu
cd "$(dirname "$0")/.."

works() { "$1/postgres" --version >/dev/null 2>&1 && [ -x "$1/initdb" ]; }

find_postgresql() {
    if [ -n "${TOURNEE_POSTGRESQL:-}" ]; then
        works "$TOURNEE_POSTGRESQL" && echo "$TOURNEE_POSTGRESQL" && return
        echo "TOURNEE_POSTGRESQL=$TOURNEE_POSTGRESQL has no postgres and initdb." >&2
        exit 1
    fi
    on_path=$(command -v initdb || true)
    # Debian keeps them in a folder for each version; the newest one is tried first.
    for folder in $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -Vr) \
        ${on_path:+"$(dirname "$on_path")"} /opt/homebrew/bin /usr/local/bin; do
        works "$folder" && echo "$folder" && return
    done
    return 1
}

find_postgresql && exit
echo "The system tests need PostgreSQL, and none was found." >&2
sh scripts/apt-install.sh postgresql
find_postgresql && exit
echo "Still no PostgreSQL that starts. Please install it and say where its programs" \
    "are: TOURNEE_POSTGRESQL=/path/to/bin make test-system" >&2
exit 1
