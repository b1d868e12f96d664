#!/bin/sh
# Creates .venv and installs the locked dependencies and the project in it.
#
#   scripts/setup.sh runtime   the engine, the command line and the service
#   scripts/setup.sh dev       the same, with what tests and lint need
#   scripts/setup.sh peers     the same, with the solvers that benchmarks compare with
#
# Does nothing, and needs no network, when .venv is up to date. A stamp in .venv
# says so; its name holds a hash of what was installed, and it is written last.
#
# PYTHON=/path/to/python chooses the interpreter for a new .venv.
set -eu

level=${1:-}
case $level in
    runtime | dev | peers) ;;
    *)
        echo "usage: scripts/setup.sh runtime|dev|peers" >&2
        exit 2
        ;;
esac
cd "$(dirname "$0")/.."

say() { printf '%s\n' "$*" >&2; }

# The locked packages have wheels for these versions.
supported() {
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' 2>/dev/null
}

find_python() {
    if [ -n "${PYTHON:-}" ]; then
        supported "$PYTHON" && command -v "$PYTHON" && return
        say "PYTHON=$PYTHON is not a Python from 3.11 to 3.14."
        return 1
    fi
    for name in python3 python3.14 python3.13 python3.12 python3.11; do
        supported "$name" && command -v "$name" && return
    done
    say "Tournée needs Python 3.11, 3.12, 3.13 or 3.14, and none is on the PATH" \
        "(python3: $(python3 --version 2>&1 || true))."
    say "Install one, for example 'apt-get install python3 python3-venv' on Debian 12 or" \
        "Ubuntu 24.04, 'brew install python@3.13' on macOS, or say where it is:" \
        "PYTHON=/path/to/python make ..."
    return 1
}

# Debian and Ubuntu keep ensurepip, without which a venv has no pip, in a package apart.
ensure_ensurepip() {
    "$1" -c 'import ensurepip, venv' 2>/dev/null && return
    version=$("$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    say "$1 cannot make virtual environments with pip: it has no ensurepip."
    sh scripts/apt-install.sh "python$version-venv"
    "$1" -c 'import ensurepip, venv'
}

# A venv of an unsupported Python, of one since removed, or half made, is made anew.
usable_venv() {
    [ -x .venv/bin/python ] && supported .venv/bin/python &&
        .venv/bin/python -c 'import pip' 2>/dev/null
}

# Names the state that .venv should have. The folder counts, as the installed
# commands and the editable install hold its path, and so do the packages found in it.
state() {
    .venv/bin/python - "$PWD" <<'END'
import hashlib, pathlib, sys

packages = sorted(path.parent.name for path in pathlib.Path().glob("[a-z]*/__init__.py"))
digest = hashlib.sha256(f"{sys.argv[1]} {sys.version} {packages}".encode())
for name in (
    "pyproject.toml",
    "requirements/runtime.txt",
    "requirements/dev.txt",
    "requirements/peers.txt",
    "scripts/setup.sh",
):
    digest.update(pathlib.Path(name).read_bytes())
print(digest.hexdigest()[:16])
END
}

if ! usable_venv; then
    python=$(find_python)
    ensure_ensurepip "$python"
    say "Creating .venv with $("$python" --version) ($python)"
    "$python" -m venv --clear .venv
fi

# The search is compiled once a version; that needs no network either.
compile() {
    .venv/bin/python -c 'from optimizer.engine.kernel.compiled import cache_folder
import sys; sys.exit(not any(cache_folder().glob("**/*.nbc")))' && return
    say "Compiling the search (about a minute, once a version)"
    .venv/bin/python -c 'from optimizer.engine.kernel import prepare; prepare()'
}

state=$(state)
# All that runtime.txt pins is in dev.txt too, and all of that in peers.txt.
case $level in
    runtime) enough="runtime dev peers" ;;
    dev) enough="dev peers" ;;
    peers) enough="peers" ;;
esac
for name in $enough; do
    if [ -e ".venv/.tournee-$name-$state" ]; then
        compile
        exit 0
    fi
done

say "Installing requirements/$level.txt in .venv (a minute or two, the first time)"
rm -f .venv/.tournee-*
.venv/bin/python -m pip install --quiet --no-input --disable-pip-version-check \
    --only-binary :all: --require-hashes -r "requirements/$level.txt"
# setuptools, which builds the project, is in the lock: nothing is fetched here.
.venv/bin/python -m pip install --quiet --no-input --disable-pip-version-check \
    --no-index --no-build-isolation --no-deps -e .
compile
: >".venv/.tournee-$level-$state"
