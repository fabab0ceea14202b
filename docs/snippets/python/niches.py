"""Where a company recruits next."""

import longtail

rules = [
    {"id": "care", "codes": [{"tree": "nace", "revision": "2.1", "under": ["86"]}]},
    {"id": "dentists", "parent": "care", "codes": [{"tree": "nace", "revision": "2.1", "under": ["86.23"]}]},
]
partners = [
    {"id": "P-1", "codes": [{"tree": "nace", "revision": "2.1", "code": "86.23"}]},
    {"id": "P-2", "codes": [{"tree": "nace", "revision": "2", "code": "86.23"}]},
]
found = longtail.niches("members", {"rules": rules, "partners": partners})
assert found["niches"] == {"P-1": ["care", "dentists"], "P-2": []}
assert found["other_revision"][0]["revision"] == "2"

tried = [
    {"niche": "dentists", "tried": 40, "succeeded": 22},
    {"niche": "bakers", "tried": 40, "succeeded": 3},
    {"niche": "florists", "tried": 0, "succeeded": 0},
]
plan = longtail.niches("explore", {"niches": tried, "partners": 20, "seed": 1})
recruit = {row["niche"]: row["recruit"] for row in plan["niches"]}
assert recruit["dentists"] > recruit["bakers"] and recruit["florists"] >= 4
