//! Readable accounts and a table of verdicts, from their text.

use serde_json::Value;
use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;

/// The four answers, and what could not be read.
const ANSWERS: [&str; 4] = ["accepted", "accepted_with_changes", "needs_approval", "rejected"];

fn answer(verdict: &Value) -> &str {
    verdict["verdict"].as_str().unwrap_or("unreadable")
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or("-")
}

fn parsed(verdicts: &str) -> Result<Vec<Value>, serde_json::Error> {
    verdicts.lines().map(serde_json::from_str).collect()
}

/// How many orders had which answer.
pub fn counts(verdicts: &str) -> Result<BTreeMap<String, usize>, Box<dyn Error>> {
    let mut counts = BTreeMap::new();
    for verdict in parsed(verdicts)? {
        *counts.entry(answer(&verdict).to_owned()).or_default() += 1;
    }
    Ok(counts)
}

/// One row an order: `order,partner,verdict,currency,net,gross,fee,codes`.
pub fn table(verdicts: &str) -> Result<String, Box<dyn Error>> {
    let mut table = String::from("order,partner,verdict,currency,net,gross,fee,codes\n");
    for verdict in parsed(verdicts)? {
        let (findings, totals) = match verdict.get("error") {
            Some(error) => (&error["findings"], &Value::Null),
            None => (&verdict["findings"], &verdict["totals"]),
        };
        let codes: Vec<&str> =
            findings.as_array().into_iter().flatten().map(|f| text(&f["code"])).collect();
        let cells = [
            verdict["order"].as_str().unwrap_or(""),
            verdict["partner"].as_str().unwrap_or(""),
            answer(&verdict),
            verdict["currency"].as_str().unwrap_or(""),
            totals["net"].as_str().unwrap_or(""),
            totals["gross"].as_str().unwrap_or(""),
            totals["fee"].as_str().unwrap_or(""),
            &codes.join(" "),
        ];
        writeln!(table, "{}", cells.map(quoted).join(","))?;
    }
    Ok(table)
}

/// A cell of a CSV file.
fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

/// The first order of each answer, in words.
pub fn examples(verdicts: &str) -> Result<String, Box<dyn Error>> {
    let all = parsed(verdicts)?;
    let mut out = String::new();
    for wanted in ANSWERS {
        if let Some(verdict) = all.iter().find(|verdict| answer(verdict) == wanted) {
            account(verdict, &mut out)?;
        }
    }
    Ok(out)
}

fn account(verdict: &Value, out: &mut String) -> Result<(), std::fmt::Error> {
    let totals = &verdict["totals"];
    writeln!(
        out,
        "\n{}  order {} of {}: net {} + tax {} = {} {}, fee {}",
        answer(verdict).to_uppercase(),
        text(&verdict["order"]),
        text(&verdict["partner"]),
        text(&totals["net"]),
        text(&totals["tax"]),
        text(&totals["gross"]),
        text(&verdict["currency"]),
        text(&totals["fee"]),
    )?;
    for line in verdict["lines"].as_array().into_iter().flatten() {
        write!(
            out,
            "    {} of {:<14} {:<9} {} each = {}",
            line["confirmed"],
            text(&line["product"]),
            text(&line["status"]),
            text(&line["unit_price"]),
            text(&line["net"]),
        )?;
        for delivery in line["deliveries"].as_array().into_iter().flatten() {
            write!(out, "; {} on {}", delivery["quantity"], text(&delivery["arrive"]))?;
        }
        writeln!(out)?;
    }
    for finding in verdict["findings"].as_array().into_iter().flatten() {
        let (message, remedy) = (text(&finding["message"]), text(&finding["remedy"]));
        writeln!(out, "    {}: {message}; {remedy}", text(&finding["severity"]))?;
    }
    Ok(())
}
