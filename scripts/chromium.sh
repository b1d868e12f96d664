#!/bin/sh
# Prints the path of an installed Chromium or Chrome, on Debian after installing
# one if need be. TOURNEE_CHROMIUM=/path/to/chromium chooses. Fails where there is
# none and none can be installed: the system tests are never skipped in silence.
# Sees to it, too, that Playwright, which drives the browser, can start.
set -eu
cd "$(dirname "$0")/.."

works() { "$1" --version >/dev/null 2>&1; }

find_chromium() {
    if [ -n "${TOURNEE_CHROMIUM:-}" ]; then
        works "$TOURNEE_CHROMIUM" && command -v "$TOURNEE_CHROMIUM" && return
        echo "TOURNEE_CHROMIUM=$TOURNEE_CHROMIUM does not start." >&2
        exit 1
    fi
    for name in chromium chromium-browser google-chrome google-chrome-stable \
        "/Applications/Chromium.app/Contents/MacOS/Chromium" \
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"; do
        works "$name" && command -v "$name" && return
    done
    return 1
}

# Its driver is linked with a library that a small Debian lacks.
if ! error=$(.venv/bin/python -m playwright --version 2>&1); then
    printf '%s\n' "$error" >&2
    case $error in
        *libatomic*) sh scripts/apt-install.sh libatomic1 ;;
        *) exit 1 ;;
    esac
fi

find_chromium && exit
echo "The system tests need Chromium, and none was found." >&2
# Without a font, pages have no text.
sh scripts/apt-install.sh chromium fonts-liberation
find_chromium && exit
echo "Still no Chromium that starts. Please install Chromium or Chrome and say where" \
    "it is: TOURNEE_CHROMIUM=/path/to/chromium make test-system" >&2
exit 1
