"""The texts of the report: for each key English, then Dutch."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "title": ("Sales to partners", "Verkoop aan partners"),
    "said": ("What the figures say", "Wat de cijfers zeggen"),
    "careful": ("To be careful with", "Let op"),
    "skipped": ("Not on this page", "Niet op deze pagina"),
    "plots": ("Plots", "Grafieken"),
    "glossary": ("What the words mean", "Wat de woorden betekenen"),
    "partners_table": ("Largest partners", "Grootste partners"),
    "niches_table": ("Revenue by niche", "Omzet per niche"),
    "steadiness_table": ("Steadiness", "Regelmaat"),
    "left_out_table": ("Rows in no figure", "Rijen die in geen cijfer zitten"),
    "potential_table": ("What niches could bring", "Wat niches kunnen opbrengen"),
    "recruit_table": ("Where to recruit next", "Waar hierna te werven"),
    "no_rows": ("None.", "Geen."),
    "more_rows": ("And {rows} more.", "En nog {rows}."),
    "yes": ("yes", "ja"),
    "no": ("no", "nee"),
    # What the figures say.
    "revenue": (
        "The revenue is {revenue}, from {partners}.",
        "De omzet is {revenue}, van {partners}.",
    ),
    "fifth": (
        "The largest 20 % of partners ({count}) make {share} of the revenue; half of it comes from {half}.",
        "De grootste 20 % van de partners ({count}) maakt {share} van de omzet; de helft komt van {half}.",
    ),
    "without": (
        "Without the largest partner {one} of the revenue is gone, without the ten largest {ten}.",
        "Zonder de grootste partner is {one} van de omzet weg, zonder de tien grootste {ten}.",
    ),
    "gini": (
        "The Gini coefficient is {gini}; revenue is as concentrated as that of {partners} of equal size.",
        "De Gini-coëfficiënt is {gini}; de omzet is zo geconcentreerd als die van {partners} van gelijke grootte.",
    ),
    "largest_niche": (
        "The largest of {niches} is {niche}, with {share} of the revenue in niches.",
        "De grootste van {niches} is {niche}, met {share} van de omzet in niches.",
    ),
    "tail_same": (
        "The tail is as even as the head: its revenue varies by {tail} of its mean from period to "
        "period, that of the head by {head}.",
        "De staart is even regelmatig als de kop: zijn omzet wisselt per periode met {tail} van het "
        "gemiddelde, die van de kop met {head}.",
    ),
    "tail_less": (
        "The tail is the less even part here: its revenue varies by {tail} of its mean from period "
        "to period, that of the head by {head}.",
        "De staart is hier het minst regelmatig: zijn omzet wisselt per periode met {tail} van het "
        "gemiddelde, die van de kop met {head}.",
    ),
    "tail_more": (
        "The tail is the more even part here: its revenue varies by {tail} of its mean from period "
        "to period, that of the head by {head}.",
        "De staart is hier het meest regelmatig: zijn omzet wisselt per periode met {tail} van het "
        "gemiddelde, die van de kop met {head}.",
    ),
    "change": (
        "From {before} to {after} revenue changed by {total}: new partners {entry}, lost partners "
        "{exit}, head {head}, tail {tail}.",
        "Van {before} naar {after} veranderde de omzet met {total}: nieuwe partners {entry}, "
        "vertrokken partners {exit}, kop {head}, staart {tail}.",
    ),
    "no_discovery": (
        "No niche buys a product surely more than expected.",
        "Geen niche koopt een product aantoonbaar meer dan verwacht.",
    ),
    "discovery": (
        "Cells where a niche buys more than expected: {cells}; most surely {niche} buys {product}, "
        "{lift} times what is expected ({low} to {high}).",
        "Cellen waarin een niche meer koopt dan verwacht: {cells}; het zekerst is dat {niche} "
        "{product} koopt, {lift} keer wat te verwachten is ({low} tot {high}).",
    ),
    "potential": (
        "Most could still come from {niche}: {potential} ({low} to {high}), if each of the {headcount} "
        "partners that there could be sold what the middle one does.",
        "Het meeste valt nog te halen in {niche}: {potential} ({low} tot {high}), als elk van de "
        "{headcount} mogelijke partners verkocht wat de middelste verkoopt.",
    ),
    "recruit": (
        "Of the next {partners}, recruit {niches}.",
        "Werf van de volgende {partners}: {niches}.",
    ),
    "recruit_left": (
        "The niches have room for {partners} fewer than the plan asked for.",
        "In de niches is plaats voor {partners} minder dan het plan vroeg.",
    ),
    "recruit_in": ("{count} in {niche}", "{count} in {niche}"),
    "recruit_elsewhere": ("the other {count} elsewhere", "de andere {count} elders"),
    "proven": (
        "Proven, that is surely more than {above} of new partners come back: {niches}.",
        "Bewezen, dat wil zeggen dat zeker meer dan {above} van de nieuwe partners terugkomt: {niches}.",
    ),
    "none_proven": (
        "No niche is proven yet.",
        "Nog geen niche is bewezen.",
    ),
    # What to be careful with.
    "none_above_zero": (
        "No partner is above zero: concentration has no meaning.",
        "Geen partner zit boven nul: concentratie heeft geen betekenis.",
    ),
    "small": (
        "Fewer than 10 partners stand behind these figures: a small cell.",
        "Achter deze cijfers staan minder dan 10 partners: een kleine cel.",
    ),
    "in_no_niche": (
        "In no niche: {rows} with {amount}.",
        "In geen niche: {rows} met {amount}.",
    ),
    "in_no_niche_share": (
        "In no niche: {rows} with {amount}, {share} of all revenue.",
        "In geen niche: {rows} met {amount}, {share} van alle omzet.",
    ),
    "small_niches": (
        "Niches with fewer than 10 partners, small cells: {count}.",
        "Niches met minder dan 10 partners, kleine cellen: {count}.",
    ),
    "chosen_on_same": (
        "The fixed head was chosen on the same sales that it is judged by, which flatters it; "
        "choose it on the past (past_until).",
        "De vaste kop is gekozen op dezelfde verkopen waarop hij beoordeeld wordt, wat hem flatteert; "
        "kies hem op het verleden (past_until).",
    ),
    "cut": (
        "Cut periods, shown hollow and not looked at for steadiness: {periods}.",
        "Afgekapte perioden, open getekend en niet meegeteld voor regelmaat: {periods}.",
    ),
    "left_out": (
        "Left out, {reason}: {rows} with an amount of {amount}.",
        "Weggelaten, {reason}: {rows} met een bedrag van {amount}.",
    ),
    "returns_net": (
        "Returns lower the revenue ({rows}).",
        "Retouren verlagen de omzet ({rows}).",
    ),
    "returns_gross": (
        "Returns are left out: a cancelled order still counts as revenue.",
        "Retouren zijn weggelaten: een geannuleerde order telt nog als omzet.",
    ),
    "returns_matched": (
        "Returns are left out with the sales they take back.",
        "Retouren zijn weggelaten, samen met de verkopen die ze terugdraaien.",
    ),
    "withheld": (
        "Best-seller cells that do not pass the disclosure gate: {withheld} of {cells}. They may not "
        "be shown to partners.",
        "Bestsellercellen die niet door de geheimhoudingstoets komen: {withheld} van {cells}. Ze mogen "
        "niet aan partners getoond worden.",
    ),
    "stayed": (
        "What niches could bring is measured on partners that buy; those not yet there may buy less.",
        "Wat niches kunnen opbrengen is gemeten bij partners die kopen; wie er nog niet is, koopt "
        "misschien minder.",
    ),
    "came_back": (
        "Where to recruit counts a partner as a success when it buys on a second day. One that has not "
        "yet, and began less than {days} days before the last day, still waits and counts for the "
        "part of that time.",
        "Waar te werven telt een partner als geslaagd zodra die op een tweede dag koopt. Wie dat nog "
        "niet deed en minder dan {days} dagen voor de laatste dag begon, wacht nog en telt mee voor "
        "dat deel van die tijd.",
    ),
    # What is not there.
    "no_day": (
        "Figures over time: no column for the day was named (day).",
        "Cijfers door de tijd: er is geen kolom voor de dag genoemd (day).",
    ),
    "no_niche": (
        "Niches, what they could bring, and where to recruit: no column for the niche was named (niche).",
        "Niches, wat ze kunnen opbrengen en waar te werven: er is geen kolom voor de niche genoemd (niche).",
    ),
    "no_product": (
        "Best sellers and lift: no column for the product was named (product).",
        "Bestsellers en lift: er is geen kolom voor het product genoemd (product).",
    ),
    "no_recruit": (
        "Where to recruit: it needs the day of each sale, no column was named (day).",
        "Waar te werven: daarvoor is de dag van elke verkoop nodig, er is geen kolom genoemd (day).",
    ),
    "no_headcounts": (
        "What niches could bring in all: it is not known how many partners there could be (headcounts). "
        "What a middle partner brings is shown.",
        "Wat niches in totaal kunnen opbrengen: het is niet bekend hoeveel partners er kunnen zijn "
        "(headcounts). Wat een middelste partner opbrengt, staat er wel.",
    ),
    "headcounts_missing": (
        "What these niches could bring: no headcount was given for {niches}.",
        "Wat deze niches kunnen opbrengen: er is geen mogelijk aantal partners gegeven voor {niches}.",
    ),
    "no_cells": (
        "The plot of best sellers: nothing passes the disclosure gate.",
        "De grafiek van bestsellers: niets komt door de geheimhoudingstoets.",
    ),
    "no_scores": (
        "The niche map: no niche and product have enough orders to be judged.",
        "De nichekaart: geen niche en product hebben genoeg orders voor een oordeel.",
    ),
    # Plots.
    "lorenz": ("Lorenz curve", "Lorenz-curve"),
    "lorenz_x": ("share of {of}, smallest first", "aandeel van {of}, de kleinste eerst"),
    "of_partners": ("partners", "de partners"),
    "revenue_share": ("share of revenue", "aandeel in de omzet"),
    "tail": ("Share of the tail", "Aandeel van de staart"),
    "head": ("head", "kop"),
    "fixed": ("fixed", "vast"),
    "fixed_chosen": ("fixed, chosen on these", "vast, hierop gekozen"),
    "moving": ("moving", "meebewegend"),
    "niche_map": ("Where niches buy more than expected", "Waar niches meer kopen dan verwacht"),
    "niche_revenue": ("revenue of the niche, {currency}", "omzet van de niche, {currency}"),
    "all_niches": ("all", "alle"),
    "lift_axis": ("lift (1: as expected)", "lift (1: zoals verwacht)"),
    "best_sellers": ("Best sellers that may be shown", "Bestsellers die getoond mogen worden"),
    # Steps of the work.
    "step_read": ("reading {file}", "{file} lezen"),
    "step_sum": ("summing", "optellen"),
    "step_figures": ("figures", "cijfers"),
    "step_niches": ("niches", "niches"),
    "step_insight": ("best sellers and lift", "bestsellers en lift"),
    "step_page": ("page", "pagina"),
}

COUNTED: dict[str, tuple[tuple[str, str], tuple[str, str]]] = {
    "partner": (("partner", "partners"), ("partner", "partners")),
    "niche": (("niche", "niches"), ("niche", "niches")),
    "row": (("row", "rows"), ("rij", "rijen")),
}

COLUMNS: dict[str, tuple[str, str]] = {
    "partner": ("partner", "partner"),
    "niche": ("niche", "niche"),
    "product": ("product", "product"),
    "rank": ("rank", "rang"),
    "rows": ("rows", "rijen"),
    "return_rows": ("returned rows", "retourrijen"),
    "revenue": ("revenue", "omzet"),
    "quantity": ("quantity", "aantal"),
    "rows_without_quantity": ("rows without a quantity", "rijen zonder aantal"),
    "small": ("few partners", "weinig partners"),
    "share": ("share", "aandeel"),
    "part": ("part", "deel"),
    "periods": ("periods", "perioden"),
    "mean": ("mean", "gemiddelde"),
    "cv": ("variation", "variatie"),
    "growth_mad": ("growth's deviation", "afwijking van de groei"),
    "seasonal_mase": ("season's error", "seizoensfout"),
    "chosen_on_same": ("chosen on the same sales", "op dezelfde verkopen gekozen"),
    "reason": ("reason", "reden"),
    "amount": ("amount", "bedrag"),
    "partners": ("partners", "partners"),
    "not_yet": ("not yet partners", "nog geen partner"),
    "per_partner": ("a middle partner", "een middelste partner"),
    "potential": ("potential", "potentieel"),
    "low": ("low", "laag"),
    "high": ("high", "hoog"),
    "recruit": ("recruit", "werven"),
    "tried": ("tried", "geprobeerd"),
    "succeeded": ("came back", "teruggekomen"),
    "waiting": ("still waiting", "wacht nog"),
    "value": ("a middle partner", "een middelste partner"),
    "rate": ("rate", "kans van slagen"),
    "chance_best": ("chance to be best", "kans de beste te zijn"),
    "proven": ("proven", "bewezen"),
    "period": ("period", "periode"),
    "head": ("head", "kop"),
    "orders": ("orders", "orders"),
    "partners_from": ("partners, at least", "partners, minstens"),
    "index": ("index", "index"),
    "lift": ("lift", "lift"),
    "reasons": ("withheld because", "niet getoond omdat"),
    "shown_at": ("may be told at", "mag verteld worden bij"),
}

VALUES: dict[str, tuple[str, str]] = {
    "total": ("all", "alles"),
    "head": ("head", "kop"),
    "tail": ("tail", "staart"),
    "no_day": ("no day", "geen dag"),
    "outside_period": ("outside the period", "buiten de periode"),
    "no_amount": ("no amount", "geen bedrag"),
    "excluded_product": ("excluded product", "uitgesloten product"),
    "matched_return": ("return paired with its sale", "retour, gekoppeld aan zijn verkoop"),
    "matched_sale": ("sale paired with its return", "verkoop, gekoppeld aan zijn retour"),
    "return": ("return", "retour"),
    "no_partner": ("no partner", "geen partner"),
    "too_few_partners": ("too few partners", "te weinig partners"),
    "dominated_by_1": ("one partner makes too much of it", "één partner maakt er te veel van"),
    "dominated_by_2": ("two partners make too much of it", "twee partners maken er te veel van"),
    "too_close": ("amounts can be guessed too closely", "bedragen zijn te dicht te raden"),
    "gives_away": ("gives away another cell", "verraadt een andere cel"),
    "withheld_before": ("withheld before", "eerder niet getoond"),
    "difference": (
        "beside an earlier release it gives away what few added",
        "naast een eerdere publicatie verraadt het wat enkelen toevoegden",
    ),
}

GLOSSARY: dict[str, tuple[tuple[str, str], tuple[str, str]]] = {
    "head": (
        ("Head and tail", "The largest 20 % of the partners are the head, all others the tail. A fixed "
         "head is chosen once, a moving head in every period."),
        ("Kop en staart", "De grootste 20 % van de partners is de kop, alle andere zijn de staart. Een "
         "vaste kop wordt één keer gekozen, een meebewegende kop in elke periode."),
    ),
    "gini": (
        ("Gini coefficient", "0 when all partners sell the same, near 1 when one sells nearly all."),
        ("Gini-coëfficiënt", "0 als alle partners evenveel verkopen, bijna 1 als één partner bijna "
         "alles verkoopt."),
    ),
    "effective": (
        ("Partners of equal size", "The effective number: so many equal partners would be as concentrated "
         "(1 over the sum of the squared shares)."),
        ("Partners van gelijke grootte", "Het effectieve aantal: zoveel gelijke partners zouden even "
         "geconcentreerd zijn (1 gedeeld door de som van de gekwadrateerde aandelen)."),
    ),
    "lorenz": (
        ("Lorenz curve", "What share of the revenue the smallest partners make together. The further "
         "below the dashed line, the more uneven."),
        ("Lorenz-curve", "Welk aandeel van de omzet de kleinste partners samen maken. Hoe verder onder "
         "de streepjeslijn, hoe ongelijker."),
    ),
    "small": (
        ("Small cell", "A figure with few partners behind it: chance moves it much."),
        ("Kleine cel", "Een cijfer met weinig partners erachter: toeval beweegt het sterk."),
    ),
    "cut": (
        ("Cut period", "A period that the sales hold only a part of."),
        ("Afgekapte periode", "Een periode waarvan de verkopen maar een deel bevatten."),
    ),
    "steadiness": (
        ("Variation, growth's deviation, season's error", "How far revenue lies from its mean; how far "
         "growth lies from its usual; and whether a season ago foretells better (below 1) or worse "
         "(above 1) than the last period."),
        ("Variatie, afwijking van de groei, seizoensfout", "Hoe ver omzet van het gemiddelde ligt; hoe "
         "ver groei van het gewone ligt; en of een seizoen geleden beter (onder 1) of slechter (boven "
         "1) voorspelt dan de vorige periode."),
    ),
    "niche": (
        ("Niche", "A group of partners with the same need."),
        ("Niche", "Een groep partners met dezelfde behoefte."),
    ),
    "lift": (
        ("Lift", "How many times more a niche buys of a product than its share of all orders lets "
         "expect, drawn towards 1 when orders are few. Filled: surely more, with few false ones."),
        ("Lift", "Hoeveel keer meer een niche van een product koopt dan haar aandeel in alle orders "
         "doet verwachten, naar 1 getrokken bij weinig orders. Gevuld: zeker meer, met weinig valse."),
    ),
    "gate": (
        ("Disclosure gate", "A figure may be told to partners only when it gives away no one's amounts: "
         "enough partners, none too large, no amount to be guessed closely. × marks what is withheld."),
        ("Geheimhoudingstoets", "Een cijfer mag alleen aan partners verteld worden als het niemands "
         "bedragen verraadt: genoeg partners, geen te grote, geen bedrag dat dicht te raden is. × is "
         "wat niet getoond wordt."),
    ),
    "index": (
        ("Index", "100 is the mean of the products that are told of."),
        ("Index", "100 is het gemiddelde van de producten waarover verteld wordt."),
    ),
    "potential": (
        ("Potential", "What the middle partner brings, times all partners there could be, less what there "
         "is; low and high hold it with a chance of 95 %."),
        ("Potentieel", "Wat de middelste partner opbrengt, maal alle mogelijke partners, min wat er is; "
         "laag en hoog omvatten het met een kans van 95 %."),
    ),
    "recruit": (
        ("Where to recruit", "For each next partner a rate is drawn from what is known of every niche and "
         "the best gets it (Thompson sampling); new niches keep a floor. The same sales give the same plan."),
        ("Waar te werven", "Voor elke volgende partner wordt per niche een kans getrokken uit wat ervan "
         "bekend is, en de beste krijgt hem (Thompson-trekking); nieuwe niches houden een minimum. "
         "Dezelfde verkopen geven hetzelfde plan."),
    ),
}  # fmt: skip
