"""What a company tells its dentists of what sells among them."""

import longtail
import pyarrow

partners = [f"P-{number}" for number in range(1, 8)]
sales = pyarrow.table(
    {
        "partner": partners + partners[:5] + ["P-1"],
        "product": ["gloves"] * 7 + ["masks"] * 5 + ["lamp"],
        "niche": ["dentists"] * 13,
        "amount": [10_000 + 500 * number for number in range(7)] + [30_000] * 5 + [90_000],
    }
)
insight = longtail.Insight(sales, currency="EUR", niche="niche")

told = pyarrow.table(insight.best_sellers("dentists")).to_pylist()
assert [(row["rank"], row["product"]) for row in told] == [(1, "gloves"), (2, "masks")]

cells = pyarrow.table(insight.publish()).to_pylist()
[lamp] = [row for row in cells if (row["product"], row["niche"]) == ("lamp", "dentists")]
assert not lamp["shown"] and lamp["reasons"].startswith("too_few_partners")

spots = pyarrow.table(insight.white_spots("P-7", "dentists")).to_pylist()
assert [row["product"] for row in spots] == ["masks"]
