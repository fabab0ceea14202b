"""Compares longtail with the plain twins: first the bytes, then the time.

    python benches/run.py                  # bytes, then the table
    python benches/run.py --check          # bytes only; exit 1 when any verdict differs
    python benches/run.py --write-expected # the twins' verdicts become the expected ones

The jobs, rounds and goals are in `manifest.json`; `README.md` says what each
number means.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import pathlib
import platform
import subprocess
import sys
from collections.abc import Callable

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
EXPECTED = HERE / "expected.sha256"
SAMPLE = HERE / "expected_sample.jsonl"
TWINS = ("plain.py", "plain.mjs")
FORMS = {"text": "text to text", "totals": "totals", "fields": "every field"}

Command = list[str | os.PathLike[str]]


def ran(command: Command) -> str:
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout


class Contenders:
    """How each program is started."""

    def __init__(self, python: pathlib.Path, node: str, native: pathlib.Path) -> None:
        self.commands: dict[str, Command] = {
            "plain.py": [python, HERE / "plain.py"],
            "plain.mjs": [node, HERE / "plain.mjs"],
            "python": [python, HERE / "bench_python.py"],
            "node": [node, HERE / "bench_node.mjs"],
        }
        self.native = native

    def timed(self, name: str, job: pathlib.Path, repeat: int, *flags: str) -> float:
        """Microseconds an order."""
        report = json.loads(ran([*self.commands[name], job, "--repeat", str(repeat), *flags]))
        return report["us_per_order"]

    def native_times(self, job: pathlib.Path, repeat: int) -> dict[str, float]:
        return json.loads(ran([self.native, "time", job, "--repeat", str(repeat)]))

    def write(self, name: str, job: pathlib.Path, out: pathlib.Path) -> None:
        if name == "native":
            with out.open("wb") as file:
                subprocess.run([self.native, "decide", job], stdout=file, check=True)
        else:
            repeat = "1" if name in TWINS else "0"
            ran([*self.commands[name], job, "--out", out, "--repeat", repeat])


def make_job(folder: pathlib.Path, arguments: dict[str, int]) -> pathlib.Path:
    """Makes a job unless the same one is there."""
    maker = (HERE / "job.py").read_bytes()
    made = json.dumps({"arguments": arguments, "maker": hashlib.sha256(maker).hexdigest()})
    mark = folder / "made.json"
    if not mark.is_file() or mark.read_text(encoding="utf-8") != made:
        print(f"making {folder.name}", file=sys.stderr)
        flags = [word for name, value in arguments.items() for word in (f"--{name}", str(value))]
        ran([sys.executable, HERE / "job.py", folder, *flags])
        mark.write_text(made, encoding="utf-8")
    return folder


# --- the bytes ----------------------------------------------------------------


def digest(path: pathlib.Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_all(contenders: Contenders, names: tuple[str, ...], job: pathlib.Path, out: pathlib.Path) -> dict[str, str]:
    out.mkdir(parents=True, exist_ok=True)
    for name in names:
        contenders.write(name, job, out / f"{name}.jsonl")
    return {name: digest(out / f"{name}.jsonl") for name in names}


def differences(left: pathlib.Path, right: pathlib.Path) -> str:
    with left.open(encoding="utf-8") as one, right.open(encoding="utf-8") as other:
        pairs = list(zip(one, other, strict=False))
    orders = [json.loads(a).get("order") for a, b in pairs if a != b]
    return f"{len(orders)} of {len(pairs)} orders" + (f", the first {orders[0]}" if orders else "")


def check(contenders: Contenders, job: pathlib.Path, out: pathlib.Path) -> bool:
    """Whether every contender wrote the expected bytes."""
    names = (*TWINS, "native", "python", "node")
    digests = write_all(contenders, names, job, out)
    expected = EXPECTED.read_text(encoding="utf-8").split()[0]
    sample = SAMPLE.read_text(encoding="utf-8").splitlines()
    alike = True
    for name in names:
        text = out / f"{name}.jsonl"
        with text.open(encoding="utf-8") as file:
            first = [file.readline().rstrip("\n") for _ in sample]
        if digests[name] == expected and first == sample:
            print(f"{name:10} {digests[name][:16]}  as expected")
            continue
        alike = False
        how = "differs from the expected sample" if first != sample else "differs from the expected verdicts"
        reference = out / "plain.py.jsonl"
        beside = "" if name == "plain.py" else f"; from plain.py in {differences(text, reference)}"
        print(f"{name:10} {digests[name][:16]}  {how}{beside}")
    return alike


def write_expected(contenders: Contenders, job: pathlib.Path, out: pathlib.Path, size: int) -> bool:
    digests = write_all(contenders, TWINS, job, out)
    verdicts = out / "plain.py.jsonl"
    if len(set(digests.values())) != 1:
        print(f"the twins differ in {differences(verdicts, out / 'plain.mjs.jsonl')}; nothing was written")
        return False
    EXPECTED.write_text(f"{digests['plain.py']}  verdicts.jsonl\n", encoding="utf-8", newline="\n")
    with verdicts.open(encoding="utf-8") as file:
        sample = "".join(file.readline() for _ in range(size))
    SAMPLE.write_text(sample, encoding="utf-8", newline="\n")
    return True


# --- the time -----------------------------------------------------------------

Times = dict[str, float]


def measures(contenders: Contenders, manifest: dict, jobs: dict[str, pathlib.Path]) -> list[Callable[[], Times]]:
    """Each measures one thing once; they are run in turn, so that a busy moment hits no one alone."""
    job = jobs[manifest["main"]]
    repeat = manifest["repeat"]

    def form(name: str, mode: str) -> Callable[[], Times]:
        return lambda: {f"{name} {FORMS[mode]}": contenders.timed(name, job, repeat, "--mode", mode)}

    def workers(name: str, count: int) -> Callable[[], Times]:
        flags = ("--mode", "workers", "--workers", str(count))
        return lambda: {f"{name} {count} workers": contenders.timed(name, job, repeat, *flags)}

    def native() -> Times:
        times = contenders.native_times(job, repeat)
        return {"native decide": times["decide_us"], "native text to text": times["text_to_text_us"]}

    def growth() -> Times:
        ends = {end: contenders.native_times(jobs[manifest["growth"][end]], repeat) for end in ("from", "to")}
        return {f"growth {end}": times["decide_us"] for end, times in ends.items()}

    forms = [form(name, mode) for mode in FORMS for name in ("plain.mjs", "node", "plain.py", "python")]
    crews = [workers(name, count) for name in ("node", "python") for count in (1, 2)]
    return [native, *forms, *crews, growth]


def timed(contenders: Contenders, manifest: dict, jobs: dict[str, pathlib.Path], rounds: int) -> Times:
    best: Times = {}
    for number in range(rounds):
        print(f"round {number + 1} of {rounds}", file=sys.stderr)
        for measure in measures(contenders, manifest, jobs):
            for name, us in measure().items():
                best[name] = min(us, best.get(name, us))
    return best


def table(best: Times, goals: dict[str, dict[str, float]]) -> str:
    """Rows of: what, microseconds an order, those of what it is compared with, ratio, goal."""
    rows = [("native decide", best["native decide"], None)]
    rows += [("native text to text", best["native text to text"], None)]
    for name, twin in (("node", "plain.mjs"), ("python", "plain.py")):
        rows += [(f"{name} {form}", best[f"{name} {form}"], best[f"{twin} {form}"]) for form in FORMS.values()]
    rows += [(f"{name} 2 workers", best[f"{name} 2 workers"], best[f"{name} 1 workers"]) for name in ("node", "python")]
    lines = [("", "µs an order", "compared with", "ratio", "goal", "")]
    for name, us, other in rows:
        ratio = None if other is None else other / us
        lines.append(row(name, us, other, ratio, goals.get(name, {})))
    growth = best["growth to"] / best["growth from"]
    name = "5,000 lists against 50"
    lines.append(row(name, best["growth to"], best["growth from"], growth, goals[name]))
    widths = [max(len(line[at]) for line in lines) for at in range(6)]
    return "\n".join(padded(line, widths) for line in lines)


def row(name: str, us: float, other: float | None, ratio: float | None, goal: dict[str, float]) -> tuple[str, ...]:
    numbers = (f"{us:.2f}", "" if other is None else f"{other:.2f}", "" if ratio is None else f"{ratio:.2f} ×")
    if not goal:
        return (name, *numbers, "", "")
    ((kind, bound),) = goal.items()
    value = us if kind.startswith("us") else ratio
    met = value <= bound if kind.endswith("at_most") else value >= bound
    sign = "≤" if kind.endswith("at_most") else "≥"
    unit = "µs" if kind.startswith("us") else "×"
    return (name, *numbers, f"{sign} {bound} {unit}", "met" if met else "not met")


def padded(line: tuple[str, ...], widths: list[int]) -> str:
    first, *rest = [f"{line[0]:{widths[0]}}", *(f"{cell:>{width}}" for cell, width in zip(line[1:], widths[1:]))]
    return "  ".join([first, *rest]).rstrip()


def main() -> int:
    venv = ROOT / "build" / "venv" / ("Scripts" if os.name == "nt" else "bin") / "python"
    binary = ROOT / "target" / "release" / ("longtail-bench" + (".exe" if os.name == "nt" else ""))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--write-expected", action="store_true")
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--jobs", type=pathlib.Path, default=ROOT / "build" / "bench")
    parser.add_argument("--python", type=pathlib.Path, default=venv)
    parser.add_argument("--node", default="node")
    parser.add_argument("--no-build", action="store_true", help="take the native binary as it is")
    options = parser.parse_args()
    manifest = json.loads((HERE / "manifest.json").read_text(encoding="utf-8"))
    contenders = Contenders(options.python, options.node, binary)
    if not options.no_build and not options.write_expected:
        ran(["cargo", "build", "--release", "--quiet", "-p", "longtail-bench"])
    main_job = manifest["main"]
    job = make_job(options.jobs / main_job, manifest["jobs"][main_job])
    out = options.jobs / "verdicts"
    if options.write_expected:
        return 0 if write_expected(contenders, job, out, manifest["sample"]) else 1
    alike = check(contenders, job, out)
    if options.check:
        return 0 if alike else 1
    if not alike:
        print("the answers differ: the times below compare unlike work")
    jobs = {name: make_job(options.jobs / name, arguments) for name, arguments in manifest["jobs"].items()}
    best = timed(contenders, manifest, jobs, options.rounds or manifest["rounds"])
    print(f"\n{platform.platform()}, {os.cpu_count()} cores; best of rounds\n")
    print(table(best, manifest["goals"]))
    return 0 if alike else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except FileNotFoundError as fault:
        sys.exit(f"{fault.filename} is not there; `make bench` builds what is compared")
    except subprocess.CalledProcessError as fault:
        # What it had to say of itself stands above.
        sys.exit(f"failed: {' '.join(map(str, fault.cmd))}")
