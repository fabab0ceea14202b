import longtail

# Revenue of 400 partners, spread as a power law with exponent 2.2 from 500 on.
revenue = [500 * ((i + 0.3) / 400) ** (-1 / 1.2) for i in range(400)]

fit = longtail.fit_power_law(revenue, draws=200)
assert fit.advice == "power_law"
assert abs(fit.alpha - 2.2) < 0.1
for reason in fit.reasons:
    print(reason)
