#!/bin/sh
# Installs Debian or Ubuntu packages, as root or through a sudo that asks for no
# password. Where neither is to be had, prints what to type and fails.
set -eu

by_hand() {
    echo "Please install it by hand, then try again: $*" >&2
    exit 1
}

if ! command -v apt-get >/dev/null; then
    by_hand "the equivalent of the Debian packages $*"
fi
if [ "$(id -u)" = 0 ]; then
    sudo=
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    sudo="sudo -n"
else
    by_hand "sudo apt-get install $*"
fi

echo "Installing with apt-get: $*" >&2
# A source that cannot be reached makes 'update' fail; the packages may be had all the same.
$sudo apt-get update -qq >/dev/null || true
$sudo env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq -o DPkg::Lock::Timeout=120 -o Dpkg::Use-Pty=0 \
    --no-install-recommends "$@" >/dev/null ||
    by_hand "apt-get install $*"
