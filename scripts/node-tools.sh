#!/bin/sh
# Prints the folder of programs of others that read the OpenAPI document (redocly, spectral,
# openapi-typescript, tsc), after installing them at the versions of scripts/node-tools/ into a
# cache, and node if there is none. TOURNEE_NODE_TOOLS=/path/to/bin chooses. Fails where they
# cannot be had: the system tests are never skipped in silence.
set -eu
cd "$(dirname "$0")/.."

complete() {
    for program in redocly spectral openapi-typescript tsc; do
        [ -x "$1/$program" ] || return 1
    done
}

if [ -n "${TOURNEE_NODE_TOOLS:-}" ]; then
    complete "$TOURNEE_NODE_TOOLS" && echo "$TOURNEE_NODE_TOOLS" && exit
    echo "TOURNEE_NODE_TOOLS=$TOURNEE_NODE_TOOLS lacks redocly, spectral, openapi-typescript or tsc." >&2
    exit 1
fi
version=$(cksum <scripts/node-tools/package-lock.json | cut -d ' ' -f 1)
folder=${XDG_CACHE_HOME:-$HOME/.cache}/tournee/node-tools-$version
complete "$folder/node_modules/.bin" && echo "$folder/node_modules/.bin" && exit

command -v npm >/dev/null || sh scripts/apt-install.sh nodejs npm
mkdir -p "$folder"
cp scripts/node-tools/package.json scripts/node-tools/package-lock.json "$folder/"
echo "Installing redocly, spectral and openapi-typescript with npm" >&2
npm ci --prefix "$folder" --ignore-scripts --no-audit --no-fund >&2
complete "$folder/node_modules/.bin" && echo "$folder/node_modules/.bin" && exit
echo "npm did not install them. Say where they are: TOURNEE_NODE_TOOLS=/path/to/bin" >&2
exit 1
