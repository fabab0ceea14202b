"""What the figures say, in words, and what to be careful with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pyarrow

from . import figures
from ._longtail import ChannelTable, Tally
from .types import ArrowTable


def rows(table: ArrowTable) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = pyarrow.table(table).to_pylist()
    return found


def percent(share: float) -> str:
    return f"{100 * share:.1f} %"


@dataclass
class Found:
    """The tables of the page, and the sentences about them."""

    partners: ChannelTable
    lorenz: ChannelTable
    left_out: ChannelTable
    tail: ChannelTable | None = None
    steadiness: ChannelTable | None = None
    said: list[str] = field(default_factory=list)
    caveats: list[str] = field(default_factory=list)

    def add_cells(self, cells: ArrowTable) -> None:
        every = rows(cells)
        withheld = sum(not row["shown"] for row in every)
        if withheld:
            self.caveats.append(
                f"{withheld} of {len(every)} best-seller cells do not pass the disclosure gate: "
                "they may not be shown to partners."
            )

    def add_scores(self, scores: ArrowTable) -> None:
        good = sorted((row for row in rows(scores) if row["discovery"]), key=lambda row: -row["low_5"])
        if not good:
            self.said.append("No niche buys a product surely more than expected.")
            return
        best = good[0]
        self.said.append(
            f"Niches buy more than expected in {len(good)} cells; most surely {best['niche']} buys "
            f"{best['product']}: {best['lift']:.1f} times what is expected "
            f"({best['lift_low']:.1f} to {best['lift_high']:.1f})."
        )


def gather(tally: Tally, options: dict[str, Any], period: figures.Period, past_until: Any) -> Found:
    found = Found(figures.revenue(tally), figures.lorenz(tally), figures.left_out(tally))
    concentrated(tally, found)
    if options.get("niche"):
        of_niches(tally, found)
    if options.get("day"):
        over_time(tally, found, period, past_until)
    left(tally, options, found)
    for name, what in (
        ("day", "figures over time"),
        ("niche", "niches"),
        ("product", "best sellers"),
    ):
        if not options.get(name):
            found.caveats.append(f"No column for {name} was named, so there are no {what}.")
    return found


def concentrated(tally: Tally, found: Found) -> None:
    one = rows(figures.concentration(tally))[0]
    found.said.append(f"{one['partners']} partners make a revenue of {one['revenue']:,}.")
    if one["gini"] is None:
        found.caveats.append("No partner is above zero: concentration has no meaning.")
        return
    found.said.append(
        f"The largest 20 % of partners ({one['largest_fifth']}) make "
        f"{percent(one['largest_fifth_share'])} of the revenue; {one['partners_for_half']} make half."
    )
    without = rows(figures.dependence(tally, largest=[1, 10]))
    found.said.append(
        f"Without the largest partner {percent(without[0]['share'])} of the revenue is gone, "
        f"without the ten largest {percent(without[-1]['share'])}."
    )
    found.said.append(
        f"The Gini coefficient is {one['gini']:.3f}; revenue is as concentrated as that of "
        f"{one['effective_number']:.0f} equal partners."
    )
    if one["small"]:
        found.caveats.append("Fewer than 10 partners stand behind these figures: a small cell.")


def of_niches(tally: Tally, found: Found) -> None:
    niches = rows(figures.revenue(tally, by="niche"))
    if niches and niches[0]["share"] is not None:
        found.said.append(
            f"The largest of {len(niches)} niches is {niches[0]['niche']}, "
            f"with {percent(float(niches[0]['share']))} of the revenue."
        )
    small = sum(row["small"] for row in rows(figures.concentration(tally, per_niche=True)))
    if small:
        found.caveats.append(f"{small} niches have fewer than 10 partners: small cells.")


def over_time(tally: Tally, found: Found, period: figures.Period, past_until: Any) -> None:
    found.tail = figures.tail(tally, period=period, past_until=past_until)
    found.steadiness = figures.steadiness(tally, period=period, past_until=past_until)
    part = {row["part"]: row for row in rows(found.steadiness)}
    head, tail = part["head"]["cv"], part["tail"]["cv"]
    if head is not None and tail is not None:
        word = "as even as the head" if head == tail else (
            "the less even part here" if tail > head else "the more even part here"
        )  # fmt: skip
        found.said.append(
            f"The tail is {word}: its revenue varies by {percent(tail)} of its mean from period "
            f"to period, that of the head by {percent(head)}."
        )
    if part["head"]["chosen_on_same"]:
        found.caveats.append(
            "The fixed head was chosen on the same sales that it is judged by, which flatters it; "
            "choose it on the past (past_until)."
        )
    periods = rows(found.tail)
    cut = [str(row["period"]) for row in periods if not row["whole"]]
    if cut:
        found.caveats.append(
            f"Cut periods, shown hollow and not looked at for steadiness: {', '.join(cut)}."
        )
    whole = [row["period"] for row in periods if row["whole"]]
    if len(whole) > 1:
        before, after = whole[-2], whole[-1]
        changed = rows(figures.change(tally, before=before, after=after, period=period))
        by_part = {row["part"]: row["change"] for row in changed}
        found.said.append(
            f"From {before} to {after} revenue changed by {by_part['total']:+,}: new partners "
            f"{by_part['entry']:+,}, lost partners {by_part['exit']:+,}, head {by_part['head']:+,}, "
            f"tail {by_part['tail']:+,}."
        )


def left(tally: Tally, options: dict[str, Any], found: Found) -> None:
    for row in rows(found.left_out):
        if row["rows"]:
            found.caveats.append(
                f"Left out, {row['reason']}: {row['rows']:,} rows with an amount of {row['amount'] or 0:,}."
            )
    returned = sum(row["return_rows"] for row in rows(found.partners))
    how = {
        "net": f"Returns lower the revenue ({returned:,} rows).",
        "gross": "Returns are left out: a cancelled order still counts as revenue.",
        "matched": "Returns are left out with the sales they take back.",
    }
    found.caveats.append(how[options.get("returns") or "net"])
