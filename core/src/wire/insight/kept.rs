//! Sales that are read once and asked many times.

use super::super::plain::{no_verb, question};
use super::asked;
use super::parts::Steps;
use super::read::Question;
use crate::error::Error;
use crate::insight::{
    Baskets, Benchmarks, Cells, GatePolicy, InsightState, LeftOutLines, NicheTree, Publication,
    Release,
};
use crate::money::Currency;
use crate::numeric::{Watch, nobody};
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// What can be asked: all but `table`, which is about no sales.
const VERBS: [&str; 7] =
    ["best_sellers", "white_spots", "benchmark", "together", "publish", "scores", "left_out"];

/// Sales lines read once, with what the gate lets through of them: for hosts that
/// answer many questions, such as a web shop. It never changes.
///
/// ```
/// let sales: Vec<String> = (1..=6)
///     .map(|p| format!(r#"{{"partner":"P-{p}","product":"gloves","niche":"dentists","amount":"10"}}"#))
///     .collect();
/// let text = format!(r#"{{"currency":"EUR","sales":[{}]}}"#, sales.join(","));
/// let kept = longtail::InsightSales::read(&text)?;
/// let answer = kept.ask("best_sellers", r#"{"niche":"dentists"}"#)?;
/// assert!(answer.contains(r#""product":"gloves","niche":"dentists","rank":1,"partners_from":5"#));
/// # Ok::<(), longtail::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct InsightSales {
    pub(super) state: InsightState,
    pub(super) cells: Cells,
    pub(super) publication: Publication,
    /// The earlier releases that came with the sales.
    pub(super) previous: Vec<Release>,
    /// What benchmarks are judged beside, once asked.
    pub(super) benchmarks: OnceLock<Benchmarks>,
    pub(super) currency: Currency,
    pub(super) tree: NicheTree,
    pub(super) members: Option<BTreeMap<String, Vec<String>>>,
    pub(super) periods: Option<Vec<String>>,
    pub(super) policy: GatePolicy,
}

impl InsightSales {
    /// Reads sales: the fields `currency`, `sales`, `tree`, `members`, `periods` and
    /// `gate` of a question to [`insight_json`](crate::insight_json). With `previous` every
    /// question is answered beside those releases, and what that takes is prepared once.
    ///
    /// # Errors
    /// Of kind `input` for a text that cannot be read, a field of a question, or a gate
    /// that protects nobody; of kind `range` for a sum out of range.
    pub fn read(text: &str) -> Result<Self, Error> {
        Self::read_watched(text, &mut nobody())
    }

    /// The same, telling `watch` how far it is: four steps, of which the text, the sums of
    /// the lines, the cells and the gate are one each.
    ///
    /// # Errors
    /// As [`read`](Self::read), and of kind `cancelled` when `watch` stops it.
    pub fn read_watched(text: &str, watch: Watch<'_>) -> Result<Self, Error> {
        let mut steps = Steps::new(4, watch);
        let question = question::<Question<'_>>(text)?;
        steps.done()?;
        question.keep(&mut steps)
    }

