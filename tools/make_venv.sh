#!/bin/sh
# Makes the virtual environment DIR (only if it is not there) from a Python >= 3.11 that can build C extensions.
# On Debian, root gets missing system packages installed; anyone else is told the one command to run.
set -eu

dir=$1
if [ -x "$dir/bin/python" ] && "$dir/bin/python" -m pip --version >/dev/null 2>&1; then
    exit 0
fi

new_enough='import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, int(sys.argv[1])))'
python=
for below in 13 99; do
    for candidate in python3 python3.11 python3.12 python3.13; do
        if [ -z "$python" ] && "$candidate" -c "$new_enough" "$below" >/dev/null 2>&1; then
            python=$(command -v "$candidate")
        fi
    done
done
if [ -z "$python" ]; then
    echo "error: no python3 of version 3.11 or newer found; on Debian 12: apt-get install python3" >&2
    exit 1
fi

builds_extensions() {
    scratch=$(mktemp -d)
    echo '#include <Python.h>' >"$scratch/probe.c"
    include=$("$python" -c 'import sysconfig; print(sysconfig.get_path("include"))')
    compiler=$("$python" -c 'import sysconfig; print(sysconfig.get_config_var("CC").split()[0])')
    status=0
    "${CC:-$compiler}" -I"$include" -c "$scratch/probe.c" -o "$scratch/probe.o" >/dev/null 2>&1 || status=1
    rm -r "$scratch"
    return $status
}

missing_packages() {
    version=$("$python" -c 'import sys; print("python%d.%d" % sys.version_info[:2])')
    "$python" -c 'import ensurepip, venv' >/dev/null 2>&1 || printf '%s ' "$version-venv"
    builds_extensions || printf '%s ' gcc "$version-dev"
}

missing=$(missing_packages)
if [ -n "$missing" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "installing missing system packages: $missing"
    apt-get update -q
    # shellcheck disable=SC2086  # one word per package
    DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $missing
    missing=$(missing_packages)
fi
if [ -n "$missing" ]; then
    echo "error: $python cannot make an environment and build C extensions; on Debian run as root:" >&2
    echo "    apt-get install $missing" >&2
    exit 1
fi

"$python" -m venv --clear "$dir"
