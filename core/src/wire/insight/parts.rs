//! Sales whose sums come as bytes, and work in steps.

use super::super::plain::question;
use super::kept::InsightSales;
use super::read::Question;
use crate::error::{Error, ErrorKind};
use crate::insight::InsightState;
use crate::numeric::{Progress, Watch};

/// Work of so many steps, that somebody watches.
pub(super) struct Steps<'w> {
    done: usize,
    total: usize,
    watch: Watch<'w>,
}

impl<'w> Steps<'w> {
    pub(super) fn new(total: usize, watch: Watch<'w>) -> Self {
        Self { done: 0, total, watch }
    }

    /// Tells that one more step is done.
    pub(super) fn done(&mut self) -> Result<(), Error> {
        self.done += 1;
        match (self.watch)(Progress { done: self.done, total: self.total }).is_break() {
            true => Err(Error::new(ErrorKind::Cancelled, "the reading of sales was stopped")),
            false => Ok(()),
        }
    }
}

impl InsightSales {
    /// The sums of the lines as bytes, for another process: the same bytes as those of the
    /// [`InsightState`], in every language, for the same lines. They hold amounts of
    /// partners and are never shown.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.state.to_bytes()
    }

    /// The sales of bytes, put together: the text has the fields `currency`, `tree`,
    /// `members`, `periods` and `gate`, and no lines. `currency` is the
    /// one that the lines were read with.
    ///
    /// Every part is a step, and so are the cells and the gate, which `watch` is told of.
    ///
    /// # Errors
    /// As [`read`](Self::read); of kind `input` for bytes of another kind or version, of
    /// kind `table` when some parts have orders and others have none, or another currency,
    /// and of kind `cancelled` when `watch` stops it.
    ///
    /// ```
    /// use longtail::{InsightSales, nobody};
    /// let line = r#"{"partner":"P-1","product":"gloves","order":"O-1","amount":"10"}"#;
    /// let read = InsightSales::read(&format!(r#"{{"currency":"EUR","sales":[{line}]}}"#))?;
    /// let parts = [read.to_bytes(), read.to_bytes()];
    /// let merged = InsightSales::merge(r#"{"currency":"EUR"}"#, &parts, &mut nobody())?;
    /// let answer = merged.ask("benchmark", r#"{"niche":"all","partner":"P-1"}"#)?;
    /// assert!(answer.starts_with(r#"{"own":"20.00""#));
    /// # Ok::<(), longtail::Error>(())
    /// ```
    pub fn merge(text: &str, parts: &[impl AsRef<[u8]>], watch: Watch<'_>) -> Result<Self, Error> {
        // What is read of the question belongs to the last step but two.
        let mut steps = Steps::new(parts.len() + 3, watch);
        let mut state = InsightState::new();
        for part in parts {
            state.merge(&InsightState::from_bytes(part.as_ref())?)?;
            steps.done()?;
        }
        let mut question = question::<Question<'_>>(text)?;
        question.merged = Some(state);
        question.keep(&mut steps)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::nobody;
    use std::ops::ControlFlow;

    type Work<'w> = &'w dyn Fn(Watch<'_>) -> Result<InsightSales, Error>;

    const LINES: [&str; 4] = [
        r#"{"partner":"P-1","product":"x","niche":"n","order":7,"amount":"10"}"#,
        r#"{"partner":"P-2","product":"y","niche":"n","order":"8","amount":"2.50"}"#,
        r#"{"partner":"P-2","product":"x","niche":"m","order":"7","amount":"4"}"#,
        r#"{"partner":"","product":"x","niche":"m","order":9,"amount":"5"}"#,
    ];

    fn read(lines: &[&str]) -> InsightSales {
        let text = format!(r#"{{"currency":"EUR","sales":[{}]}}"#, lines.join(","));
        InsightSales::read(&text).unwrap()
    }

    #[test]
    fn parts_answer_as_the_whole_and_have_its_bytes() {
        let whole = read(&LINES);
        let parts = [read(&LINES[2..]).to_bytes(), read(&LINES[..2]).to_bytes()];
        let merged = InsightSales::merge(r#"{"currency":"EUR"}"#, &parts, &mut nobody()).unwrap();
        assert_eq!(merged.to_bytes(), whole.to_bytes());
        for (verb, asked) in [("publish", r#"{"release":"r"}"#), ("left_out", "{}")] {
            assert_eq!(merged.ask(verb, asked).unwrap(), whole.ask(verb, asked).unwrap());
        }
        let left = whole.ask("left_out", "{}").unwrap();
        assert!(left.contains(r#"{"reason":"no_partner","rows":1,"amount":"5.00"}"#), "{left}");
    }

    #[test]
    fn a_line_without_a_name_is_left_out_and_one_without_the_field_is_refused() {
        let line = r#"{"partner":null,"product":"x","amount":"1"},{"partner":"P","product":null,"amount":"2"}"#;
        let left = read(&[line]).ask("left_out", "{}").unwrap();
        assert!(left.contains(r#"{"reason":"no_partner","rows":1,"amount":"1.00"}"#), "{left}");
        assert!(left.contains(r#"{"reason":"no_product","rows":1,"amount":"2.00"}"#), "{left}");
        let text = r#"{"currency":"EUR","sales":[{"product":"x","amount":"1"}]}"#;
        let fault = InsightSales::read(text).unwrap_err();
        assert!(fault.to_string().contains("missing field `partner`"), "{fault}");
    }

    #[test]
    fn an_order_number_is_the_order_of_its_text() {
        let number = r#"{"partner":"P","product":"x","order":7,"amount":"1"}"#;
        let text = number.replace('7', "\"7\"");
        assert_eq!(read(&[number]).to_bytes(), read(&[&text]).to_bytes());
    }

    #[test]
    fn bytes_have_no_lines_beside_them() {
        let parts = [read(&LINES).to_bytes()];
        let merge = |text: &str| InsightSales::merge(text, &parts, &mut nobody()).unwrap_err();
        let told = merge(r#"{"currency":"EUR","sales":[],"returns":"net","niche":"n"}"#);
        assert_eq!(told.to_string().lines().count(), 4, "{told}");
        assert!(told.to_string().contains("`returns` belongs to the lines"), "{told}");
        assert!(merge("{}").to_string().contains("missing field `currency`"));
        assert_eq!(merge(r#"{"currency":"USD"}"#).kind(), ErrorKind::Table);
        let none = InsightSales::merge(r#"{"currency":"EUR"}"#, &[[1u8, 2]], &mut nobody());
        assert_eq!(none.unwrap_err().to_string(), "these bytes are no state of insight");
        let without = read(&[r#"{"partner":"P-1","product":"x","amount":"1"}"#]).to_bytes();
        let mixed = [without, parts[0].clone()];
        let fault = InsightSales::merge(r#"{"currency":"EUR"}"#, &mixed, &mut nobody());
        assert_eq!(fault.unwrap_err().kind(), ErrorKind::Table);
    }

    #[test]
    fn every_step_is_told_and_can_be_the_last() {
        let sales = format!(r#"{{"currency":"EUR","sales":[{}]}}"#, LINES.join(","));
        let parts = [read(&LINES).to_bytes(), read(&LINES).to_bytes()];
        let run = |stop: usize, watched: Work<'_>| {
            let mut told = Vec::new();
            let result = watched(&mut |step: Progress| {
                told.push((step.done, step.total));
                if step.done == stop { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            });
            (told, result)
        };
        let reading = |watch: Watch<'_>| InsightSales::read_watched(&sales, watch);
        let merging =
            |watch: Watch<'_>| InsightSales::merge(r#"{"currency":"EUR"}"#, &parts, watch);
        let works: [(usize, Work<'_>); 2] = [(4, &reading), (5, &merging)];
        for (total, work) in works {
            let (told, result) = run(usize::MAX, work);
            let all: Vec<_> = (1..=total).map(|done| (done, total)).collect();
            assert!(result.is_ok() && told == all, "{told:?}");
            for stop in 1..=total {
                let (told, result) = run(stop, work);
                assert_eq!((told.len(), result.unwrap_err().kind()), (stop, ErrorKind::Cancelled));
            }
        }
    }
}
