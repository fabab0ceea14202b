//! One case of a file of vectors, and how the engine answers it.

use crate::json::Json;
use longtail::{
    Engine, Error, Language, OptionWords, Options, Rulebook, StockLedger, SupplyTables, Table,
    Tables, Workspace,
};

/// A situation and what must come of it.
#[derive(Clone)]
pub struct Case {
    pub name: String,
    pub json: Json,
    /// The company of the file.
    company: Json,
}

/// The answer of the engine: JSON, under the key it has in a case.
#[derive(Debug, PartialEq)]
pub struct Answer {
    pub key: &'static str,
    pub json: Json,
    /// The text as the engine gave it.
    pub text: String,
}

impl Case {
    pub fn all(file: &Json) -> Vec<Self> {
        let company = file.get("company").cloned().unwrap_or(Json::Map(Vec::new()));
        let cases = file.get("cases").map(Json::items).unwrap_or_default();
        let case = |json: &Json| Self {
            name: json.get("name").map(Json::text).unwrap_or_default().to_owned(),
            json: json.clone(),
            company: company.clone(),
        };
        cases.iter().map(case).collect()
    }

    /// What the file says the answer is.
    pub fn recorded(&self, key: &str) -> Option<&Json> {
        self.json.get(key)
    }

    pub fn answer(&self) -> Answer {
        match self.act() {
            Ok(text) => Answer { key: "expect", json: Json::parse(&text), text },
            Err(error) => {
                let text = longtail::error_json(&error, Language::En);
                let json = Json::parse(&text).get("error").cloned();
                Answer { key: "error", json: json.unwrap_or(Json::List(Vec::new())), text }
            }
        }
    }

    fn act(&self) -> Result<String, Error> {
        let words = OptionWords {
            trace: self.option("trace"),
            language: self.option("language"),
            stock: self.option("stock"),
        };
        let options = longtail::options(&words);
        if let (Some(kind), Some(question)) = (self.json.get("evaluate"), self.json.get("question"))
        {
            return longtail::evaluate(kind.text(), &text_of(question));
        }
        if let (Some(verb), Some(question)) =
            (self.json.get("reliability"), self.json.get("question"))
        {
            return longtail::reliability(verb.text(), &text_of(question));
        }

        if let (Some(verb), Some(question)) = (self.json.get("insight"), self.json.get("question"))
        {
            return longtail::insight_json(verb.text(), &text_of(question));
        }
        if let (Some(verb), Some(question)) = (self.json.get("niches"), self.json.get("question")) {
            return longtail::niches_json(verb.text(), &text_of(question));
        }
        if let (Some(parts), Some(question)) = (self.json.get("parts"), self.json.get("ask")) {
            let terms = self.json.get("terms").map_or_else(String::new, text_of);
            return merged(parts.items(), &terms, question);
        }
        if let (Some(given), Some(question)) = (self.json.get("tally"), self.json.get("question")) {
            return tallied(&text_of(given), self.json.get("columns"), &text_of(question));
        }
        let rulebook = self.rulebook();
        if let (Some(verb), Some(question)) = (self.json.get("ledger"), self.json.get("question")) {
            let book = Rulebook::parse(&rulebook, "rulebook")?;
            return longtail::ledger_json(&book, verb.text(), &text_of(question));
        }
        if self.json.get("check_rulebook").is_some() {
            let found = Rulebook::parse(&rulebook, "rulebook").err();
            let findings = found.as_ref().map(Error::findings).unwrap_or_default();
            return Ok(longtail::findings_json(findings, options?.language));
        }
        let engine = self.engine(&rulebook)?;
        if let Some(steps) = self.json.get("stock_ledger") {
            return stock_ledger(&engine, &self.json, steps);
        }
        if let (Some(change), Some(orders)) = (self.json.get("replay"), self.json.get("orders")) {
            let candidate = self.engine(&changed(rulebook, change))?;
            let texts: Vec<_> = orders.items().iter().map(text_of).collect();
            let replay = longtail::replay(&engine, &candidate, &texts.join("\n"), 2)?;
            return Ok(longtail::replay_json(&replay));
        }
        if let (Some(_), Some(order)) = (self.json.get("explain"), self.json.get("order")) {
            return explained(&engine, &text_of(order), &words, &options?);
        }
        if let Some(question) = self.json.get("analyse") {
            let at = question.get("at").map(Json::text);
            let limit = question.get("limit").and_then(|limit| limit.compact().parse().ok());
            return longtail::analysis_json(&engine, at, limit, options?.language);
        }
        if let (Some(_), Some(order)) = (self.json.get("hints"), self.json.get("order")) {
            return engine.hints_text(&text_of(order), options?.language);
        }
        if let (Some(_), Some(order)) = (self.json.get("outlook"), self.json.get("order")) {
            return engine.outlook_text(&text_of(order), options?.language);
        }

        if let (Some(_), Some(order)) = (self.json.get("reasons"), self.json.get("order")) {
            return engine.explain_promise_text(&text_of(order), options?.language);
        }
        if let (Some(question), Some(order)) = (self.json.get("confidence"), self.json.get("order"))
        {
            return engine.confidence_text(&text_of(order), &text_of(question));
        }
        if let Some(orders) = self.json.get("orders") {
            return Ok(decide_lines(&engine, orders, &options?));
        }
        let Some(order) = self.json.get("order") else {
            return Ok(longtail::findings_json(engine.findings(), Language::En));
        };
        let mut out = String::new();
        engine.decide_text(&text_of(order), &options?, &mut Workspace::new(), &mut out)?;
        Ok(out)
    }

