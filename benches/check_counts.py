"""Compares counts that do not depend on the machine with the committed ones.

    python check_counts.py            exits with 1 when a count differs
    python check_counts.py --record   writes counts.json

Times are reported by run.py and never asserted; allocations and bytes are the
same on every run, so a change of them shows here, and in a diff.
"""

from __future__ import annotations

import json
import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
COUNTS = HERE / "counts.json"


def main() -> int:
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    with tempfile.TemporaryDirectory() as folder:
        job = [sys.executable, str(HERE / "job.py"), folder, "--orders", "2000"]
        subprocess.run(job, check=True)
        bench = [str(target / "release" / "longtail-bench"), "counts", folder]
        counts = json.loads(subprocess.run(bench, check=True, capture_output=True, text=True).stdout)
    text = json.dumps(counts, indent=2, sort_keys=True) + "\n"
    if "--record" in sys.argv:
        COUNTS.write_text(text, encoding="utf-8")
        return 0
    committed = COUNTS.read_text(encoding="utf-8")
    if committed != text:
        print(f"counts differ from {COUNTS.name}; committed:\n{committed}now:\n{text}")
        return 1
    print("allocations and bytes are as committed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
