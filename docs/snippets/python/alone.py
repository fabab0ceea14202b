import longtail

# 1,000 at 2 % and 500 at 3 %
tiers = [{"from": 0, "percent": 2}, {"from": 1000, "percent": 3}]
schedule = {"mode": "graduated", "tiers": tiers}
answer = longtail.evaluate("schedule", {"schedule": schedule, "amount": 1500})
assert answer["exact"] == "35"

# why a rule does not hold
attributes = {"partner": {"tier": ["silver", "gold"]}}
question = {"attributes": attributes, "scope": {"tier": "gold"}, "partner": {"tier": "silver"}}
answer = longtail.evaluate("scope", question)
assert answer == {"holds": False, "condition": "tier", "expected": "gold", "actual": "silver"}

# a part of a rulebook on a price
part = {
    "waterfall": [
        {
            "stage": "worked out",
            "combine": "compound",
            "adjustments": [
                {"id": "tenth", "for": "everyone", "percent": -10},
                {"id": "five-cents", "for": "everyone", "round": {"increment": "0.05"}},
            ],
        }
    ]
}
answer = longtail.evaluate("waterfall", {"rulebook": part, "price": "12.34"})
assert answer["unit_price"] == "11.10"
