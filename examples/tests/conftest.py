from __future__ import annotations

import os
import pathlib
import subprocess
import sys

import pytest

EXAMPLES = pathlib.Path(__file__).resolve().parent.parent
ROOT = EXAMPLES.parent


def run(*command: str | os.PathLike[str]) -> str:
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    folder = tmp_path_factory.mktemp("company")
    run(sys.executable, EXAMPLES / "company" / "generate.py", folder)
    return folder


@pytest.fixture(scope="session")
def real_data() -> pathlib.Path:
    data = pathlib.Path(os.environ.get("LONGTAIL_DATA", ROOT / ".." / "shared" / "data"))
    folder = data / "online-retail"
    if not folder.is_dir():
        pytest.skip(f"the wholesaler's file is not there: {folder} (set LONGTAIL_DATA)")
    return folder
