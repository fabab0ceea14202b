"""A PostgreSQL server of its own for the tests: a fresh folder, a free port, loopback."""

from __future__ import annotations

import contextlib
import glob
import os
import pathlib
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator

USER = "longtail"


def programs() -> pathlib.Path | None:
    """The folder of the server's programs: Debian keeps them off the path."""
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"))
    on_path = shutil.which("initdb")
    program = found[-1] if found else on_path
    return pathlib.Path(program).resolve().parent if program else None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextlib.contextmanager
def server(folder: pathlib.Path) -> Iterator[str]:
    """Starts a server, gives the place that a host opens, and stops it."""
    # Root may not run it; the package brings a user for that.
    account = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    data = tempfile.mkdtemp(prefix="longtail-postgres-")
    if account:
        shutil.chown(data, "postgres")

    def run(*command: str) -> None:
        done = subprocess.run([*account, *command], cwd="/", capture_output=True, text=True, timeout=120)
        if done.returncode != 0:
            raise RuntimeError(f"{command[0]}: {done.stdout}{done.stderr}")

    try:
        port = free_port()
        run(str(folder / "initdb"), "-D", f"{data}/db", "-U", USER, "-A", "trust", "-E", "UTF8", "--no-sync")
        options = f"-p {port} -k {data} -c listen_addresses=127.0.0.1 -c max_connections=100 -c fsync=off"
        start = ["-D", f"{data}/db", "-w", "-l", f"{data}/log", "-o", options, "start"]
        run(str(folder / "pg_ctl"), *start)
        try:
            yield f"postgresql:{USER}@{port}"
        finally:
            run(str(folder / "pg_ctl"), "-D", f"{data}/db", "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(data, ignore_errors=True)
