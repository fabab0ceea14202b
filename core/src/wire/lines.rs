use super::errors::error_json;
use super::order::read_order;
use super::verdict::{findings_json, verdict_json};
use crate::error::Error;
use crate::explain::Language;
use crate::order::{Options, Workspace};
use crate::rulebook::Engine;

impl Engine {
    /// Decides one order from its JSON text and appends the verdict's.
    ///
    /// # Errors
    ///
    /// Of kind `input` when the text is no order; nothing was appended.
    ///
    /// ```
    /// # use longtail::{Engine, Options, Rulebook, Tables, Workspace};
    /// # let book = "{format: 1, id: b, zone: UTC, currency: EUR, price_lists: [{id: g, for: everyone}]}";
    /// # let book = Rulebook::parse(book, "b").expect("no faults");
    /// let engine = Engine::from_tables(book, &Tables::default()).expect("no faults");
    /// let order = r#"{"partner":"P-1","placed_at":"2026-03-02T10:15:00Z","lines":[]}"#;
    /// let mut verdict = String::new();
    /// engine.decide_text(order, &Options::default(), &mut Workspace::new(), &mut verdict)?;
    /// assert!(verdict.starts_with(r#"{"order":null,"partner":"P-1","verdict":"rejected""#));
    /// # Ok::<(), longtail::Error>(())
    /// ```
    pub fn decide_text(
        &self,
        text: &str,
        options: &Options,
        workspace: &mut Workspace,
        out: &mut String,
    ) -> Result<(), Error> {
        let draft = read_order(text)?;
        let decision = self.decide(&draft, options, workspace)?;
        verdict_json(self, decision, options.language, out);
        Ok(())
    }

    /// What is near an order, from its JSON text, as a JSON list of findings.
    ///
    /// # Errors
    ///
    /// Of kind `input` when the text is no order.
    pub fn hints_text(&self, text: &str, language: Language) -> Result<String, Error> {
        Ok(findings_json(&self.hints(&read_order(text)?)?, language))
    }

    /// Decides many orders, one JSON text a line, and appends one line each: a
    /// verdict, or `{"error":…}` for a text that is no order. Lines with
    /// nothing but white space are passed over. What earlier orders booked is
    /// gone for later ones unless the options say `snapshot`.
    ///
    /// Returns how many lines were answered.
    pub fn decide_lines(
        &self,
        text: &str,
        options: &Options,
        workspace: &mut Workspace,
        out: &mut String,
    ) -> usize {
        let orders = text.lines().filter(|line| !line.trim().is_empty());
        let mut count = 0;
        for order in orders {
            if let Err(error) = self.decide_text(order, options, workspace, out) {
                out.push_str(&error_json(&error, options.language));
            }
            out.push('\n');
            count += 1;
        }
        count
    }
}
