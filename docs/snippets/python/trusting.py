import longtail

arrived = ["2026-01-05"] * 6 + ["2026-01-07"] * 3 + ["2026-01-14"]
rows = [{"supplier": "S-1", "expected": "2026-01-05", "arrived": day} for day in arrived]
state = longtail.reliability("count_receipts", {"receipts": rows})["state"]

question = {"state": state, "receipts": [{"supplier": "S-1", "date": "2026-03-12"}], "percents": [80]}
answer = longtail.reliability("confidence", question)
assert answer["receipts"][0]["words"] == (
    "2026-03-12, 80 % by 2026-03-14 (10 receipts of the supplier, 10 in all)"
)

promise = {"partner": "P-1", "product": "G-100", "promised": "2026-03-02", "quantity": 10}
rows = [promise | {"delivered": "2026-03-02"}, promise | {"delivered": "2026-03-03"}]
state = longtail.reliability("count_promises", {"promises": rows})["state"]
[rate] = longtail.reliability("kept", {"state": state, "by": "partner"})["rates"]
assert (rate["kept"], rate["promises"], rate["rate"]) == (1, 2, "0.5000")
