"""A real Redis and a real PostgreSQL, from Debian's packages redis-server and postgresql, each on a free port with a folder of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import Iterator

import pytest
from redis import Redis
from redis.exceptions import ConnectionError as NotYet

from .running import free_port
from .waiting import await_start


@contextmanager
def redis_server() -> Iterator[str]:
    """Yield the URL of an empty Redis; skip where there is none."""
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("There is no redis-server here: install Debian's package `redis-server`.")
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen(
            [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder], stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT
        )
        try:
            await_start("Redis", Redis(port=port).ping, NotYet, seconds=20)
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            process.terminate()
            process.wait(20)


@contextmanager
def postgres_server() -> Iterator[str]:
    """Yield the SQLAlchemy URL of an empty database; skip where there is no PostgreSQL."""
    programs = _postgres_programs()
    if programs is None:
        pytest.skip("There is no PostgreSQL server here: install Debian's package `postgresql`.")
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        if os.geteuid() == 0:  # PostgreSQL does not run as root
            shutil.chown(folder, "postgres")
        _run(programs / "initdb", "-D", str(data), "-A", "trust", "-U", "wenguan", "-E", "UTF8", "--locale=C", "--no-sync")
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off"
        _run(programs / "pg_ctl", "-D", str(data), "-w", "-o", options, "-l", f"{folder}/log", "start")
        try:
            yield f"postgresql://wenguan@127.0.0.1:{port}/postgres"
        finally:
            _run(programs / "pg_ctl", "-D", str(data), "-m", "immediate", "stop")


def _postgres_programs() -> Path | None:
    found = [Path(program).parent for program in [shutil.which("initdb")] if program]
    return next((folder for folder in [*found, *sorted(Path("/usr/lib/postgresql").glob("*/bin"))] if (folder / "initdb").exists()), None)


def _run(program: Path, *arguments: str) -> None:
    user = "postgres" if os.geteuid() == 0 else None
    ran = subprocess.run(
        [str(program), *arguments], user=user, cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=60
    )
    assert ran.returncode == 0, f"{program.name} failed"