    /// Answers a question: the same bytes as [`insight_json`](crate::insight_json) gives
    /// for the sales and the question in one text.
    ///
    /// # Errors
    /// As `insight_json`, and of kind `input` for a field that belongs to the sales.
    pub fn ask(&self, verb: &str, text: &str) -> Result<String, Error> {
        if !VERBS.contains(&verb) {
            return Err(no_verb(verb, &VERBS));
        }
        asked(verb, &question::<Question<'_>>(text)?.about(verb, self)?)
    }

    /// The niches with sales, and `all`; sorted.
    #[must_use]
    pub fn niches(&self) -> &[String] {
        &self.cells.niches
    }

    /// The lines that take no part, by reason, in the order of
    /// [`LineLeftOut::ALL`](crate::insight::LineLeftOut::ALL); every reason is there.
    pub fn left_out(&self) -> impl Iterator<Item = LeftOutLines> {
        self.state.left_out_by_reason()
    }

    pub(super) fn baskets(&self, niche: &str) -> Baskets {
        let periods: Option<Vec<&str>> =
            self.periods.as_ref().map(|periods| periods.iter().map(|p| &**p).collect());
        self.state.baskets(&self.tree, self.members.as_ref(), periods.as_deref(), Some(niche))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;
    use crate::insight_json;

    /// Eight partners in two niches, in baskets of two products.
    fn sales() -> String {
        let line = |p: u32, product: &str, niche: &str| {
            format!(
                r#"{{"partner":"P-{p}","product":"{product}","niche":"{niche}","order":"O-{p}","amount":"{}"}}"#,
                10 + p
            )
        };
        let lines: Vec<String> = (0..16)
            .flat_map(|p| {
                let niche = if p % 2 == 0 { "dentists" } else { "bakers" };
                [line(p, "gloves", niche), line(p, if p < 12 { "masks" } else { "bags" }, niche)]
            })
            .collect();
        format!(
            r#""currency":"EUR","tree":{{"dentists":"care"}},"gate":{{"partners_min":4}},"sales":[{}]"#,
            lines.join(",")
        )
    }

    #[test]
    fn kept_sales_answer_the_same_bytes_as_sales_in_the_question() {
        let sales = sales();
        let kept = InsightSales::read(&format!("{{{sales}}}")).unwrap();
        let published = insight_json("publish", &format!(r#"{{"release":"r1",{sales}}}"#)).unwrap();
        let at = published.rfind(r#""release":"#).unwrap() + r#""release":"#.len();
        let release = &published[at..published.len() - 1];
        let mut answers = std::collections::BTreeSet::new();
        for (verb, asked) in [
            ("best_sellers", r#""niche":"dentists""#.to_owned()),
            (
                "best_sellers",
                r#""niche":"all","by":"amount","audience":"partner","limit":1"#.to_owned(),
            ),
            ("best_sellers", format!(r#""niche":"dentists","previous":[{release}]"#)),
            (
                "white_spots",
                r#""niche":"dentists","partner":"P-14","permitted":["masks"]"#.to_owned(),
            ),
            ("benchmark", r#""niche":"care","partner":"P-2""#.to_owned()),
            ("together", r#""niche":"dentists""#.to_owned()),
            ("together", r#""baskets_min":1"#.to_owned()),
            ("publish", r#""release":"r2""#.to_owned()),
            ("scores", r#""niche_orders_min":1,"product_orders_min":1,"limit":2"#.to_owned()),
            ("left_out", String::new()),
            ("publish", format!(r#""previous":[{release}]"#)),
        ] {
            let more = if asked.is_empty() { String::new() } else { format!("{asked},") };
            let whole = insight_json(verb, &format!("{{{more}{sales}}}")).unwrap();
            assert_eq!(kept.ask(verb, &format!("{{{asked}}}")).unwrap(), whole, "{verb} {asked}");
            answers.insert(whole);
        }
        assert!(answers.len() >= 9, "the questions differ");
    }

    #[test]
    fn releases_that_come_with_the_sales_stand_beside_every_question() {
        let sales = sales();
        let published = insight_json("publish", &format!(r#"{{"release":"r1",{sales}}}"#)).unwrap();
        let at = published.rfind(r#""release":"#).unwrap() + r#""release":"#.len();
        let more = sales.replacen(
            r#""sales":["#,
            r#""sales":[{"partner":"P-1","product":"gloves","niche":"bakers","amount":"1"},"#,
            1,
        );
        let previous = format!(r#""previous":[{}]"#, &published[at..published.len() - 1]);
        let kept = InsightSales::read(&format!("{{{previous},{more}}}")).unwrap();
        for (verb, asked) in [
            ("publish", r#""release":"r2""#),
            ("best_sellers", r#""niche":"bakers""#),
            ("white_spots", r#""niche":"care","partner":"P-14""#),
            ("benchmark", r#""niche":"care","partner":"P-2""#),
        ] {
            let text = format!("{{{asked},{previous},{more}}}");
            let whole = insight_json(verb, &text).unwrap();
            assert_eq!(kept.ask(verb, &format!("{{{asked}}}")).unwrap(), whole, "{verb}");
            let error = kept.ask(verb, &format!("{{{asked},{previous}}}")).unwrap_err();
            assert!(error.to_string().contains("`previous` belongs to the sales"), "{error}");
        }
        assert!(kept.ask("publish", "{}").unwrap().contains("difference"));
    }

    #[test]
    fn a_field_in_the_wrong_place_is_refused() {
        let sales = sales();
        let kept = InsightSales::read(&format!("{{{sales}}}")).unwrap();
        for own in [
            r#""currency":"EUR""#,
            r#""sales":[]"#,
            r#""tree":{}"#,
            r#""members":{}"#,
            r#""periods":[]"#,
            r#""returns":"net""#,
            r#""from":"2026-03-01""#,
            r#""until":"2026-04-01""#,
            r#""excluded_products":[]"#,
            r#""gate":{}"#,
        ] {
            let field = own.split('"').nth(1).unwrap();
            let error = kept.ask("publish", &format!("{{{own}}}")).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Input);
            assert!(error.to_string().contains(field), "{error}");
        }
        let error = InsightSales::read(&format!(r#"{{"niche":"all",{sales}}}"#)).unwrap_err();
        assert!(error.to_string().contains("`niche` belongs to a question"), "{error}");
        let error = kept.ask("table", "{}").unwrap_err();
        assert!(error.to_string().contains("verb `table` is not one of best_sellers"), "{error}");
        assert!(kept.ask("benchmark", r#"{"nitche":"all"}"#).is_err());
        assert!(kept.ask("benchmark", "[]").is_err());
    }

    #[test]
    fn all_faults_of_a_question_are_told_at_once() {
        let line = |amount: &str, day: &str| {
            format!(r#"{{"partner":"P","product":"x","amount":"{amount}","day":"{day}"}}"#)
        };
        let sales = [line("1.00", "2026-03-01"), line("1.005", "2026-03-32"), line("7", "x")];
        let text = format!(
            r#"{{"currency":"EUR","sales":[{}],"by":"size","audience":"all","returns":"none",
                "from":"2026-13-01","until":"2026-04-01","tree":{{"a":"a"}},
                "gate":{{"partners_min":2,"dominance":[{{"largest":0,"percent_max":5}}]}},
                "previous":[{{"id":"r","cells":[{{"niche":"all","product":"x","shown":true,
                "amounts":{{"P":"0.001"}}}}]}}]}}"#,
            sales.join(",")
        );
        let told = insight_json("best_sellers", &text).unwrap_err();
        assert_eq!(told.kind(), ErrorKind::Input);
        let expected = [
            "12 faults:",
            "sales[1].amount: `1.005` is no amount of whole minor units of EUR",
            "`sales[1].day` is `2026-03-32`; expected a date such as 2026-03-01",
            "`sales[2].day` is `x`; expected a date such as 2026-03-01",
            "niche `a` lies above itself",
            "`returns` is `none`; expected `net`, `gross` or `matched`",
            "`from` is `2026-13-01`; expected a date such as 2026-03-01",
            "`partners_min` is 2; at least 3 partners",
            "dominance (0, 5): from 1 and up to 100 %",
            "the question: missing field `niche`",
            "`by` is `size`; expected `partners`, `orders` or `amount`",
            "`audience` is `all`; expected `company` or `partner`",
            "previous[0].cells[0].amounts.P: `0.001` is no amount of whole minor units of EUR",
        ];
        assert_eq!(told.to_string(), expected.join("\n"));
        let told = insight_json("benchmark", "{}").unwrap_err().to_string();
        assert_eq!(told.lines().count(), 5, "{told}");
        let empty = r#"{"currency":"EUR","sales":[],"from":"2026-04-01","until":"2026-03-01"}"#;
        let told = insight_json("publish", empty).unwrap_err().to_string();
        assert!(told.contains("the period is empty"), "{told}");
    }

    #[test]
    fn of_many_faults_the_first_are_told_and_the_rest_is_counted() {
        let line = r#"{"partner":"P","product":"x","amount":"0.001"}"#;
        let told = |lines: usize| {
            let text =
                format!(r#"{{"currency":"EUR","sales":[{}]}}"#, [line].repeat(lines).join(","));
            insight_json("publish", &text).unwrap_err().to_string()
        };
        assert!(told(1).starts_with("sales[0].amount: "));
        assert_eq!(told(20).lines().count(), 21);
        let many = told(25);
        assert_eq!((many.lines().count(), many.lines().last()), (22, Some("and 5 more")));
    }

    #[test]
    fn faults_of_kept_sales_and_of_a_table_are_told_at_once() {
        let kept = InsightSales::read(r#"{"currency":"EUR","sales":[]}"#).unwrap();
        let told = kept.ask("benchmark", r#"{"tree":{},"sales":[]}"#).unwrap_err().to_string();
        assert_eq!(told.lines().count(), 5, "{told}");
        let told = InsightSales::read(r#"{"currency":"EUR","niche":"all","by":"x"}"#);
        assert_eq!(told.unwrap_err().to_string().lines().count(), 4);
        let cell = r#"{"row":"r","column":"c","partner":"P","amount":"0.001"}"#;
        let text =
            format!(r#"{{"currency":"EUR","cells":[{cell},{cell}],"gate":{{"partners_min":1}}}}"#);
        let told = insight_json("table", &text).unwrap_err().to_string();
        assert_eq!(told.lines().count(), 4, "{told}");
    }

    #[test]
    fn amounts_of_an_earlier_release_are_read_to_the_cent_and_names_as_they_are_written() {
        // As a float this would be 90071992547409.94.
        let line = |p: u32| {
            format!(r#"{{"partner":"P-{p}","product":"gloves","amount":90071992547409.93}}"#)
        };
        let lines: Vec<String> = (0..6).map(line).collect();
        let text = format!(r#"{{"currency":"EUR","sales":[{}]}}"#, lines.join(","));
        let kept = InsightSales::read(&text).unwrap();
        let amounts: Vec<String> =
            (0..6).map(|p| format!(r#""P-{p}":90071992547409.93"#)).collect();
        let cell = format!(
            r#"{{"niche":"all","product":"gl\u006fves","shown":true,"amounts":{{{}}}}}"#,
            amounts.join(",")
        );
        let previous = format!(r#"{{"previous":[{{"id":"\u0061","cells":[{cell}]}}]}}"#);
        let answer = kept.ask("publish", &previous).unwrap();
        assert!(answer.contains(r#""shown":true"#), "nothing was added: {answer}");
        let less = previous.replacen("409.93", "409.92", 1);
        assert!(kept.ask("publish", &less).unwrap().contains("difference"));
        let spots = r#"{"niche":"all","partner":"P-9","permitted":["gl\u006fves"]}"#;
        assert!(kept.ask("white_spots", spots).unwrap().contains("gloves"));
    }

    #[test]
    fn niches_and_lines_left_out_are_told() {
        let kept = InsightSales::read(
            r#"{"currency":"EUR","sales":[{"partner":"P","product":"x","niche":"n","amount":null}]}"#,
        );
        let kept = kept.unwrap();
        let without: Vec<&str> =
            kept.left_out().filter(|row| row.rows == 1).map(|row| row.reason.name()).collect();
        assert_eq!((kept.niches().len(), &without[..]), (0, &["no_amount"][..]));
    }
}