    fn option(&self, name: &str) -> Option<&str> {
        self.json.get("options")?.get(name).map(Json::text)
    }

    /// The rulebook with the changes of the case.
    fn rulebook(&self) -> String {
        let text = self.lines("company", "rulebook");
        match self.json.get("change") {
            Some(change) => changed(text, change),
            None => text,
        }
    }

    /// The text of a table: of the case, else of the file.
    fn lines(&self, part: &str, name: &str) -> String {
        let own = self.json.get(part).and_then(|tables| tables.get(name));
        let lines = own.or_else(|| self.company.get(name)).map(Json::items).unwrap_or_default();
        lines.iter().map(Json::text).collect::<Vec<_>>().join("\n")
    }

    fn engine(&self, rulebook: &str) -> Result<Engine, Error> {
        let names = [
            "partners",
            "products",
            "prices",
            "stock",
            "receipts",
            "promises",
            "registrations",
            "kits",
            "substitutes",
            "safety",
            "quotas",
            "protections",
        ];
        fn supply<'a>(table: &dyn Fn(usize) -> Table<'a>) -> SupplyTables<'a> {
            SupplyTables {
                stock: table(3),
                receipts: table(4),
                promises: table(5),
                safety: table(9),
                quotas: table(10),
                protections: table(11),
            }
        }
        let texts = names.map(|name| self.lines("company", name));
        let table = |at: usize| Table { source: names[at], text: &texts[at] };
        let tables = Tables {
            registrations: table(6),
            partners: table(0),
            products: table(1),
            prices: table(2),
            supply: supply(&table),
            kits: table(7),
            substitutes: table(8),
        };
        let engine = Engine::from_tables(Rulebook::parse(rulebook, "rulebook")?, &tables)?;
        if self.json.get("with_supply").is_none() {
            return Ok(engine);
        }
        let texts = names.map(|name| self.lines("with_supply", name));
        let table = |at: usize| Table { source: names[at], text: &texts[at] };
        let supply = supply(&table);
        engine.with_supply_tables(&supply)
    }
}

