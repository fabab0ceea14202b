//! The guide speaks of what is there, and of all of it.

#![allow(clippy::unwrap_used, reason = "a page that cannot be read must stop the test")]

use longtail::{Code, Language};
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}

/// The paragraphs of the page of codes: code and text.
fn sections(page: &str) -> Vec<(&str, &str)> {
    let parts = page.split("\n### `").skip(1);
    parts
        .map(|part| part.split_once("`\n").unwrap())
        .map(|(code, text)| (code, text.split("\n## ").next().unwrap()))
        .collect()
}

#[test]
fn every_code_has_a_heading_and_no_heading_is_left_over() {
    let page = read("docs/codes.md");
    let headings: Vec<&str> = sections(&page).into_iter().map(|(code, _)| code).collect();
    let codes: Vec<&str> = Code::ALL.iter().map(|code| code.name()).collect();
    assert_eq!(headings, codes, "headings stand in the order of the catalogue");
}

#[test]
fn every_code_says_its_severity_what_to_do_and_an_example() {
    let page = read("docs/codes.md");
    for (name, text) in sections(&page) {
        let code = Code::parse(name).unwrap();
        let severity = format!("*{}*", code.severity().name());
        let first = text.trim_start().lines().next().unwrap();
        assert!(first.starts_with(&severity), "{name} begins with {severity}");
        for part in ["**Do:**", "**Example:**"] {
            assert!(text.replace('\n', " ").contains(part), "{name} lacks {part}");
        }
        let quote = text.lines().find_map(|line| line.strip_prefix("> ")).unwrap_or("");
        assert!(fits(quote, code.message(Language::En)), "{name}: `{quote}` is not its message");
    }
}

/// Whether a message can come of a template: its fixed parts in their order,
/// with or without each part that stands between brackets.
fn fits(message: &str, template: &str) -> bool {
    let Some((before, rest)) = template.split_once('[') else {
        return fits_plain(message, template);
    };
    let (part, after) = rest.split_once(']').unwrap();
    let choices = [format!("{before}{part}{after}"), format!("{before}{after}")];
    choices.iter().any(|template| fits(message, template))
}

fn fits_plain(message: &str, template: &str) -> bool {
    let mut rest = message;
    let mut parts =
        template.split('{').map(|part| part.split_once('}').map_or(part, |(_, after)| after));
    let Some(after) = parts.next().and_then(|first| rest.strip_prefix(first)) else { return false };
    rest = after;
    for part in parts {
        let Some(at) = rest.char_indices().skip(1).find(|(at, _)| rest[*at..].starts_with(part))
        else {
            return part.is_empty() && !rest.is_empty();
        };
        rest = if part.is_empty() { "" } else { &rest[at.0 + part.len()..] };
    }
    rest.is_empty()
}

#[test]
fn a_message_is_told_from_another() {
    let template = "unknown {expected} `{found}`[; did you mean `{nearest}`?]";
    assert!(fits("unknown value `golf`", template));
    assert!(fits("unknown value `golf`; did you mean `gold`?", template));
    assert!(!fits("unknown value golf", template));
    assert!(!fits("an unknown value `golf`", template));
    assert!(!fits("unknown value `golf`; perhaps", template));
    let two = "{a} is {b}[ at {c}][ (of {d})]: so";
    for good in ["x is y: so", "x is y at z: so", "x is y (of z): so", "x is y at z (of z): so"] {
        assert!(fits(good, two), "{good}");
    }
    assert!(!fits("x is y (of z) at z so", two));
    assert!(fits("field `a` is missing", "field `{expected}` is missing"));
    assert!(fits("cannot be read: x", "cannot be read: {found}"));
    assert!(!fits("", "cannot be read: {found}"));
}

#[test]
fn the_rust_of_the_readme_is_a_program_that_is_run() {
    let readme = read("README.md");
    let block = readme.split("```rust\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    assert_eq!(block, read("docs/snippets/rust/first_order.rs"));
    assert_eq!(readme.matches("```rust").count(), 1);
}

#[test]
fn every_program_is_shown_on_a_page_and_every_page_shows_what_exists() {
    let pages: Vec<String> = fs::read_dir(root().join("docs"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|suffix| suffix == "md"))
        .map(|path| fs::read_to_string(path).unwrap())
        .collect();
    let shown = |name: &str| pages.iter().any(|page| page.contains(&format!("--8<-- \"{name}")));
    for folder in ["rust", "python", "node"] {
        for entry in fs::read_dir(root().join("docs/snippets").join(folder)).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            let shared = name == "shop.rs" || name.starts_with("__");
            assert!(shared || shown(&format!("{folder}/{name}")), "{folder}/{name} is on no page");
        }
    }
    for page in &pages {
        for part in page.split("--8<-- \"").skip(1) {
            let (file, section) = part
                .split('"')
                .next()
                .unwrap()
                .split_once(':')
                .unwrap_or((part.split('"').next().unwrap(), ""));
            let text = read(&format!("docs/snippets/{file}"));
            assert!(
                section.is_empty() || text.contains(&format!("[start:{section}]")),
                "{file}:{section}"
            );
        }
    }
}

#[test]
fn the_glossary_is_in_the_order_of_the_alphabet_and_has_each_word_once() {
    let page = read("docs/glossary.md");
    let words: Vec<String> = page
        .split("\n**")
        .skip(1)
        .map(|entry| entry.split(".**").next().unwrap().to_lowercase())
        .collect();
    assert!(words.len() > 30);
    assert!(words.is_sorted_by(|a, b| a < b), "{words:?}");
}

#[test]
fn the_calendars_of_the_page_on_holidays_are_read() {
    let page = read("docs/holidays.md");
    let blocks: Vec<&str> = page.split("```yaml\n").skip(1).collect();
    assert_eq!(blocks.len(), 2);
    for block in blocks {
        let calendar = block.split("```").next().unwrap();
        let head = "format: 1\nid: x\nzone: Europe/Amsterdam\ncurrency: EUR\nprice_lists: []\n";
        let book = longtail::Rulebook::parse(&format!("{head}{calendar}"), "holidays.md").unwrap();
        assert!(book.calendar().working.holidays().len() > 10);
    }
    for set in longtail::SHIPPED_SETS {
        assert!(page.contains(&format!("`{set}`")), "{set} is not on the page");
    }
    assert!(page.contains(&format!("`{}`", longtail::SETS_VERSION)));
}

/// The cases of a page's tables, with the number of columns of each row.
fn cases(page: &str) -> Vec<(usize, Vec<&str>)> {
    let rows = page.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| ---"));
    let cells = rows.map(|row| row.trim_matches('|').split(" | ").map(str::trim).collect());
    cells.map(|cells: Vec<&str>| (cells.len(), cells[1..].to_vec())).collect()
}

#[test]
fn every_capability_has_a_case_that_holds_one_that_does_not_and_one_on_the_boundary() {
    let page = read("docs/capabilities.md");
    let mut seen = 0;
    for (columns, cells) in cases(&page) {
        if ["Holds", "Case"].contains(&cells[0]) {
            continue;
        }
        assert!(columns == 4 || columns == 2, "{cells:?}");
        for cell in cells {
            let (file, name) = cell.split_once(": ").unwrap_or(("", cell));
            let vectors = read(&format!("vectors/{file}.json"));
            let quoted = format!("\"name\": {}", serde_json::to_string(name).unwrap());
            assert!(vectors.contains(&quoted), "no case `{name}` in vectors/{file}.json");
            seen += 1;
        }
    }
    assert!(seen > 150, "{seen}");
}
