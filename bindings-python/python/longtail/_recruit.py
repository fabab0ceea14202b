"""What niches could bring and where to recruit, from sales: a part of the report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow
import pyarrow.compute as compute

from . import figures
from ._findings import Found, rows
from ._longtail import Tally
from ._sharing import niches as ask

# A partner that buys once only within so many days of the last day is still waited for.
WAIT_DAYS = 90
# Fewer partners than this do not say what a niche's middle partner brings.
SUPPORT_MIN = 5
PROVEN_ABOVE = 0.2
NAMED_MAX = 5
TABLE = list[dict[str, Any]]


@dataclass
class Group:
    """A niche with what each of its partners sold."""

    amounts: list[Decimal] = field(default_factory=list)
    began: list[tuple[date, bool]] = field(default_factory=list)
    """The first day of each partner, and whether it bought on another one."""


def groups(whole: Any, options: dict[str, Any]) -> dict[str, Group]:
    """The partners of each niche, by the rules of the tally.

    A partner may buy in several niches, so the tally sums pairs of niche and partner:
    the same rows are left out as everywhere else on the page.
    """
    niche = _codes(whole[options["niche"]])
    partner = _codes(whole[options.get("partner") or "partner"])
    width = pyarrow.scalar(max(1, len(partner.dictionary)), pyarrow.int64())
    at = compute.add(compute.multiply(niche.indices.cast(pyarrow.int64()), width), partner.indices)
    pairs = compute.dictionary_encode(at)
    named = pyarrow.DictionaryArray.from_arrays(pairs.indices, pairs.dictionary.cast(pyarrow.string()))
    taken = options | {"niche": None, "order": None, "partner": "pair"}
    names = [taken[key] for key in ("product", "day", "quantity") if taken.get(key)]
    names += [options.get("amount") or "amount"]
    if options["currency"] in whole.column_names:
        names.append(options["currency"])
    tally = Tally(whole.select(list(dict.fromkeys(names))).append_column("pair", named), **taken)
    table = figures.partners(tally) if options.get("day") else figures.revenue(tally)
    found: dict[str, Group] = {}
    for row in rows(table):
        group = found.setdefault(niche.dictionary[int(row["partner"]) // width.as_py()].as_py(), Group())
        group.amounts.append(row["revenue"])
        if row.get("first") is not None:
            group.began.append((row["first"], row["days"] > 1))
    return found


def _codes(column: Any) -> Any:
    column = column.combine_chunks()
    if pyarrow.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    codes = column.dictionary_encode()
    names = codes.dictionary.to_pylist()
    if "" not in names:
        return codes
    # As in the tally, an empty text names nothing.
    indices = compute.if_else(compute.equal(codes.indices, names.index("")), None, codes.indices)
    return pyarrow.DictionaryArray.from_arrays(indices, codes.dictionary)


def potential(found: Found, of: dict[str, Group], headcounts: Mapping[str, int] | None, currency: str) -> TABLE:
    """A row for each niche; the potential only where a headcount was given.

    Without one, the partners that there are stand in for it, and only what a middle
    partner brings is kept.
    """
    known = headcounts or {}
    niches = [
        {"niche": name, "amounts": list(map(str, group.amounts)), "headcount": known.get(name, len(group.amounts))}
        for name, group in of.items()
    ]
    niches += [
        {"niche": name, "amounts": [], "headcount": count} for name, count in known.items() if name not in of
    ]
    answer = ask("potential", {"currency": currency, "niches": niches, "support_min": SUPPORT_MIN})["niches"]
    money = ("present", "per_partner", "potential", "low", "high")
    table = [row | {key: None if row[key] is None else Decimal(row[key]) for key in money} for row in answer]
    unknown = [row["niche"] for row in table if row["niche"] not in known]
    for row in table:
        if row["niche"] in unknown:
            row |= dict.fromkeys(("not_yet", "potential", "low", "high"))
    if not known:
        found.skip("no_headcounts")
    elif unknown:
        found.skip("headcounts_missing", niches=", ".join(unknown))
    if known:
        found.warn("stayed")
        found.glossary.append("potential")
    best = next((row for row in table if row["potential"]), None)
    if best:
        amounts = {key: found.money(best[key]) for key in ("potential", "low", "high")}
        headcount = found.words.number(known[best["niche"]])
        found.say("potential", niche=best["niche"], headcount=headcount, **amounts)
    names = ("niche", "partners", "not_yet", "present", "per_partner", "potential", "low", "high")
    return [{{"present": "revenue"}.get(key, key): row[key] for key in names} for row in table]


def recruit(
    found: Found,
    of: dict[str, Group],
    headcounts: Mapping[str, int] | None,
    partners: int,
    last: date,
    brings: TABLE,
    currency: str,
) -> TABLE:
    """Where to recruit the next partners, by how many of a niche's came back.

    `last` is the last day of the sales; `brings` the rows of `potential`: what a middle
    partner brings is the same figure in both tables.
    """
    middle = {row["niche"]: row["per_partner"] for row in brings}
    arms = _arms(of, headcounts or {}, last, middle, _anywhere(of, currency))
    if not arms:
        return []
    plan = ask("explore", {"niches": arms, "partners": partners, "proven_above": PROVEN_ABOVE})
    answer, left = plan["niches"], plan["left"]
    by_name = {arm["niche"]: arm for arm in arms}
    words = found.words
    found.warn("came_back", days=WAIT_DAYS)
    found.glossary.append("recruit")
    some = [row for row in answer if row["recruit"]]
    said = [
        words("recruit_in", count=words.number(row["recruit"]), niche=row["niche"]) for row in some[:NAMED_MAX]
    ]
    if some[NAMED_MAX:]:
        count = sum(row["recruit"] for row in some[NAMED_MAX:])
        said.append(words("recruit_elsewhere", count=words.number(count)))
    if said:
        found.say("recruit", partners=words.counted("partner", partners - left), niches=", ".join(said))
    if left:
        found.say("recruit_left", partners=words.counted("partner", left))
    proven = [row["niche"] for row in answer if row["proven"]]
    if proven:
        found.say("proven", above=words.percent(PROVEN_ABOVE, 0), niches=", ".join(proven))
    else:
        found.say("none_proven")
    return [
        {
            "niche": row["niche"],
            "recruit": row["recruit"],
            "tried": by_name[row["niche"]]["tried"],
            "succeeded": by_name[row["niche"]]["succeeded"],
            "waiting": len(by_name[row["niche"]]["waiting"]),
            "rate": float(row["rate"]),
            "value": middle[row["niche"]],
            "chance_best": float(row["chance_best"]),
            "proven": row["proven"],
        }
        for row in answer
    ]


def _anywhere(of: dict[str, Group], currency: str) -> Decimal | None:
    """What a middle partner of all brings; none when none is above zero."""
    amounts = [str(amount) for group in of.values() for amount in group.amounts]
    every = {"niche": "all", "amounts": amounts, "headcount": len(amounts)}
    [row] = ask("potential", {"currency": currency, "niches": [every], "support_min": 1})["niches"]
    return None if row["per_partner"] is None else Decimal(row["per_partner"])


def _weight(brings: Decimal | None) -> int:
    """What a success is worth beside one elsewhere: whole minor units, never a float."""
    return 1 if brings is None else int(brings.scaleb(-int(brings.as_tuple().exponent)))


def _arms(
    of: dict[str, Group],
    headcounts: Mapping[str, int],
    last: date,
    middle: Mapping[str, Decimal | None],
    anywhere: Decimal | None,
) -> TABLE:
    arms: TABLE = []
    for name in sorted(of.keys() | headcounts.keys()):
        group = of.get(name, Group())
        since = [((last - day).days, back) for day, back in group.began]
        waiting = [days / WAIT_DAYS for days, back in since if not back and days < WAIT_DAYS]
        back = sum(back for _, back in since)
        # One large partner of few says little: then what partners bring anywhere stands in.
        brings = middle[name] if middle[name] is not None else anywhere
        arms.append(
            {
                "niche": name,
                "tried": len(since) - len(waiting),
                "succeeded": back,
                "waiting": waiting,
                "value": _weight(brings),
            }
            | ({"room": max(0, headcounts[name] - len(group.amounts))} if name in headcounts else {})
        )
    return arms
