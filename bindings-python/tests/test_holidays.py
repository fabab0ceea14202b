"""The shipped holiday sets beside another source: the package `holidays` (MIT).

Where the two differ on purpose, the difference is written down here.
"""

from __future__ import annotations

import datetime
import re

import longtail
import pytest

holidays = pytest.importorskip("holidays")

# Before these years the other source goes further back in the law than ours does.
YEARS = range(1995, 2100)
LAENDER = "BB BE BW BY HB HE HH MV NI NW RP SH SL SN ST TH".split()
SETS = ["NL", "BE", "DE", *(f"DE-{land}" for land in LAENDER)]

# The ids of days that are customary with us and public with them: in the
# Netherlands Good Friday, which the law only puts on a level with holidays for
# terms, and Sundays that are holidays as Sundays.
CUSTOMARY_HERE = {
    "NL": {"good_friday", "easter_sunday", "whit_sunday"},
    "BE": {"easter_sunday", "whit_sunday"},
}
# The ids of customary days that they do not have at all.
ONLY_HERE = {"DE": {"christmas_eve", "new_years_eve"}}
# Their categories that are customary with us.
CATEGORIES = {"NL": "optional", "BE": "bank", "DE-BY": "catholic", "DE-SN": "catholic", "DE-TH": "catholic"}


def ours(name: str, year: int, kind: str, without: set[str]) -> set[str]:
    question = {"holidays": [{"set": name, "kinds": [kind]}], "year": year}
    days = longtail.evaluate("holidays", question)["days"]
    return {day["day"] for day in days if day["id"] not in without}


def theirs(name: str, year: int, category: str) -> set[str]:
    country, _, land = name.partition("-")
    made = holidays.country_holidays(country, subdiv=land or None, years=year, categories=(category,))
    assert all(isinstance(day, datetime.date) for day in made)
    return {day.isoformat() for day in made}


@pytest.mark.parametrize("name", SETS)
def test_the_days_are_those_of_another_source(name: str) -> None:
    country = name.partition("-")[0]
    here, only = CUSTOMARY_HERE.get(name, set()), ONLY_HERE.get(country, set())
    for year in YEARS:
        customary_here = ours(name, year, "customary", set()) - ours(name, year, "customary", here)
        assert ours(name, year, "statutory", set()) | customary_here == theirs(name, year, "public"), year
        category = CATEGORIES.get(name)
        other = theirs(name, year, category) if category else set()
        assert ours(name, year, "customary", here | only) == other, year


def test_every_shipped_set_is_compared() -> None:
    with pytest.raises(longtail.InputError) as raised:
        longtail.evaluate("holidays", {"holidays": ["XX"], "year": 2026})
    assert re.search("unknown holiday set", str(raised.value))
    for name in SETS:
        assert longtail.evaluate("holidays", {"holidays": [name], "year": 2026})["days"]
