import json

import longtail

rulebook = """
format: 1
id: staffels
zone: Europe/Amsterdam
currency: EUR
attributes: { partner: { tier: [gold, silver] } }
availability: { untracked: unlimited }
price_lists: [{ id: general, for: everyone }]
waterfall:
  - stage: quantity
    combine: first_match
    adjustments:
      - { id: from-10, for: { quantity: { at_least: 10 } }, percent: -5 }
      - { id: gold-from-100, for: { tier: gold, quantity: { at_least: 100 } }, percent: -12 }
"""
answer = longtail.analyse(longtail.Engine(rulebook), at="2026-11-24")
for finding in answer["findings"]:
    print(finding["severity"], finding["path"], finding["message"])
    assert finding["rule"] == "gold-from-100"
assert answer["findings"][0]["data"]["other"] == "from-10"

# the example shows it: from-10 applies, and gold-from-100 does not
example = answer["findings"][0]["example"]
tables = {name: json.dumps(row) for name, row in example["rows"].items()}
verdict = longtail.Engine(rulebook, **tables).decide(example["order"], trace="candidates")
outcomes = {row.get("rule"): row["outcome"] for row in verdict.trace}
assert outcomes["from-10"] == "applied" and outcomes["gold-from-100"] == "shadowed"
