#!/bin/sh
# Writes requirements/dev.txt, runtime.txt and peers.txt: every package that pyproject.toml
# leads to, for all platforms and Python versions, at one version, with the hashes
# of its files. Versions already locked are kept unless they no longer fit or
# --upgrade (or --upgrade-package NAME) is given. Needs uv, which the locks do not.
set -eu
cd "$(dirname "$0")/.."

compile() {
    "${UV:-uv}" pip compile --quiet --no-config --universal --python-version 3.11 \
        --fork-strategy fewest --generate-hashes --no-emit-index-url --no-emit-find-links \
        --custom-compile-command "make lock" pyproject.toml "$@" >/dev/null
}

compile --extra build --extra all --extra dev --extra docs --extra system \
    -o requirements/dev.txt "$@"
# Held to the versions of dev.txt, so that what is tested is what is installed.
compile --extra build --extra all -c requirements/dev.txt -o requirements/runtime.txt "$@"
compile --extra build --extra all --extra dev --extra docs --extra system --extra peers \
    -c requirements/dev.txt -o requirements/peers.txt "$@"

if grep -nE '://|file:|@ |^-' requirements/*.txt; then
    echo "The lock names a place: it would not install elsewhere." >&2
    exit 1
fi
