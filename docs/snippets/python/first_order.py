import pathlib
from decimal import Decimal

import longtail

shop = pathlib.Path(__file__).parent.parent / "shop"

# --8<-- [start:code]
engine = longtail.load(shop)
verdict = engine.decide((shop / "order.json").read_bytes())

assert verdict.verdict == "accepted_with_changes"
assert verdict.totals.gross == Decimal("22.19")
assert verdict.lines[0].unit_price == Decimal("0.09215")
# --8<-- [end:code]
