"""The benches beside other packages, for who has none of these packages."""

from __future__ import annotations

import pathlib
import subprocess
import sys

import pytest
from conftest import ROOT

BENCHES = ("bench_models.py", "bench_pairs.py")


def ask(name: str, *arguments: str | pathlib.Path) -> subprocess.CompletedProcess[str]:
    """Without the packages of this environment: the benches' own are not there either."""
    command = [sys.executable, "-S", ROOT / "benches" / name, *arguments]
    return subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", BENCHES)
def test_help_says_how_to_make_what_a_bench_needs(name: str) -> None:
    done = ask(name, "--help")
    assert done.returncode == 0, done.stderr
    for said in (f"usage: {name}", "python3 -m venv build/peers", "requirements-models.txt", "cargo build --release"):
        assert said in done.stdout


@pytest.mark.parametrize("name", BENCHES)
@pytest.mark.parametrize("arguments", [["--faster"], ["one", "two"], ["no-such-folder"]])
def test_what_a_bench_cannot_use_is_told_with_its_usage(name: str, arguments: list[str]) -> None:
    done = ask(name, *arguments)
    assert done.returncode == 2
    assert done.stderr.startswith(f"usage: {name}") and "Traceback" not in done.stderr
    assert arguments[-1] in done.stderr


def test_a_bench_says_which_of_its_needs_are_missing(tmp_path: pathlib.Path) -> None:
    for folder in ("cdnow", "heavy-tails", "online-retail"):
        (tmp_path / folder).mkdir()
    for name in BENCHES:
        done = ask(name, tmp_path)
        assert done.returncode == 2 and "Traceback" not in done.stderr
        assert "--help" in done.stderr
