//! One job: an engine, its orders, and the stages that are measured.

use crate::counting::counted;
use longtail::{
    Draft, Engine, Language, Options, Rulebook, Stock, Table, Tables, TraceLevel, Workspace,
    read_order, verdict_json,
};
use serde_json::{Value, json};
use std::error::Error;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

/// The options of the job: every losing candidate is explained.
const OPTIONS: Options =
    Options { trace: TraceLevel::Candidates, language: Language::En, stock: Stock::Snapshot };

pub struct Job {
    engine: Engine,
    orders: String,
    loaded: Duration,
    load_bytes: u64,
}

impl Job {
    pub fn load(folder: &Path) -> Result<Self, Box<dyn Error>> {
        let read = |name: &str| fs::read_to_string(folder.join(name));
        let (book, orders) = (read("rulebook.yaml")?, read("orders.jsonl")?);
        let (partners, products, prices) =
            (read("partners.csv")?, read("products.csv")?, read("prices.csv")?);
        let tables = Tables {
            partners: Table { source: "partners.csv", text: &partners },
            products: Table { source: "products.csv", text: &products },
            prices: Table { source: "prices.csv", text: &prices },
            ..Tables::default()
        };
        let begin = Instant::now();
        let (built, _, load_bytes) = counted(|| {
            let book = Rulebook::parse(&book, "rulebook.yaml")?;
            Engine::from_tables(book, &tables)
        });
        Ok(Self { engine: built?, orders, loaded: begin.elapsed(), load_bytes })
    }

    fn drafts(&self) -> Result<Vec<Draft<'_>>, longtail::Error> {
        self.orders.lines().map(read_order).collect()
    }

    /// The text of all verdicts.
    pub fn verdicts(&self) -> String {
        let mut out = String::new();
        self.engine.decide_lines(&self.orders, &OPTIONS, &mut Workspace::new(), &mut out);
        out
    }

    /// A replay of the orders, five times over, by one worker and by two: seconds
    /// for so many order lines, each decided under two sets of rules.
    pub fn replays(&self, repeat: usize) -> Result<Value, Box<dyn Error>> {
        let orders = self.orders.repeat(5);
        let drafts = self.drafts()?;
        let lines: usize = drafts.iter().map(|draft| draft.lines.len()).sum();
        let seconds = |workers| {
            let run = || longtail::replay(&self.engine, &self.engine, &orders, workers);
            best(repeat, || run().map_or(0, |replay| replay.orders as usize)).as_secs_f64()
        };
        Ok(json!({ "lines": 5 * lines, "one_worker_s": seconds(1), "two_workers_s": seconds(2) }))
    }

    /// The best of `repeat` rounds of each stage, in microseconds an order.
    pub fn times(&self, repeat: usize) -> Result<Value, Box<dyn Error>> {
        let drafts = self.drafts()?;
        let count = drafts.len();
        let mut workspace = Workspace::new();
        let mut out = String::new();
        let read =
            best(repeat, || self.orders.lines().filter(|line| read_order(line).is_ok()).count());
        let decide = best(repeat, || self.decide_all(&drafts, &OPTIONS, &mut workspace));
        let plain = Options { trace: TraceLevel::None, ..OPTIONS };
        let untraced = best(repeat, || self.decide_all(&drafts, &plain, &mut workspace));
        let text = best(repeat, || {
            out.clear();
            self.engine.decide_lines(&self.orders, &OPTIONS, &mut workspace, &mut out)
        });
        let each = |time: Duration| time.as_secs_f64() * 1e6 / count as f64;
        Ok(json!({
            "orders": count,
            "lines": drafts.iter().map(|draft| draft.lines.len()).sum::<usize>(),
            "load_seconds": self.loaded.as_secs_f64(),
            "read_us": each(read),
            "decide_us": each(decide),
            "decide_untraced_us": each(untraced),
            "text_to_text_us": each(text),
        }))
    }

    fn decide_all(
        &self,
        drafts: &[Draft<'_>],
        options: &Options,
        workspace: &mut Workspace,
    ) -> usize {
        let decided = |draft: &&Draft<'_>| self.engine.decide(draft, options, workspace).is_ok();
        drafts.iter().filter(decided).count()
    }

    /// Allocations and bytes after warm-up, and the size of what is kept.
    pub fn counts(&self) -> Result<Value, Box<dyn Error>> {
        let drafts = self.drafts()?;
        let mut workspace = Workspace::new();
        let mut out = String::with_capacity(1 << 20);
        self.decide_all(&drafts, &OPTIONS, &mut workspace);
        let (decided, decide, decide_bytes) =
            counted(|| self.decide_all(&drafts, &OPTIONS, &mut workspace));
        let (_, write, write_bytes) = counted(|| self.write_all(&drafts, &mut workspace, &mut out));
        let (_, read, read_bytes) = counted(|| self.orders.lines().map(read_order).count());
        Ok(json!({
            "orders": decided,
            "decide": { "allocations": decide, "bytes": decide_bytes },
            "decide_and_write": { "allocations": write, "bytes": write_bytes },
            "read": { "allocations": read, "bytes": read_bytes },
            "load_bytes": self.load_bytes,
        }))
    }

    fn write_all(&self, drafts: &[Draft<'_>], workspace: &mut Workspace, out: &mut String) {
        for draft in drafts {
            out.clear();
            if let Ok(decision) = self.engine.decide(draft, &OPTIONS, workspace) {
                verdict_json(&self.engine, decision, OPTIONS.language, out);
            }
        }
    }
}

fn best(repeat: usize, mut work: impl FnMut() -> usize) -> Duration {
    let mut least = Duration::MAX;
    for _ in 0..repeat.max(1) {
        let begin = Instant::now();
        std::hint::black_box(work());
        least = least.min(begin.elapsed());
    }
    least
}
