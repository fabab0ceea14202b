import datetime

import longtail
import pyarrow

# Twelve partners order every two weeks; the first four fell silent in May.
start = datetime.date(2026, 1, 5)
rows = [
    (f"P-{k:02}", start + datetime.timedelta(days=14 * order + k), 5000 + 100 * k + 10 * order)
    for k in range(12)
    for order in range(9 if k < 4 else 20)
]
partner, day, amount = zip(*rows)
sales = pyarrow.table({"partner": partner, "day": day, "amount": amount})

value = longtail.partner_value(sales, currency="EUR", horizon_days=56)
table = pyarrow.table(value.partners).to_pylist()
risk = {row["partner"]: row["churn_risk"] for row in table}
assert risk["P-00"] > 0.9 > 0.5 > risk["P-08"]
assert value.summary["partners"] == 12
for word, sentence in value.warnings.items():
    print(word, "-", sentence)
