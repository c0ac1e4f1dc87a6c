#!/bin/sh
# Installs what some tests use beside Python packages: a PostgreSQL server, Java for Spark, a browser, Pango and a
# font for PDF. As root on Debian only; a test whose program is not there says so and is skipped.
set -eu

wanted=
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || wanted="$wanted postgresql"
command -v java >/dev/null || wanted="$wanted openjdk-17-jre-headless"
command -v chromium >/dev/null || wanted="$wanted chromium"
ldconfig -p | grep -q libpangoft2 || wanted="$wanted libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
ls /usr/share/fonts/truetype/dejavu >/dev/null 2>&1 || wanted="$wanted fonts-dejavu-core"
[ -n "$wanted" ] || exit 0
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "not installed, and tests that use them will be skipped:$wanted" >&2
    exit 0
fi
apt-get update -q
# shellcheck disable=SC2086  # one word per package
DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $wanted ||
    echo "could not be installed, and tests that use them will be skipped:$wanted" >&2
