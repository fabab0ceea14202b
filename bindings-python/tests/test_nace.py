"""Niches of the real tree of activities: by the beginning of a code, and by what lies above it."""

from __future__ import annotations

import csv
import os
import pathlib
from typing import Any

import longtail
import pyarrow
import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
DATA = pathlib.Path(os.environ.get("LONGTAIL_DATA", ROOT / "../shared/data"))
FILE = DATA / "nace" / "nace_rev2_1_en.csv"

pytestmark = pytest.mark.skipif(not FILE.exists(), reason=f"{FILE} is not there; set LONGTAIL_DATA")

SECTION, DIVISION, GROUP, CLASS = "1", "2", "3", "4"


@pytest.fixture(scope="module")
def codes() -> list[dict[str, str]]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def above(codes: list[dict[str, str]]) -> dict[str, str]:
    return {row["code"]: row["parent"] for row in codes if row["parent"]}


def test_a_code_belongs_where_the_tree_has_it_from_its_division_on(codes: list[dict[str, str]]) -> None:
    # A section is a letter, with which no code of a partner begins.
    numbered = [row for row in codes if row["level"] != SECTION]
    rules = [
        {"id": row["code"], "codes": [{"tree": "nace", "revision": "2.1", "under": [row["code"]]}]} for row in numbered
    ]
    classes = [row["code"] for row in codes if row["level"] == CLASS]
    partners = [{"id": code, "codes": [{"tree": "nace", "revision": "2.1", "code": code}]} for code in classes]
    found = longtail.niches("members", {"rules": rules, "partners": partners})
    parent = above(codes)
    wanted = {}
    for code in classes:
        path = [code]
        while len(parent[path[-1]]) > 1:
            path.append(parent[path[-1]])
        wanted[code] = sorted(path)
    assert found["niches"] == wanted
    assert found["in_none"] == found["other_revision"] == []
    assert len(classes) == 651 and all(len(path) == 3 for path in wanted.values())


def test_what_may_not_be_told_of_a_class_is_told_of_what_lies_above(codes: list[dict[str, str]]) -> None:
    parent = above(codes)
    classes = [row["code"] for row in codes if row["level"] == CLASS]
    # Each class has two dealers that sell gloves for the same amount: too few, so the group tells.
    rows = [(f"{code}-{n}", code) for code in classes for n in range(2)]
    table = pyarrow.table(
        {
            "partner": [partner for partner, _ in rows],
            "product": ["gloves"] * len(rows),
            "niche": [code for _, code in rows],
            "amount": [10_000] * len(rows),
        }
    )
    own = longtail.Insight(table, currency="EUR", niche="niche", tree=parent)
    dealers: dict[str, set[str]] = {}
    for partner, code in rows:
        at: str | None = code
        while at is not None:
            dealers.setdefault(at, set()).add(partner)
            at = parent.get(at)
    assert own.niches == sorted(dealers) + ["all"]
    cells = {row["niche"]: row for row in pyarrow.table(own.publish()).to_pylist()}
    for niche, partners in dealers.items():
        enough = len(partners) >= 5
        assert enough or not cells[niche]["shown"], niche
    told = {niche for niche, row in cells.items() if row["shown"]}
    assert {"A", "all"} <= told and not told & set(classes)

    def lowest(code: str) -> str:
        at = code
        while at not in told:
            at = parent.get(at, "all")
        return at

    levels = set()
    for code in classes[::40]:
        (row,) = pyarrow.table(own.best_sellers(code)).to_pylist()
        assert row["niche"] == lowest(code)
        levels.add(row["niche"])
    assert len(levels) > 5


def test_every_level_of_the_tree_is_there(codes: list[dict[str, str]]) -> None:
    count: dict[str, int] = {}
    for row in codes:
        count[row["level"]] = count.get(row["level"], 0) + 1
    assert count == {SECTION: 22, DIVISION: 87, GROUP: 287, CLASS: 651}


def test_a_tree_in_which_a_code_lies_above_itself_is_refused(codes: list[dict[str, str]]) -> None:
    parent: dict[str, Any] = above(codes) | {"A": "01.11"}
    table = pyarrow.table({"partner": ["p"], "product": ["g"], "niche": ["01.11"], "amount": [1]})
    with pytest.raises(longtail.InputError, match="lies above itself"):
        longtail.Insight(table, currency="EUR", niche="niche", tree=parent)
