#!/bin/sh
# Installs with the interpreter PYTHON, versions held by constraints.txt: tools/pip_install.sh PYTHON ARGUMENTS...
set -eu

python=$1
shift
if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 13))'; then
    # durable-rules 2.0.28 calls a C function that Python 3.13 renamed
    export CPPFLAGS="-DPyEval_CallObject=PyObject_CallObject"
fi
exec "$python" -m pip install --quiet --disable-pip-version-check --use-pep517 -c constraints.txt "$@"
