"""What the figures say, in words, what to be careful with, and what is not there."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pyarrow

from . import figures
from ._longtail import ChannelTable, Tally
from ._words import Words
from .types import ArrowTable


def rows(table: ArrowTable) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = pyarrow.table(table).to_pylist()
    return found


@dataclass
class Found:
    """The tables of the page, and the sentences about them."""

    words: Words
    currency: str
    partners: ChannelTable
    lorenz: ChannelTable
    left_out: ChannelTable
    niches: ChannelTable | None = None
    tail: ChannelTable | None = None
    steadiness: ChannelTable | None = None
    said: list[str] = field(default_factory=list)
    caveats: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    glossary: list[str] = field(default_factory=list)

    def money(self, value: Any, sign: str = "") -> str:
        return f"{self.words.number(value, sign=sign)}\u00a0{self.currency}"

    def say(self, key: str, **values: object) -> None:
        self.said.append(self.words(key, **values))

    def warn(self, key: str, **values: object) -> None:
        self.caveats.append(self.words(key, **values))

    def skip(self, key: str, **values: object) -> None:
        self.skipped.append(self.words(key, **values))

    def add_cells(self, cells: ArrowTable) -> None:
        every = rows(cells)
        withheld = sum(not row["shown"] for row in every)
        if withheld:
            number = self.words.number
            self.warn("withheld", withheld=number(withheld), cells=number(len(every)))

    def add_scores(self, scores: ArrowTable) -> None:
        good = sorted((row for row in rows(scores) if row["discovery"]), key=lambda row: -row["low_5"])
        if not good:
            self.say("no_discovery")
            return
        best, number = good[0], self.words.number
        self.say(
            "discovery",
            cells=number(len(good)),
            niche=best["niche"],
            product=best["product"],
            lift=number(best["lift"], 1),
            low=number(best["lift_low"], 1),
            high=number(best["lift_high"], 1),
        )


def gather(
    tally: Tally, options: dict[str, Any], period: figures.Period, past_until: Any, words: Words, currency: str
) -> Found:
    tables = figures.revenue(tally), figures.lorenz(tally), figures.left_out(tally)
    found = Found(words, currency, *tables)
    concentrated(tally, found)
    if options.get("niche"):
        of_niches(tally, found)
    if options.get("day"):
        over_time(tally, found, period, past_until)
    left(options, found)
    for name in ("day", "niche", "product"):
        if not options.get(name):
            found.skip(f"no_{name}")
    return found


def concentrated(tally: Tally, found: Found) -> None:
    words = found.words
    one = rows(figures.concentration(tally))[0]
    found.say("revenue", revenue=found.money(one["revenue"]), partners=words.counted("partner", one["partners"]))
    if one["gini"] is None:
        found.warn("none_above_zero")
        return
    found.say(
        "fifth",
        count=words.number(one["largest_fifth"]),
        share=words.percent(one["largest_fifth_share"]),
        half=words.counted("partner", one["partners_for_half"]),
    )
    without = rows(figures.dependence(tally, largest=[1, 10]))
    found.say("without", one=words.percent(without[0]["share"]), ten=words.percent(without[-1]["share"]))
    found.say(
        "gini",
        gini=words.number(one["gini"], 3),
        partners=words.counted("partner", round(one["effective_number"])),
    )
    found.glossary += ["gini", "effective", "lorenz"]
    if one["small"]:
        found.warn("small")
        found.glossary.append("small")


def of_niches(tally: Tally, found: Found) -> None:
    words = found.words
    found.niches = figures.revenue(tally, by="niche")
    found.glossary.append("niche")
    niches = rows(found.niches)
    if niches and niches[0]["share"] is not None:
        found.say(
            "largest_niche",
            niches=words.counted("niche", len(niches)),
            niche=niches[0]["niche"],
            share=words.percent(niches[0]["share"]),
        )
    in_no_niche(tally, found)
    small = sum(row["small"] for row in rows(figures.concentration(tally, per_niche=True)))
    if small:
        found.warn("small_niches", count=words.number(small))
        if "small" not in found.glossary:
            found.glossary.append("small")


def in_no_niche(tally: Tally, found: Found) -> None:
    """Warns of rows that are in totals and in no niche: shares of niches are not of all."""
    words = found.words
    part = {row["part"]: row for row in rows(figures.rows_used(tally))}
    used, inside = part["used"], part["in_a_niche"]
    count, amount = used["rows"] - inside["rows"], used["amount"] - inside["amount"]
    if not count:
        return
    values = {"rows": words.counted("row", count), "amount": found.money(amount)}
    if used["amount"] > 0 and amount >= 0:
        found.warn("in_no_niche_share", share=words.percent(amount / used["amount"]), **values)
    else:
        found.warn("in_no_niche", **values)


def over_time(tally: Tally, found: Found, period: figures.Period, past_until: Any) -> None:
    words = found.words
    found.tail = figures.tail(tally, period=period, past_until=past_until)
    found.steadiness = figures.steadiness(tally, period=period, past_until=past_until)
    found.glossary += ["head", "steadiness"]
    part = {row["part"]: row for row in rows(found.steadiness)}
    head, tail = part["head"]["cv"], part["tail"]["cv"]
    if head is not None and tail is not None:
        key = "tail_same" if head == tail else ("tail_less" if tail > head else "tail_more")
        found.say(key, tail=words.percent(tail), head=words.percent(head))
    if part["head"]["chosen_on_same"]:
        found.warn("chosen_on_same")
    periods = rows(found.tail)
    cut = [str(row["period"]) for row in periods if not row["whole"]]
    if cut:
        found.warn("cut", periods=", ".join(cut))
        found.glossary.append("cut")
    whole = [row["period"] for row in periods if row["whole"]]
    if len(whole) > 1:
        before, after = whole[-2], whole[-1]
        changed = rows(figures.change(tally, before=before, after=after, period=period))
        by_part = {row["part"]: found.money(row["change"], sign="+") for row in changed}
        found.say("change", before=before, after=after, **by_part)


def left(options: dict[str, Any], found: Found) -> None:
    words = found.words
    for row in rows(found.left_out):
        if row["rows"]:
            found.warn(
                "left_out",
                reason=words.value(row["reason"]),
                rows=words.counted("row", row["rows"]),
                amount=found.money(row["amount"] or 0),
            )
    returned = sum(row["return_rows"] for row in rows(found.partners))
    how = options.get("returns") or "net"
    found.warn(f"returns_{how}", rows=words.counted("row", returned))
