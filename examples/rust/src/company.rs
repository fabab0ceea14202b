//! A company's folder on disk: the library itself reads text only.

use longtail::{Engine, Rulebook, SupplyTables, Table, Tables};
use std::error::Error;
use std::fs;
use std::path::Path;

struct Files<'f>(&'f Path);

impl Files<'_> {
    /// The text and name of the first file there is; no file is an empty table.
    fn read(&self, name: &str, suffixes: &[&str]) -> Result<(String, String), Box<dyn Error>> {
        for suffix in suffixes {
            let file = format!("{name}.{suffix}");
            let path = self.0.join(&file);
            if path.is_file() {
                return Ok((file, fs::read_to_string(path)?));
            }
        }
        Ok((name.to_owned(), String::new()))
    }

    fn table(&self, name: &str) -> Result<(String, String), Box<dyn Error>> {
        self.read(name, &["csv", "json", "jsonl", "ndjson"])
    }
}

/// The engine of a folder with `rulebook.yaml` and tables.
pub fn load(folder: &Path) -> Result<Engine, Box<dyn Error>> {
    let files = Files(folder);
    let (source, text) = files.read("rulebook", &["yaml", "yml", "json"])?;
    if text.is_empty() {
        return Err(format!("no rulebook.yaml or rulebook.json in {}", folder.display()).into());
    }
    let book = Rulebook::parse(&text, &source).map_err(listed)?;
    let names = [
        "partners",
        "products",
        "prices",
        "stock",
        "receipts",
        "promises",
        "safety",
        "quotas",
        "protections",
        "registrations",
        "kits",
        "substitutes",
    ];
    let texts: Vec<(String, String)> =
        names.iter().map(|name| files.table(name)).collect::<Result<_, _>>()?;
    let of = |at: usize| table(&texts[at]);
    let tables = Tables {
        partners: of(0),
        products: of(1),
        prices: of(2),
        supply: SupplyTables {
            stock: of(3),
            receipts: of(4),
            promises: of(5),
            safety: of(6),
            quotas: of(7),
            protections: of(8),
        },
        registrations: of(9),
        kits: of(10),
        substitutes: of(11),
    };
    Ok(Engine::from_tables(book, &tables).map_err(listed)?)
}

fn table((source, text): &(String, String)) -> Table<'_> {
    Table { source, text }
}

/// All faults, one a line.
fn listed(error: longtail::Error) -> String {
    let lines: Vec<String> = error.findings().iter().map(ToString::to_string).collect();
    if lines.is_empty() { error.to_string() } else { lines.join("\n") }
}

/// What was loaded, in one line.
pub fn summary(engine: &Engine) -> String {
    format!(
        "rulebook {} ({}), {} partners, {} products",
        engine.book().id(),
        engine.book().hash(),
        engine.partners().rows.len(),
        engine.products().rows.len()
    )
}
