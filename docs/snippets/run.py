"""Runs every Python program of the guide and the Python of the README.

python docs/snippets/run.py
"""

from __future__ import annotations

import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent


def programs() -> list[tuple[str, list[str]]]:
    files = sorted((HERE / "python").glob("*.py"))
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```$", readme, re.DOTALL | re.MULTILINE)
    if not files or not blocks:
        raise SystemExit("nothing to run")
    return [(file.name, [str(file)]) for file in files] + [
        (f"README.md, block {at}", ["-c", code]) for at, code in enumerate(blocks, 1)
    ]


def main() -> int:
    failed = 0
    for name, program in programs():
        run = subprocess.run(
            [sys.executable, *program], cwd=ROOT, capture_output=True, text=True, check=False
        )
        good = run.returncode == 0
        print(f"{'ok    ' if good else 'FAILED'} {name}", flush=True)
        if not good:
            failed += 1
            print(run.stderr, file=sys.stderr, flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
