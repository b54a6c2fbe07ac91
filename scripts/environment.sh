#!/usr/bin/env bash
# Make .venv: Python 3.10 with the pinned requirements. Quick when nothing changed.
set -euo pipefail
cd "$(dirname "$0")/.."

stamp=.venv/.requirements
if [ -x .venv/bin/python ] && [ -f "$stamp" ] && cmp -s "$stamp" requirements.lock; then exit 0; fi

find_python() {
  local candidate
  for candidate in python3.10 "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.10*/bin/python3.10; do
    if command -v "$candidate" >/dev/null 2>&1 && "$candidate" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 10))' 2>/dev/null; then
      command -v "$candidate"
      return
    fi
  done
  if uv --version >/dev/null 2>&1; then uv python find 3.10 2>/dev/null || { uv python install -q 3.10 && uv python find 3.10; } && return; fi
  echo "Python 3.10 is missing: install it with uv (uv python install 3.10), pyenv (pyenv install 3.10) or your system's packages." >&2
  return 1
}

python=$(find_python)
echo "Installing the Python environment with $("$python" --version) (about 3 GB on disk; a few minutes the first time) ..."
rm -rf .venv
if uv --version >/dev/null 2>&1; then
  uv venv -q --no-python-downloads --python "$python" .venv
  VIRTUAL_ENV="$PWD/.venv" uv pip install -q --require-hashes -r requirements.lock
else
  "$python" -m venv .venv
  .venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
fi
printf '%s\n' "$PWD" > "$(.venv/bin/python -c 'import site; print(site.getsitepackages()[0])')/wenguan.pth"
printf '#!%s\nimport sys\nfrom wenguan.cli import main\nsys.exit(main())\n' "$PWD/.venv/bin/python" > .venv/bin/wenguan
chmod +x .venv/bin/wenguan
cp requirements.lock "$stamp"
