"""Runs the same job from Rust, Python and Node and compares the answers.

    python run_demo.py FOLDER OUT
"""

from __future__ import annotations

import hashlib
import os
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
FILES = ("verdicts.jsonl", "verdicts.csv")


def main() -> int:
    folder, out = map(pathlib.Path, sys.argv[1:3])
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    programs = {
        "rust": [str(target / "release" / "longtail-demo")],
        "node": ["node", str(HERE / "demo.mjs")],
        "python": [sys.executable, str(HERE / "demo.py")],
    }
    for language, command in programs.items():
        print(f"\n=== {language} ===", flush=True)
        subprocess.run([*command, str(folder), str(out / language)], check=True)
    print("\n=== the three answers ===")
    return 0 if all([same(out, name, list(programs)) for name in FILES]) else 1


def same(out: pathlib.Path, name: str, languages: list[str]) -> bool:
    texts = {language: (out / language / name).read_bytes() for language in languages}
    digests = {language: hashlib.sha256(text).hexdigest() for language, text in texts.items()}
    if len(set(digests.values())) == 1:
        size, digest = len(texts["rust"]), digests["rust"][:16]
        print(f"{name}: {size:,} bytes, the same in {', '.join(languages)} (sha256 {digest}...)")
        return True
    print(f"{name}: DIFFERENT: {digests}")
    return False


if __name__ == "__main__":
    sys.exit(main())
