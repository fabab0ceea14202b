use super::{Language, Severity};

macro_rules! catalogue {
    ($($variant:ident, $code:literal, $severity:ident,
        $en:literal, $en_remedy:literal, $nl:literal, $nl_remedy:literal;)*) => {
        /// Every finding there is, by its stable code.
        ///
        /// The code names the violated rule and never changes its meaning; the
        /// guide's page of codes has a paragraph for each.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code {
            $(#[doc = $en] $variant,)*
        }

        impl Code {
            /// All codes, in the order of the catalogue.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The stable text of the code.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }

            /// The severity it has unless a rule says otherwise.
            #[must_use]
            pub const fn severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity,)* }
            }

            /// The template of the message.
            #[must_use]
            pub const fn message(self, language: Language) -> &'static str {
                match (self, language) {
                    $((Self::$variant, Language::En) => $en,
                      (Self::$variant, Language::Nl) => $nl,)*
                }
            }

            /// The template of the remedy.
            #[must_use]
            pub const fn remedy(self, language: Language) -> &'static str {
                match (self, language) {
                    $((Self::$variant, Language::En) => $en_remedy,
                      (Self::$variant, Language::Nl) => $nl_remedy,)*
                }
            }
        }
    };
}

catalogue! {
    // --- how a document is written -------------------------------------
    Unreadable, "document.unreadable", Block,
        "the text cannot be read: {found}", "correct the text[; expected {expected}]",
        "de tekst is niet te lezen: {found}", "verbeter de tekst[; verwacht: {expected}]";
    UnknownField, "document.unknown_field", Block,
        "unknown field `{found}`[; did you mean `{nearest}`?]", "use one of: {expected}",
        "onbekend veld `{found}`[; bedoelde u `{nearest}`?]", "gebruik een van: {expected}";
    MissingField, "document.missing_field", Block,
        "field `{expected}` is missing", "add `{expected}`",
        "veld `{expected}` ontbreekt", "voeg `{expected}` toe";
    DuplicateField, "document.duplicate_field", Block,
        "field `{found}` is written twice", "keep one of the two",
        "veld `{found}` staat er twee keer", "laat een van de twee staan";
    WrongType, "document.wrong_type", Block,
        "expected {expected}, found {found}", "write {expected}",
        "verwacht: {expected}, gevonden: {found}", "schrijf {expected}";
    InvalidValue, "document.invalid_value", Block,
        "`{found}` is not valid; expected {expected}", "write {expected}",
        "`{found}` is niet geldig; verwacht: {expected}", "schrijf {expected}";
    TooLarge, "document.too_large", Block,
        "the document is too large: {found}, at most {expected}", "split it",
        "het document is te groot: {found}, hoogstens {expected}", "splits het";

    // --- what a rulebook means -----------------------------------------
    UnknownName, "rulebook.unknown_name", Block,
        "unknown {expected} `{found}`[; did you mean `{nearest}`?]", "declare it or use a declared {expected}",
        "onbekend: {expected} `{found}`[; bedoelde u `{nearest}`?]", "declareer het of gebruik een bestaande naam";
    DuplicateId, "rulebook.duplicate_id", Block,
        "`{found}` is used twice as an id of {expected}", "give each its own id",
        "`{found}` is twee keer gebruikt als id van {expected}", "geef elk een eigen id";
    IntervalInverted, "rulebook.interval_inverted", Block,
        "`until` {until} is not after `from` {from}", "let `until` be the first day on which it no longer holds",
        "`until` {until} ligt niet na `from` {from}", "laat `until` de eerste dag zijn waarop het niet meer geldt";
    TiersNotRising, "rulebook.tiers_not_rising", Block,
        "tier bound {found} is not above the one before it, {before}", "write each tier once, lowest bound first",
        "staffelgrens {found} ligt niet boven de vorige, {before}", "schrijf elke staffel een keer, laagste grens eerst";
    SharesNotWhole, "rulebook.shares_not_whole", Block,
        "the shares add up to {found} %, not to 100 %", "let the shares total exactly 100",
        "de delen zijn samen {found} %, geen 100 %", "laat de delen samen precies 100 zijn";
    Tie, "rulebook.tie", Block,
        "`{found}` and `{other}` both have priority {priority}", "give each its own priority",
        "`{found}` en `{other}` hebben beide prioriteit {priority}", "geef elk een eigen prioriteit";
    CyclicLists, "rulebook.cyclic_lists", Block,
        "price list `{found}` is derived from itself", "let a list derive from one that has entries of its own",
        "prijslijst `{found}` is van zichzelf afgeleid", "leid een lijst af van een lijst met eigen prijzen";
    FormatUnsupported, "rulebook.format_unsupported", Block,
        "rulebook format {found} is not known to this version", "write `format: {expected}`",
        "rulebookformaat {found} is onbekend in deze versie", "schrijf `format: {expected}`";

    // --- master data ----------------------------------------------------
    DataUnknownName, "data.unknown_name", Block,
        "unknown {expected} `{found}`[; did you mean `{nearest}`?]", "correct the row or add the {expected}",
        "onbekend: {expected} `{found}`[; bedoelde u `{nearest}`?]", "verbeter de regel of voeg het toe";
    DataDuplicateRow, "data.duplicate_row", Block,
        "{expected} `{found}` has two rows", "keep one of the two",
        "{expected} `{found}` heeft twee regels", "laat een van de twee staan";
    DataUndeclaredColumn, "data.undeclared_column", Block,
        "column `{found}` is neither a column of {expected} nor a declared attribute[; did you mean `{nearest}`?]",
        "declare the attribute in the rulebook or leave the column out",
        "kolom `{found}` hoort niet bij {expected} en is geen gedeclareerd kenmerk[; bedoelde u `{nearest}`?]",
        "declareer het kenmerk in het rulebook of laat de kolom weg";
    DataGtinInvalid, "data.gtin_invalid", Block,
        "GTIN `{found}` cannot exist: its length or check digit is wrong", "correct the GTIN",
        "GTIN `{found}` kan niet bestaan: lengte of controlecijfer klopt niet", "verbeter de GTIN";
    DataPriceOutOfRange, "data.price_out_of_range", Warn,
        "the price of `{found}` in list `{list}` is beyond what can be written; it has none there", "correct the formula or the price it starts from",
        "de prijs van `{found}` in lijst `{list}` is te groot om te schrijven; er is daar geen prijs", "verbeter de formule of de prijs waarvan die uitgaat";
    DataStockNegative, "data.stock_negative", Warn,
        "stock of `{found}` is {quantity}, below zero; nothing is promised from it", "count the stock",
        "de voorraad van `{found}` is {quantity}, onder nul; er wordt niets uit beloofd", "tel de voorraad";
    DataLocationNotUsed, "data.location_not_used", Hint,
        "{rows} rows of supply are of location `{found}` and do not count; the rulebook has {expected}", "correct the name, or add the location to the rulebook",
        "{rows} regels van de voorraad zijn van locatie `{found}` en tellen niet mee; het regelboek heeft {expected}", "verbeter de naam, of zet de locatie in het regelboek";
    DataIntervalInverted, "data.interval_inverted", Block,
        "`valid_until` {until} is not after `valid_from` {from}", "let `valid_until` be the first day on which it no longer holds",
        "`valid_until` {until} ligt niet na `valid_from` {from}", "laat `valid_until` de eerste dag zijn waarop het niet meer geldt";

    DataKitContainsItself, "data.kit_contains_itself", Block,
        "kit `{found}` contains itself", "take it out of its own parts",
        "set `{found}` bevat zichzelf", "haal het uit zijn eigen onderdelen";
    DataKitHasSupply, "data.kit_has_supply", Block,
        "`{found}` is a kit and has a row of its own among {expected}", "give the supply of its parts, or take the kit apart",
        "`{found}` is een set en heeft een eigen regel bij {expected}", "geef de voorraad van de onderdelen, of hef de set op";
    DataQuotasOverlap, "data.quotas_overlap", Block,
        "two quotas of `{found}` for group `{group}` both hold on {day}", "let one begin on the day the other ends",
        "twee quota van `{found}` voor groep `{group}` gelden allebei op {day}", "laat de ene beginnen op de dag dat de andere eindigt";

    // --- an order: who, what, how much -----------------------------------
    Empty, "order.empty", Block,
        "the order has no lines", "add at least one line",
        "de bestelling heeft geen regels", "voeg ten minste een regel toe";
    TooManyLines, "order.too_many_lines", Block,
        "the order has {lines} lines; at most {maximum} are taken", "split the order",
        "de bestelling heeft {lines} regels; hoogstens {maximum} zijn toegestaan", "splits de bestelling";
    UnknownPartner, "order.unknown_partner", Block,
        "unknown partner `{found}`", "check the partner number",
        "onbekende partner `{found}`", "controleer het partnernummer";
    PartnerNotActive, "order.partner_not_active", Block,
        "partner `{partner}` is {status}", "contact us about the account",
        "partner `{partner}` heeft status {status}", "neem contact op over de rekening";
    OutsideValidity, "order.outside_validity", Block,
        "the order is placed on {day}, outside the validity of the rulebook", "use the rulebook of that day",
        "de bestelling is van {day}, buiten de geldigheid van het rulebook", "gebruik het rulebook van die dag";
    DuplicateLineId, "order.duplicate_line_id", Block,
        "line id `{found}` is used twice", "give each line its own id",
        "regel-id `{found}` is twee keer gebruikt", "geef elke regel een eigen id";
    UnknownProduct, "order.unknown_product", Block,
        "unknown product `{found}`[; did you mean `{nearest}`?]", "check the product number",
        "onbekend product `{found}`[; bedoelde u `{nearest}`?]", "controleer het artikelnummer";
    GtinInvalid, "order.gtin_invalid", Block,
        "GTIN `{found}` cannot exist: its length or check digit is wrong", "scan or type it again",
        "GTIN `{found}` kan niet bestaan: lengte of controlecijfer klopt niet", "scan of typ hem opnieuw";
    ProductAmbiguous, "order.product_ambiguous", Block,
        "product `{product}` and GTIN `{found}` name different products", "leave one of the two out",
        "product `{product}` en GTIN `{found}` zijn verschillende artikelen", "laat een van de twee weg";
    ProductNotActive, "order.product_not_active", Block,
        "product `{product}` is discontinued", "choose another product",
        "product `{product}` is uit het assortiment", "kies een ander product";
    ProductNotPermitted, "order.product_not_permitted", Block,
        "product `{product}` may not be ordered by this partner", "ask for the permission `{permission}`",
        "product `{product}` mag door deze partner niet besteld worden", "vraag de toestemming `{permission}` aan";
    UnknownUnit, "order.unknown_unit", Block,
        "product `{product}` is not sold by the `{found}`", "order it in its own unit[ or by the {expected}]",
        "product `{product}` wordt niet per `{found}` verkocht", "bestel het in zijn eigen eenheid[ of per {expected}]";
    QuantityNotWhole, "order.quantity_not_whole", Block,
        "quantity {found} is not a whole number", "order whole units",
        "aantal {found} is geen geheel getal", "bestel hele eenheden";
    QuantityNotPositive, "order.quantity_not_positive", Block,
        "quantity {quantity} is not above zero", "order at least one, or leave the line out",
        "aantal {quantity} is niet groter dan nul", "bestel er ten minste een, of laat de regel weg";
    QuantityOutOfRange, "order.quantity_out_of_range", Block,
        "quantity {found} is too large", "order at most {maximum}",
        "aantal {found} is te groot", "bestel hoogstens {maximum}";
    QuantityBelowMinimum, "order.quantity_below_minimum", Warn,
        "quantity {quantity} is below the minimum of {minimum}[; {accepted} was taken]", "order at least {minimum}",
        "aantal {quantity} ligt onder het minimum van {minimum}[; er is {accepted} aangehouden]", "bestel er ten minste {minimum}";
    QuantityNotMultiple, "order.quantity_not_multiple", Warn,
        "quantity {quantity} is not a multiple of {multiple}[; {accepted} was taken]", "order in multiples of {multiple}",
        "aantal {quantity} is geen veelvoud van {multiple}[; er is {accepted} aangehouden]", "bestel in veelvouden van {multiple}";
    QuantityAboveMaximum, "order.quantity_above_maximum", Block,
        "quantity {quantity} is above the maximum of {maximum}", "order at most {maximum}",
        "aantal {quantity} ligt boven het maximum van {maximum}", "bestel er hoogstens {maximum}";
    DateInPast, "order.date_in_past", Warn,
        "requested day {requested} has passed; {today} was taken", "ask for a coming day",
        "gevraagde dag {requested} is voorbij; {today} is aangehouden", "vraag een komende dag";
    UnknownDeal, "order.unknown_deal", Warn,
        "nobody registered deal `{found}`", "check the deal, or register it first",
        "niemand heeft deal `{found}` geregistreerd", "controleer de deal of registreer hem eerst";
    UnknownRule, "order.unknown_rule", Warn,
        "`to_date` speaks of `{found}`, which is no fee plan", "check the id of the plan",
        "`to_date` noemt `{found}`, en dat is geen feeplan", "controleer het id van het plan";
    UnknownCurrency, "order.unknown_currency", Block,
        "unknown currency `{found}`", "use a code of ISO 4217, such as EUR",
        "onbekende valuta `{found}`", "gebruik een code van ISO 4217, zoals EUR";
    PriceDiffers, "order.price_differs", Warn,
        "the expected unit price {expected} differs from ours, {price}", "confirm our price or ask about it",
        "de verwachte prijs {expected} wijkt af van de onze, {price}", "bevestig onze prijs of vraag ernaar";
    BelowMinimumAmount, "order.below_minimum_amount", Block,
        "the order is worth {amount}, below the minimum of {minimum}", "add {missing} to reach the minimum",
        "de bestelling is {amount} waard, onder het minimum van {minimum}", "voeg {missing} toe om het minimum te halen";
    MinimumNotStated, "order.minimum_not_stated", Warn,
        "the minimum amount is not stated in {currency}; it was not checked", "state the minimum in {currency}",
        "het minimumbedrag is niet in {currency} vermeld en niet gecontroleerd", "vermeld het minimum in {currency}";
    AboveCreditLimit, "order.above_credit_limit", Approve,
        "the order is worth {amount} with tax, above the credit limit of {limit}", "pay ahead or ask for a higher limit",
        "de bestelling is {amount} waard met belasting, boven de kredietlimiet van {limit}", "betaal vooruit of vraag een hogere limiet";
    NearBreak, "order.near_break", Hint,
        "{more} more of `{product}` make the unit price {price} instead of {before}; the order changes by {difference}", "order {more} more if they are of use",
        "{more} meer van `{product}` maken de prijs {price} in plaats van {before}; de bestelling verandert met {difference}", "bestel er {more} meer als ze van pas komen";
    NearAmount, "order.near_amount", Hint,
        "{missing} more makes order adjustment `{rule}` {after} instead of {before}", "add {missing} to reach it",
        "{missing} meer maakt orderaanpassing `{rule}` {after} in plaats van {before}", "voeg {missing} toe om daar te komen";
    NothingDeliverable, "order.nothing_deliverable", Block,
        "no line of the order can be delivered", "choose other products or a later day",
        "geen enkele regel van de bestelling is leverbaar", "kies andere producten of een latere dag";

    // --- price -----------------------------------------------------------
    NoPrice, "pricing.no_price", Block,
        "product `{product}` has no price in {currency} for this partner, day and quantity", "order in another currency or ask for a price",
        "product `{product}` heeft geen prijs in {currency} voor deze partner, dag en hoeveelheid", "bestel in een andere valuta of vraag een prijs";
    AmountOutOfRange, "pricing.amount_out_of_range", Block,
        "the amount of step `{step}` is beyond what can be booked", "order less or correct the price",
        "het bedrag van stap `{step}` is groter dan geboekt kan worden", "bestel minder of verbeter de prijs";
    GuardClamped, "pricing.guard_clamped", Hint,
        "unit price {price} was brought to {bound} by guard `{guard}`", "no rule goes beyond this price",
        "prijs {price} is door grens `{guard}` op {bound} gebracht", "geen regel gaat verder dan deze prijs";
    GuardRejected, "pricing.guard_rejected", Block,
        "guard `{guard}` does not allow unit price {price}; its bound is {bound}", "correct the price or the guard",
        "grens `{guard}` staat prijs {price} niet toe; de grens ligt op {bound}", "verbeter de prijs of de grens";
    GuardApproval, "pricing.guard_approval", Approve,
        "guard `{guard}` does not allow unit price {price}; its bound is {bound}", "ask for approval of the price",
        "grens `{guard}` staat prijs {price} niet toe; de grens ligt op {bound}", "vraag goedkeuring voor de prijs";
    PocketMargin, "pricing.pocket_margin", Approve,
        "{amount} of the order is left after its cost and its fees, below {bound}, the bound of guard `{guard}`", "correct the discounts or the fees",
        "van de bestelling blijft na kosten en fees {amount} over, minder dan {bound}, de grens van `{guard}`", "verbeter de kortingen of de fees";
    DiscountNotPlaced, "pricing.discount_not_placed", Warn,
        "{left} of order adjustment `{rule}` found no line that can take it", "correct the adjustment or the guards",
        "{left} van orderaanpassing `{rule}` past op geen enkele regel", "verbeter de aanpassing of de grenzen";
    PriceCurrency, "pricing.currency_not_stated", Warn,
        "rule `{rule}` is written in {stated}; it was not applied in {currency}", "write a rule for {currency}",
        "regel `{rule}` is in {stated} geschreven en niet toegepast in {currency}", "schrijf een regel voor {currency}";

    // --- promise -----------------------------------------------------------
    Late, "availability.late", Warn,
        "{quantity} of `{product}` arrive on {arrive} instead of {requested}", "accept the later day or order less",
        "{quantity} van `{product}` komen aan op {arrive} in plaats van {requested}", "neem de latere dag of bestel minder";
    Partial, "availability.partial", Warn,
        "{confirmed} of {quantity} of `{product}` can be promised[; the last arrive on {arrive}]", "accept the lower quantity or order a substitute",
        "{confirmed} van {quantity} van `{product}` kunnen worden toegezegd[; de laatste komen aan op {arrive}]", "neem het lagere aantal of bestel een alternatief";
    Unavailable, "availability.unavailable", Warn,
        "nothing of `{product}` can be promised", "order it later or choose a substitute",
        "van `{product}` kan niets worden toegezegd", "bestel het later of kies een alternatief";
    Substituted, "availability.substituted", Warn,
        "`{substitute}` is delivered in place of `{product}`", "accept it, or ask for `{product}` on a later day",
        "`{substitute}` wordt geleverd in plaats van `{product}`", "neem het aan, of vraag `{product}` op een latere dag";
    NotTogether, "availability.not_together", Warn,
        "there is no day on which all lines can leave together", "leave out a line, or take the lines as they come",
        "er is geen dag waarop alle regels samen weg kunnen", "laat een regel weg, of neem de regels zoals ze komen";

    // --- fee ----------------------------------------------------------------
    FeeBoundCurrencyMissing, "fees.bound_currency_missing", Warn,
        "fee plan `{plan}` states no minimum or maximum in {currency}; the bound was not applied", "state the bound in {currency}",
        "feeplan `{plan}` noemt geen minimum of maximum in {currency}; de grens is niet toegepast", "vermeld de grens in {currency}";
    FeeCurrency, "fees.currency_not_stated", Warn,
        "fee plan `{plan}` is written in {stated}; nothing was earned in {currency}", "write a plan for {currency}",
        "feeplan `{plan}` is in {stated} geschreven; er is niets verdiend in {currency}", "schrijf een plan voor {currency}";
    NearTier, "fees.near_tier", Hint,
        "{missing} more reaches the tier from {from} of fee plan `{plan}`, with rate {rate}", "sell {missing} more in its period",
        "nog {missing} en de staffel vanaf {from} van feeplan `{plan}` is bereikt, met tarief {rate}", "verkoop nog {missing} in de periode";
    FeeToDateMissing, "fees.to_date_missing", Warn,
        "fee plan `{plan}` was not told what came before; it starts from nothing", "state `to_date` for `{plan}`",
        "feeplan `{plan}` weet niet wat eraan voorafging en begint bij niets", "geef `to_date` op voor `{plan}`";
    FeeBudgetExhausted, "fees.budget_exhausted", Warn,
        "the budget of fee plan `{plan}` ends with this order; {left} was left of it", "raise the budget or end the plan",
        "het budget van feeplan `{plan}` is met deze bestelling op; er was {left} over", "verhoog het budget of beëindig het plan";
    FeeOutOfRange, "fees.amount_out_of_range", Block,
        "the fee of plan `{plan}` is beyond what can be booked", "correct the plan",
        "de fee van plan `{plan}` is groter dan geboekt kan worden", "verbeter het plan";

    // --- analysis of a rulebook ----------------------------------------------
    AnalysisShadowed, "analysis.shadowed", Warn,
        "`{rule}` never applies: wherever it holds, `{other}` comes first[ or {others}]", "put it before `{other}`, narrow `{other}` or leave it out",
        "`{rule}` geldt nooit: overal waar het past gaat `{other}` voor[ of {others}]", "zet het voor `{other}`, maak `{other}` nauwer of laat het weg";
    AnalysisUnreachable, "analysis.unreachable", Warn,
        "`{why}` of `{rule}` can never hold", "correct it, or leave it out",
        "`{why}` van `{rule}` kan nooit gelden", "verbeter het of laat het weg";
    AnalysisOverlap, "analysis.overlap", Warn,
        "`{rule}` and `{other}` are for the same sales and both hold from {from} until {until}", "let the one end where the other begins",
        "`{rule}` en `{other}` zijn voor dezelfde verkopen en gelden allebei van {from} tot {until}", "laat de ene eindigen waar de andere begint";
    AnalysisTie, "analysis.tie", Hint,
        "`{rule}` and `{other}` have equally many conditions ({conditions}) and can hold for one sale: the lower price decides", "add the condition that tells them apart",
        "`{rule}` en `{other}` hebben evenveel voorwaarden ({conditions}) en kunnen voor dezelfde verkoop gelden: de laagste prijs beslist", "voeg de voorwaarde toe die ze onderscheidt";
    AnalysisCliff, "analysis.cliff", Hint,
        "under `{rule}` {until} of {measure} comes to {before} and {bound} comes to {after}[ at a price of {price}][ (product `{product}`)]: from {from} on, more is less", "grade the tiers, or mean it so",
        "onder `{rule}` is {until} aan {measure} samen {before} en {bound} samen {after}[ bij een prijs van {price}][ (product `{product}`)]: vanaf {from} is meer minder", "laat elke trap alleen voor het meerdere gelden, of bedoel het zo";
    AnalysisSplittingPays, "analysis.splitting_pays", Hint,
        "under `{rule}` {whole} of {measure} comes to {together}, and to {split} when it is ordered as {part} and {rest}[ (product `{product}`)]", "count over a period, or mean it so",
        "onder `{rule}` is {whole} aan {measure} samen {together}, en {split} als het besteld wordt als {part} en {rest}[ (product `{product}`)]", "tel over een periode, of bedoel het zo";
    AnalysisPaidBeyondWhole, "analysis.paid_beyond_whole", Warn,
        "`{rule}` and {other} can hold for one sale and together pay {percent} % of it", "put them in one group, narrow them or lower the rates",
        "`{rule}` en {other} kunnen voor dezelfde verkoop gelden en betalen er samen {percent} % van uit", "zet ze in een groep, maak ze nauwer of verlaag de tarieven";
    AnalysisCurrencyMissing, "analysis.currency_missing", Warn,
        "`{rule}` says nothing in {currency}, in which list `{other}` prices", "state it in {currency}, or mean it so",
        "`{rule}` zegt niets in {currency}, waarin lijst `{other}` prijzen heeft", "vermeld het in {currency}, of bedoel het zo";
    AnalysisGuardNeverHolds, "analysis.guard_never_holds", Warn,
        "guard `{rule}` asks {bound}, and a price can be at most {price}[ under `{other}`][ (product `{product}`)]", "correct the guard or the price",
        "grens `{rule}` vraagt {bound}, en een prijs kan hoogstens {price} zijn[ onder `{other}`][ (product `{product}`)]", "verbeter de grens of de prijs";
    AnalysisEnded, "analysis.ended", Hint,
        "`{rule}` ended on {until}", "leave it out, or extend it",
        "`{rule}` is op {until} geëindigd", "laat het weg of verleng het";
    AnalysisNotUsed, "analysis.not_used", Hint,
        "table `{what}` has no row for `{rule}`", "correct the conditions or the data, or leave it out",
        "tabel `{what}` heeft geen rij voor `{rule}`", "verbeter de voorwaarden of de gegevens, of laat het weg";

    // --- fee ledger ---------------------------------------------------------
    LedgerDuplicateKey, "ledger.duplicate_key", Block,
        "key `{key}` is booked twice", "keep the first of the two and make keys unique in the store",
        "sleutel `{key}` is twee keer geboekt", "laat de eerste van de twee staan en maak sleutels uniek in de opslag";
    LedgerReversalWithoutEntry, "ledger.reversal_without_entry", Block,
        "entry `{key}` takes back from `{reverses}`, which is not booked before it", "find the entry that is missing",
        "boeking `{key}` neemt terug van `{reverses}`, die er niet voor staat", "zoek de boeking die ontbreekt";
    LedgerReversalTooLarge, "ledger.reversal_too_large", Block,
        "entry `{key}` is of {booked}, and {found} of it was taken back", "book what was taken back too much as an adjustment",
        "boeking `{key}` is {booked} en er is {found} van teruggenomen", "boek wat te veel is teruggenomen als correctie";
    LedgerCurrencyMixed, "ledger.currency_mixed", Block,
        "entry `{key}` is in {found}, and what it is about in {expected}", "book it in {expected}",
        "boeking `{key}` is in {found} en waar het over gaat in {expected}", "boek het in {expected}";
    LedgerPlanUnknown, "ledger.plan_unknown", Warn,
        "plan `{plan}` of rulebook `{rulebook}` was not given; its entries were not computed again", "give the rulebook they were booked under",
        "plan `{plan}` van rulebook `{rulebook}` is niet gegeven; de boekingen zijn niet nagerekend", "geef het rulebook waaronder ze geboekt zijn";
    LedgerAmountDiffers, "ledger.amount_differs", Block,
        "entry `{key}` is booked with {field} {found}; computed again it is {expected}", "book the difference as an adjustment",
        "boeking `{key}` heeft {field} {found}; nagerekend is het {expected}", "boek het verschil als correctie";
    LedgerEntryMissing, "ledger.entry_missing", Block,
        "entry `{key}` over {expected} is not booked", "book it",
        "boeking `{key}` van {expected} ontbreekt", "boek deze alsnog";
    LedgerEntryUnexpected, "ledger.entry_unexpected", Block,
        "entry `{key}` over {found} follows from no sale and no refund", "reverse it, or book what it follows from",
        "boeking `{key}` van {found} volgt uit geen verkoop en geen terugname", "draai deze terug of boek waar ze uit volgt";
    LedgerPeriodDiffers, "ledger.period_differs", Block,
        "period {period} of `{partner}` under plan `{plan}` sums to {found}; its schedule gives {expected}", "look for the entries that differ",
        "periode {period} van `{partner}` onder plan `{plan}` is samen {found}; de staffel geeft {expected}", "zoek de boekingen die afwijken";
    LedgerPayoutDiffers, "ledger.payout_differs", Block,
        "payout `{key}` is of {found}; {expected} was due", "correct the next payout",
        "uitbetaling `{key}` is {found}; verschuldigd was {expected}", "verbeter de volgende uitbetaling";
    LedgerMinimumNotStated, "ledger.minimum_not_stated", Warn,
        "the payout policy states no minimum in {currency}; every balance was paid", "state the minimum in {currency}",
        "het uitbetaalbeleid noemt geen minimum in {currency}; elk saldo is uitbetaald", "vermeld het minimum in {currency}";

    // --- the stock ledger -------------------------------------------------
    StockUnknownPool, "stock.unknown_pool", Block,
        "there is no stock of `{product}` at `{location}`", "count it first, or correct the product or location",
        "er is geen voorraad van `{product}` op `{location}`", "tel die eerst, of verbeter product of locatie";
    StockNegative, "stock.negative", Block,
        "{quantity} of `{product}` at `{location}` is below zero", "correct the quantity, or post what has come in first",
        "{quantity} van `{product}` op `{location}` is onder nul", "verbeter het aantal, of boek eerst in wat is binnengekomen";
    StockOutOfRange, "stock.out_of_range", Block,
        "{quantity} of `{product}` at `{location}` is more than {maximum}", "correct the quantity",
        "{quantity} van `{product}` op `{location}` is meer dan {maximum}", "verbeter het aantal";
    StockReceiptPast, "stock.receipt_past", Block,
        "receipt `{found}` is dated {day}, before today, {today}", "give the day on which it is expected now, or post it as arrived",
        "ontvangst `{found}` is van {day}, voor vandaag, {today}", "geef de dag waarop die nu wordt verwacht, of boek die in";
    StockReceiptKnown, "stock.receipt_known", Block,
        "receipt `{found}` of `{product}` at `{location}` is known with another day or quantity", "move it, or give the new one its own id",
        "ontvangst `{found}` van `{product}` op `{location}` is bekend met een andere dag of een ander aantal", "verplaats die, of geef de nieuwe een eigen id";
    StockUnknownReceipt, "stock.unknown_receipt", Block,
        "there is no receipt `{found}` of `{product}` at `{location}`", "check the id; it may have come or been cancelled",
        "er is geen ontvangst `{found}` van `{product}` op `{location}`", "controleer het id; mogelijk is die binnen of geannuleerd";
    StockUnknownOrder, "stock.unknown_order", Block,
        "nothing is booked for `{order}`", "check the id of the order",
        "voor `{order}` is niets geboekt", "controleer het id van de bestelling";
    StockReleased, "stock.released", Block,
        "`{order}` was released and is not booked again", "place it under a new id",
        "`{order}` is vrijgegeven en wordt niet opnieuw geboekt", "plaats de bestelling onder een nieuw id";
    StockHoldExpired, "stock.hold_expired", Block,
        "hold `{order}` has expired", "plan and commit the order again",
        "reservering `{order}` is verlopen", "plan de bestelling opnieuw en boek die";
    StockBeyondSupply, "stock.beyond_supply", Block,
        "`{order}` takes {quantity} more of `{product}` at `{location}` than there is on {day}", "plan the order with the engine",
        "`{order}` neemt {quantity} meer van `{product}` op `{location}` dan er is op {day}", "plan de bestelling met de engine";
    StockNotPromised, "stock.not_promised", Block,
        "{quantity} of `{order}` cannot be shipped; {available} are promised", "check the line and the quantity",
        "{quantity} van `{order}` kan niet worden verzonden; {available} is beloofd", "controleer de regel en het aantal";
    StockNotFree, "stock.not_free", Block,
        "{quantity} of `{product}` at `{location}` were asked; {available} are free", "take fewer",
        "{quantity} van `{product}` op `{location}` gevraagd; {available} is vrij", "neem er minder";
    StockDated, "stock.dated", Block,
        "`{product}` at `{location}` has receipts or promises with a date; it is not sold from hand", "plan the order and commit the plan",
        "`{product}` op `{location}` heeft ontvangsten of beloften met een datum; daar wordt niet uit de hand verkocht", "plan de bestelling en boek het plan";
    StockTooOld, "stock.too_old", Block,
        "`{order}` is of {day}; what was booked before {from} is not known any more", "look the order up in your own records, and place what is new with today's date",
        "`{order}` is van {day}; wat voor {from} is geboekt is niet meer bekend", "zoek de bestelling op in uw eigen administratie, en plaats wat nieuw is met de datum van vandaag";
    StockQuotaBinds, "stock.quota_binds", Warn,
        "{quantity} of line `{found}` of `{order}` cannot move to another day: the quota of `{product}` for `{group}` has no room", "raise the quota, or agree on another day with the partner",
        "{quantity} van regel `{found}` van `{order}` kan niet naar een andere dag: het quotum van `{product}` voor `{group}` heeft geen ruimte", "verhoog het quotum, of spreek een andere dag af met de partner";
    StockAtRisk, "stock.at_risk", Warn,
        "from {day} on {quantity} of `{product}` at `{location}` are missing; {promises} promises are at risk", "find other supply, or promise the pool again",
        "vanaf {day} ontbreekt {quantity} van `{product}` op `{location}`; {promises} beloften lopen gevaar", "zoek andere aanvoer, of beloof de voorraad opnieuw";
    StockEntryMissing, "stock.entry_missing", Block,
        "entry {quantity} of the stock log is missing or out of place", "restore the log from its store",
        "boeking {quantity} van het voorraadlogboek ontbreekt of staat verkeerd", "herstel het logboek uit de opslag";
    StockRefoldDiffers, "stock.refold_differs", Block,
        "{expected} `{found}` is not what the stock log says", "restore the ledger from its log",
        "{expected} `{found}` is niet wat het voorraadlogboek zegt", "herstel de voorraadadministratie uit het logboek";
    StockBookedDiffers, "stock.booked_differs", Block,
        "{quantity} are booked for `{order}`; its entries say {expected}", "restore the ledger from its log",
        "voor `{order}` is {quantity} geboekt; de boekingen zeggen {expected}", "herstel de voorraadadministratie uit het logboek";

    // --- why a figure is withheld ---------------------------------------
    SharingTooFewPartners, "sharing.too_few_partners", Block,
        "fewer than {partners} partners have sales there", "show it at a higher level, or when more partners have sales",
        "minder dan {partners} partners hebben daar omzet", "toon het op een hoger niveau, of als meer partners omzet hebben";
    SharingDominated, "sharing.dominated", Block,
        "the largest {largest} of the partners make more than {percent} % of it", "show it at a higher level, or when others sell more",
        "de grootste {largest} van de partners maken er meer dan {percent} % van", "toon het op een hoger niveau, of als anderen meer verkopen";
    SharingTooClose, "sharing.too_close", Block,
        "the second-largest partner would know the largest to within {percent} %", "show it at a higher level, or when others sell more",
        "de op een na grootste partner zou de grootste tot op {percent} % kennen", "toon het op een hoger niveau, of als anderen meer verkopen";
    SharingGivesAway, "sharing.gives_away", Block,
        "shown beside the others it would give away a figure that is withheld", "show it at a higher level",
        "naast de andere getoond verraadt het een cijfer dat wordt achtergehouden", "toon het op een hoger niveau";
    SharingWithheldBefore, "sharing.withheld_before", Block,
        "an earlier release withheld it, and shown now it would give that one away", "show it at a higher level, or of a period that no release has",
        "een eerdere publicatie hield het achter, en nu getoond verraadt het die", "toon het op een hoger niveau, of over een periode die geen publicatie heeft";
    SharingDifference, "sharing.difference", Block,
        "beside an earlier release it would tell what few partners added", "show it at a higher level, or when more partners have added to it",
        "naast een eerdere publicatie vertelt het wat weinig partners toevoegden", "toon het op een hoger niveau, of als meer partners iets toevoegden";
    SharingNoSales, "sharing.no_sales", Block,
        "the partner that asks sells nothing there, so nobody is its peer", "ask for a niche in which the partner sells",
        "de partner die vraagt verkoopt daar niets, en heeft er dus geen gelijken", "vraag naar een niche waarin de partner verkoopt";
}

impl Code {
    /// The code with this text.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn codes_are_unique_and_worded_in_both_languages() {
        let names: BTreeSet<_> = Code::ALL.iter().map(|c| c.name()).collect();
        assert_eq!(names.len(), Code::ALL.len());
        for code in Code::ALL {
            for language in [Language::En, Language::Nl] {
                let message = code.message(language);
                assert!(
                    !message.is_empty() && !code.remedy(language).is_empty(),
                    "{}",
                    code.name()
                );
                assert!(!message.ends_with('.'), "{}", code.name());
            }
            assert_eq!(Code::parse(code.name()), Some(*code));
        }
    }

    #[test]
    fn both_languages_speak_of_the_same_data() {
        let names = |template: &str| -> BTreeSet<String> {
            template
                .split('{')
                .skip(1)
                .filter_map(|part| part.split_once('}'))
                .map(|(n, _)| n.to_owned())
                .collect()
        };
        for code in Code::ALL {
            assert_eq!(
                names(code.message(Language::En)),
                names(code.message(Language::Nl)),
                "{}",
                code.name()
            );
        }
    }
}