/// A tally of columns, each taken in by itself: its bytes, and what it answers.
fn tallied(given: &str, columns: Option<&Json>, question: &str) -> Result<String, Error> {
    let (options, currency) = longtail::tally_options(given)?;
    let mut tally = longtail::Tally::new(&options)?;
    for columns in columns.map(Json::items).unwrap_or_default() {
        tally.absorb(longtail::tally_columns(&text_of(columns), currency, &options, 1)?)?;
    }
    let bytes: String = tally.to_bytes()?.iter().map(|byte| format!("{byte:02x}")).collect();
    let mut out = format!("{{\"bytes\":\"{bytes}\",\"answer\":");
    longtail::figure(&tally, question, 1)?.write_json(&mut out);
    out.push('}');
    Ok(out)
}

/// Sales that were read in parts and put together: their bytes, and what they answer.
fn merged(parts: &[Json], terms: &str, ask: &Json) -> Result<String, Error> {
    let [verb, question] = ask.items() else { panic!("it asks a verb and a question") };
    let read = |part| longtail::InsightSales::read(&text_of(part)).map(|sales| sales.to_bytes());
    let parts = parts.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    let sales = longtail::InsightSales::merge(terms, &parts, &mut longtail::nobody())?;
    let bytes: String = sales.to_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    let answer = sales.ask(verb.text(), &text_of(question))?;
    Ok(format!("{{\"bytes\":\"{bytes}\",\"answer\":{answer}}}"))
}

/// A rulebook in which texts, each standing there once, are others.
fn changed(mut text: String, change: &Json) -> String {
    for (old, new) in change.fields() {
        assert_eq!(text.matches(&**old).count(), 1, "`{old}` stands once in the rulebook");
        text = text.replacen(&**old, new.text(), 1);
    }
    text
}

/// The answers of a stock ledger, step by step. A step is a verb and a question,
/// in which `"$2"` is the answer to the third step and `"$2.plan"` its plan.
fn stock_ledger(engine: &Engine, case: &Json, steps: &Json) -> Result<String, Error> {
    let stored = |name: &str| {
        let lines = case.get(name).map(Json::items).unwrap_or_default();
        lines.iter().map(text_of).collect::<Vec<_>>().join("\n")
    };
    let ledger = StockLedger::from_text(&stored("snapshot"), &stored("log"))?;
    let mut answers: Vec<String> = Vec::new();
    for step in steps.items() {
        let [verb, question] = step.items() else { panic!("a step is a verb and a question") };
        let mut question = text_of(question);
        for (at, answer) in answers.iter().enumerate() {
            question = question.replace(&format!("\"${at}\""), answer);
            if let Some(plan) = Json::parse(answer).get("plan") {
                question = question.replace(&format!("\"${at}.plan\""), &plan.compact());
            }
        }
        answers.push(longtail::stock_json(engine, &ledger, verb.text(), &question)?);
    }
    Ok(format!("[{}]", answers.join(",")))
}

/// An order is text as it stands or a value to be written as JSON.
fn text_of(order: &Json) -> String {
    match order {
        Json::Text(text) => text.clone(),
        order => order.compact(),
    }
}

fn decide_lines(engine: &Engine, orders: &Json, options: &Options) -> String {
    let texts: Vec<_> = orders.items().iter().map(text_of).collect();
    let mut out = String::new();
    engine.decide_lines(&texts.join("\n"), options, &mut Workspace::new(), &mut out);
    let verdicts: Vec<_> = out.lines().collect();
    format!("[{}]", verdicts.join(","))
}

/// The words, and the hash of the trace of the decision itself.
fn explained(
    engine: &Engine,
    order: &str,
    words: &OptionWords<'_>,
    options: &Options,
) -> Result<String, Error> {
    let told = engine.explain_text(order, words)?;
    let draft = longtail::read_order(order)?;
    let mut workspace = Workspace::new();
    let mut trace = String::new();
    longtail::trace_json(engine, engine.decide(&draft, options, &mut workspace)?, &mut trace);
    let lines = told.lines().map(|line| Json::Text(line.to_owned())).collect();
    let hash = Json::Text(longtail::trace_hash(&trace));
    let fields = [("trace_hash".to_owned(), hash), ("lines".to_owned(), Json::List(lines))];
    Ok(Json::Map(fields.to_vec()).compact())
}
