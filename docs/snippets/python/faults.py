import longtail

# --8<-- [start:code]
text = """\
format: 1
id: broken
zone: Europe/Amsterdam
currency: EURO
price_lists:
  - { id: general, for: everyone, valid: { from: 2026-02-01, until: 2026-02-01 } }
waterfal: []
"""
faults = longtail.check_rulebook(text, source="broken.yaml")

assert len(faults) == 3
assert (faults[2].line, faults[2].column) == (7, 1)
assert faults[2].message == "unknown field `waterfal`; did you mean `waterfall`?"

try:
    longtail.Engine(text)
except longtail.RulebookError as error:
    assert len(error.findings) == 3
# --8<-- [end:code]
else:
    raise AssertionError("a rulebook with faults was taken")
