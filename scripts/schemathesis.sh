#!/usr/bin/env bash
# Make .tools/schemathesis: Rasa's pins leave no room for it in .venv. Quick when nothing changed.
set -euo pipefail
cd "$(dirname "$0")/.."

lock=tests/channels/contract/requirements.lock
tool=.tools/schemathesis
if [ -x "$tool/bin/schemathesis" ] && cmp -s "$tool/.requirements" "$lock"; then exit 0; fi

echo "Installing Schemathesis, which tries the hotline's contract ..."
rm -rf "$tool"
.venv/bin/python -m venv "$tool"
"$tool/bin/python" -m pip install -qq --disable-pip-version-check --require-hashes -r "$lock"
cp "$lock" "$tool/.requirements"
