#!/bin/sh
# Make .venv with the Python given; on a Debian without python3-venv, install that first where we may.
set -eu
python=${1:-python3}

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "Copydesk needs Python 3.11 or newer; $python is $("$python" --version 2>&1). Try: make PYTHON=python3.11" >&2
    exit 1
}
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "Installing python$version-venv ..."
        apt-get -qq update && apt-get -qq install -y "python$version-venv" >/dev/null
    else
        echo "This Python has no venv module. Install it, then try again: sudo apt-get install python$version-venv" >&2
        exit 1
    fi
fi
rm -rf .venv
exec "$python" -m venv .venv
