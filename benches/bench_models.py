"""Fits side by side with the packages that people use: `lifetimes` and `powerlaw`.

    python3 -m venv build/peers
    build/peers/bin/pip install -r benches/requirements-models.txt
    cargo build --release -p longtail-bench --bin longtail-models
    build/peers/bin/python benches/bench_models.py [FOLDER]

From the root of the repository; FOLDER has `cdnow` and `heavy-tails`. The native program
prints its own times first.
Peers have no p-value of a power law; theirs is one fit, ours one fit and 2,500 refits.
"""

from __future__ import annotations

import contextlib
import io
import subprocess
import time
import warnings
from collections.abc import Callable
from typing import Any

from peers import ROOT, data_folder

NATIVE = ROOT / "target" / "release" / "longtail-models"
PACKAGES = ("lifetimes", "numpy", "pandas", "powerlaw")


def best(rounds: int, work: Callable[[], Any]) -> tuple[float, Any]:
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            answer = work()
        times.append(time.perf_counter() - start)
    return min(times), answer


def main() -> None:
    folder = data_folder(__doc__, ("cdnow", "heavy-tails"), NATIVE, PACKAGES)
    import lifetimes
    import numpy
    import pandas
    import powerlaw

    warnings.filterwarnings("ignore")
    print(subprocess.run([NATIVE, folder], check=True, capture_output=True, text=True).stdout)

    orders = pandas.read_csv(folder / "cdnow" / "cdnow_customers_summary.csv")
    row = (orders["frequency"], orders["recency"], orders["T"])
    for name, rounds in (("BetaGeoFitter", 5), ("ModifiedBetaGeoFitter", 3), ("ParetoNBDFitter", 2)):
        seconds, fit = best(rounds, lambda: getattr(lifetimes, name)().fit(*row))
        print(f"lifetimes {name}: {seconds * 1e3:.1f} ms, {dict(fit.params_)}")
    amounts = pandas.read_csv(folder / "cdnow" / "cdnow_customers_summary_with_transactions.csv")
    amounts = amounts[amounts["x"] > 0]
    seconds, fit = best(5, lambda: lifetimes.GammaGammaFitter().fit(amounts["x"], amounts["zbar"]))
    print(f"lifetimes GammaGammaFitter: {seconds * 1e3:.1f} ms, {dict(fit.params_)}")
    for name, discrete in (("words", True), ("blackouts", False), ("terrorism", True), ("cities", False), ("flares", False), ("surnames", False)):
        values = numpy.loadtxt(folder / "heavy-tails" / f"{name}.txt")
        seconds, fit = best(1, lambda: powerlaw.Fit(values, discrete=discrete))
        print(f"powerlaw {name}: {seconds * 1e3:.1f} ms, xmin {fit.xmin}, alpha {fit.alpha:.6f}, D {fit.D:.7f}")


if __name__ == "__main__":
    main()
