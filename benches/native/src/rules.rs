//! Rulebooks of so many rules: how long they take to be read and checked, to be
//! compiled with master data, and to be analysed.

use longtail::{Engine, Language, Rulebook, Table, Tables, analysis_json};
use serde_json::{Value, json};
use std::error::Error;
use std::fmt::Write;
use std::time::{Duration, Instant};

const REGIONS: usize = 40;
const CATEGORIES: usize = 60;
const TIERS: [&str; 4] = ["bronze", "silver", "gold", "platinum"];
const ROUNDS: usize = 3;

/// The best of a few rounds for each number of rules.
pub fn growth(counts: &[usize]) -> Result<Value, Box<dyn Error>> {
    let rows: Result<Vec<Value>, Box<dyn Error>> = counts.iter().map(|n| timed(*n)).collect();
    Ok(Value::from(rows?))
}

fn timed(count: usize) -> Result<Value, Box<dyn Error>> {
    let text = rulebook(count);
    let (partners, products, prices) = (partners(), products(), prices());
    let tables = Tables {
        partners: Table { source: "partners", text: &partners },
        products: Table { source: "products", text: &products },
        prices: Table { source: "prices", text: &prices },
        ..Tables::default()
    };
    let [mut checked, mut built, mut analysed] = [Duration::MAX; 3];
    for _ in 0..ROUNDS {
        let begin = Instant::now();
        let book = Rulebook::parse(&text, "rulebook.yaml")?;
        checked = checked.min(begin.elapsed());
        let begin = Instant::now();
        let engine = Engine::from_tables(book, &tables)?;
        built = built.min(begin.elapsed());
        let begin = Instant::now();
        analysis_json(&engine, Some("2026-06-01"), Some(1_000), Language::En)?;
        analysed = analysed.min(begin.elapsed());
    }
    let ms = |time: Duration| (time.as_secs_f64() * 1e5).round() / 1e2;
    Ok(json!({
        "rules": count,
        "bytes": text.len(),
        "parse_and_check_ms": ms(checked),
        "compile_with_data_ms": ms(built),
        "analyse_ms": ms(analysed),
    }))
}

/// Of ten rules one is a price list, one a guard, one a fee plan and seven are
/// adjustments, in stages of a hundred.
fn rulebook(count: usize) -> String {
    let mut text = String::from("format: 1\nid: many\nzone: Europe/Amsterdam\ncurrency: EUR\n");
    let words = |name: &str, count: usize| {
        (0..count).map(|at| format!("{name}{at}")).collect::<Vec<_>>().join(", ")
    };
    let (regions, categories) = (words("r", REGIONS), words("c", CATEGORIES));
    text.push_str(&format!(
        "attributes:\n  partner: {{ tier: [{}], region: [{regions}] }}\n  product: {{ category: [{categories}] }}\n",
        TIERS.join(", "),
    ));
    section(&mut text, "price_lists", (0..count / 10).map(list));
    text.push_str("  - { id: general, for: everyone }\nwaterfall:\n");
    let adjustments = count - 3 * (count / 10);
    for stage in 0..adjustments.div_ceil(100) {
        let combine = ["best", "first_match", "add", "compound"][stage % 4];
        let _ = write!(text, "  - stage: s{stage}\n    combine: {combine}\n    adjustments:\n");
        for at in stage * 100..adjustments.min(stage * 100 + 100) {
            let _ = writeln!(text, "      - {}", adjustment(at));
        }
    }
    section(&mut text, "guards", (0..count / 10).map(guard));
    section(&mut text, "fees", (0..count / 10).map(plan));
    text
}

fn section(text: &mut String, name: &str, rules: impl Iterator<Item = String>) {
    let _ = writeln!(text, "{name}:");
    rules.for_each(|rule| {
        let _ = writeln!(text, "  - {rule}");
    });
}

/// Conditions of a rule: no two rules of a kind have the same.
fn scope(at: usize) -> String {
    let (tier, region) = (TIERS[at % 4], at / 4 % REGIONS);
    let category = (at / 160 * 7 + at) % CATEGORIES;
    format!(
        "tier: {tier}, region: r{region}, category: [c{category}, c{}]",
        (category + 1) % CATEGORIES
    )
}

fn list(at: usize) -> String {
    let (tier, region) = (TIERS[at % 4], at / 4 % REGIONS);
    let from = 1 + at / 160 % 12;
    format!(
        "{{ id: l{at}, for: {{ tier: {tier}, region: r{region} }}, valid: {{ from: 2026-{from:02}-01 }} }}"
    )
}

fn adjustment(at: usize) -> String {
    let (scope, least) = (scope(at), 1 + at % 50);
    let change = match at % 4 {
        0 => format!("percent: -{}", 1 + at % 20),
        1 => format!("amount: -0.{:02}", 1 + at % 90),
        2 => "discount: { mode: volume, by: quantity, tiers: [ { percent: 0 }, { from: 10, percent: 3 }, { from: 100, percent: 6 } ] }".to_owned(),
        _ => "formula: [ { percent: -4 }, { round: { increment: 0.05 } } ]".to_owned(),
    };
    format!("{{ id: a{at}, for: {{ {scope}, quantity: {{ at_least: {least} }} }}, {change} }}")
}

fn guard(at: usize) -> String {
    let ask = ["min_margin_percent: 10", "max_discount_percent: 40", "price_floor: 0.50"][at % 3];
    format!("{{ id: g{at}, for: {{ {} }}, {ask}, reaction: approve }}", scope(at))
}

fn plan(at: usize) -> String {
    let rate = 1 + at % 5;
    format!(
        "{{ id: f{at}, for: {{ {} }}, window: month, schedule: {{ mode: graduated, tiers: [ {{ percent: {rate} }}, {{ from: 1000, percent: {} }} ] }} }}",
        scope(at),
        rate + 1,
    )
}

fn partners() -> String {
    let row = |at: usize| format!("P-{at},Partner {at},{},r{}\n", TIERS[at % 4], at % REGIONS);
    "id,name,tier,region\n".to_owned() + &(0..1_000).map(row).collect::<String>()
}

fn products() -> String {
    let row = |at: usize| format!("A-{at},Product {at},c{},6.00\n", at % CATEGORIES);
    "id,name,category,cost\n".to_owned() + &(0..2_000).map(row).collect::<String>()
}

fn prices() -> String {
    let row = |at: usize| format!("general,A-{at},{}.50\n", 10 + at % 90);
    "list,product,unit_price\n".to_owned() + &(0..2_000).map(row).collect::<String>()
}
