//! Which module uses which: downwards only, and sideways only with a reason.
//!
//! Reads every `crate::...` and `super::...` path of `core/src`. Code under
//! `#[cfg(test)]`, `tests.rs` and `tests/` is exempt.

#![allow(clippy::expect_used, reason = "a source that cannot be read must stop the test")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// From the door down to the ground. Modules on one line do not know each other.
const LAYERS: [&[&str]; 14] = [
    &["lib"],
    &["wire"],
    &["replay"],
    &["order", "analysis"],
    &["rulebook"],
    &["ledger", "stock"],
    &["pricing", "fees", "availability", "discovery", "insight"],
    &["schedule"],
    &["channel", "reliability", "heavy_tail", "value"],
    &["tally"],
    &["partner", "niche", "product", "sales", "scope"],
    &["explain", "document", "error"],
    &["money", "calendar", "statistics"],
    &["id", "numeric"],
];

/// The uses inside a line: who, whose, what, why.
const SIDEWAYS: [(&str, &str, &str, &str); 6] = [
    ("product", "partner", "AttributeValues", "a product holds attributes in the same shape"),
    ("scope", "partner", "AttributeValues", "a condition is tested against this shape"),
    ("scope", "partner", "PARTNER_COLUMNS", "an attribute may not take the name of a column"),
    ("scope", "product", "PRODUCT_COLUMNS", "an attribute may not take the name of a column"),
    ("niche", "scope", "Scope", "a niche is a named scope"),
    ("document", "explain", "*", "a fault of a text is a finding"),
];

/// `error` carries findings; it may use nothing else of its line.
const ERROR_CARRIES: (&str, &str, &str) = ("error", "explain", "Finding");

#[test]
fn modules_use_only_what_lies_below_them() {
    let mut faults = Vec::new();
    let mut seen = BTreeSet::new();
    for file in sources() {
        for used in uses(&file.text, file.depth) {
            seen.insert((file.module.clone(), used.clone()));
            if let Some(fault) = fault(&file.module, &used) {
                faults.push(format!("{}: {fault}", file.name));
            }
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
    assert!(
        seen.len() > 50,
        "only {} uses found: the sources are not read as they are",
        seen.len()
    );
    for (user, module, item, _) in SIDEWAYS {
        let found = seen
            .iter()
            .any(|(m, u)| m == user && u.module == module && (item == "*" || u.item == item));
        assert!(found, "`{user}` no longer uses `{module}::{item}`: take it off the list");
    }
}

#[test]
fn every_module_has_its_place() {
    let placed: BTreeSet<&str> = LAYERS.concat().into_iter().collect();
    let files = sources();
    let found: BTreeSet<&str> = files.iter().map(|file| &*file.module).collect();
    assert_eq!(found, placed);
}

#[test]
fn the_checker_sees_every_way_to_reach_a_module() {
    for (module, depth, source) in [
        ("money", 1, "use crate::order::Draft;"),
        ("fees", 1, "use crate::pricing::Tax;"),
        ("fees", 2, "use crate::{money::Exact, pricing::{Tax, Stage}};"),
        ("fees", 1, "fn f() -> crate::availability::Supply { f() }"),
        ("fees", 2, "use super::super::pricing::Tax;"),
        ("sales", 1, "use super::partner::Partner;"),
        ("error", 1, "use crate::explain::Code;"),
        ("scope", 2, "use crate::partner::Partners;"),
        ("order", 2, "use crate::Engine;"),
        ("order", 2, "#[cfg(test)]\nmod tests { use crate::wire::View; }\nuse crate::wire::View;"),
    ] {
        let used = uses(source, depth);
        assert!(used.iter().any(|used| fault(module, used).is_some()), "{module}: {source}");
    }
}

#[test]
fn the_checker_lets_pass_what_is_allowed() {
    for (module, depth, source) in [
        ("order", 2, "use crate::{money::{Exact, Currency}, rulebook::Engine};"),
        ("order", 2, "use super::wire;\nuse crate::order::Draft;"),
        ("error", 1, "use crate::explain::Finding;"),
        ("scope", 2, "use crate::partner::AttributeValues;"),
        (
            "money",
            1,
            "/// See [`Engine`](crate::Engine).\n// crate::order\nfn f() -> &'static str { \"crate::order::x\" }",
        ),
        (
            "money",
            1,
            "const QUOTE: char = '\"'; /* crate::order::x */ const TEXT: &str = r#\"crate::wire\"#;",
        ),
        (
            "money",
            1,
            "#[cfg(test)]\nmod tests {\n    use crate::order::Draft;\n    fn f() { if true {} }\n}",
        ),
        ("money", 1, "#[cfg(test)]\nmod tests;\nfn id<'a>(x: &'a str) -> &'a str { x }"),
    ] {
        let faults: Vec<_> =
            uses(source, depth).iter().filter_map(|used| fault(module, used)).collect();
        assert!(faults.is_empty(), "{module}: {source}: {faults:?}");
    }
}

/// Something that is used of a module.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Used {
    module: String,
    item: String,
}

/// What is wrong with this use, if anything.
fn fault(user: &str, used: &Used) -> Option<String> {
    let Used { module, item } = used;
    let layer = |name: &str| LAYERS.iter().position(|line| line.contains(&name));
    let Some(below) = layer(module) else {
        return Some(format!("`crate::{module}` is the door; name the module"));
    };
    let own = layer(user)?;
    if user == module || own < below {
        return None;
    }
    if own > below {
        return Some(format!("`{user}` lies below `{module}` and may not use `{item}`"));
    }
    let listed =
        |(a, b, what): (&str, &str, &str)| a == user && b == module && [item, "*"].contains(&what);
    let allowed =
        SIDEWAYS.iter().any(|(a, b, what, _)| listed((a, b, what))) || listed(ERROR_CARRIES);
    (!allowed).then(|| format!("`{user}` stands beside `{module}` and may not use `{item}`"))
}

struct Source {
    name: String,
    /// The module right under the door that it belongs to.
    module: String,
    /// How many modules deep it lies: as many `super` lead to the door.
    depth: usize,
    text: String,
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    collect(&root, &mut paths);
    paths.sort();
    paths.iter().map(|path| source(&root, path)).collect()
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of sources") {
        let path = entry.expect("an entry").path();
        let test = path.file_stem().is_some_and(|stem| stem == "tests");
        if path.is_dir() && !test {
            collect(&path, paths);
        } else if !test && path.extension().is_some_and(|suffix| suffix == "rs") {
            paths.push(path);
        }
    }
}

fn source(root: &Path, path: &Path) -> Source {
    let inside = path.strip_prefix(root).expect("a path under src").with_extension("");
    let mut steps: Vec<String> =
        inside.iter().map(|step| step.to_string_lossy().into_owned()).collect();
    steps.pop_if(|last| last == "mod");
    let text = fs::read_to_string(path).expect("a source in UTF-8");
    Source {
        name: inside.display().to_string(),
        module: steps[0].clone(),
        depth: steps.len(),
        text,
    }
}

/// Everything that a source uses of the modules right under the door.
fn uses(source: &str, depth: usize) -> Vec<Used> {
    let code = without_tests(&without_words(source));
    let mut used = Vec::new();
    for (at, _) in code.match_indices("::") {
        let (before, after) = (&code[..at], &code[at + 2..]);
        // Only the last of a chain of `super` is looked at, with its length.
        if (at_door(before, depth)) && !after.starts_with("super") {
            let mut paths = Vec::new();
            tree(after, &mut Vec::new(), &mut paths);
            used.extend(paths.into_iter().map(named));
        }
    }
    used
}

/// Whether a path that so ends is the door: `crate`, or `super` often enough.
fn at_door(before: &str, depth: usize) -> bool {
    let ident = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
    let start = before.rfind(|c| !ident(c)).map_or(0, |at| at + 1);
    let steps: Vec<&str> = before[start..].split("::").collect();
    steps == ["crate"] || (steps.len() == depth && steps.iter().all(|step| *step == "super"))
}

fn named(path: Vec<String>) -> Used {
    let mut steps = path.into_iter();
    let module = steps.next().unwrap_or_default();
    Used { module, item: steps.next().unwrap_or_default() }
}

/// Reads a path or a tree of paths; returns what follows it.
fn tree<'s>(text: &'s str, path: &mut Vec<String>, paths: &mut Vec<Vec<String>>) -> &'s str {
    let text = text.trim_start();
    if let Some(mut rest) = text.strip_prefix('{') {
        while !rest.trim_start().is_empty() && !rest.trim_start().starts_with('}') {
            rest = tree(rest, path, paths);
            let end = rest.find([',', '}']).unwrap_or(rest.len());
            rest = rest[end..].strip_prefix(',').unwrap_or(&rest[end..]);
        }
        return rest.trim_start().strip_prefix('}').unwrap_or("");
    }
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    path.push(text[..end].to_owned());
    let rest = &text[end..];
    let rest = match rest.strip_prefix("::") {
        Some(deeper)
            if deeper.trim_start().starts_with(|c: char| c.is_alphabetic() || "_{".contains(c)) =>
        {
            tree(deeper, path, paths)
        }
        _ => {
            paths.push(path.clone());
            rest
        }
    };
    path.pop();
    rest
}

/// The source with comments and the insides of texts taken out.
fn without_words(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(first) = rest.chars().next() {
        let skipped = word_length(rest);
        if skipped > 0 {
            out.push(' ');
            rest = &rest[skipped..];
        } else {
            out.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    out
}

/// How long the comment, text or character is that starts here; 0 for none.
fn word_length(rest: &str) -> usize {
    let until = |skip: usize, end: &str| {
        rest[skip..].find(end).map_or(rest.len(), |at| skip + at + end.len())
    };
    if rest.starts_with("//") {
        rest.find('\n').unwrap_or(rest.len())
    } else if rest.starts_with("/*") {
        until(2, "*/")
    } else if rest.starts_with("r#\"") {
        until(3, "\"#")
    } else if rest.starts_with("r\"") {
        until(2, "\"")
    } else if rest.starts_with('"') {
        text_length(rest)
    } else if rest.starts_with("'\\") {
        until(3, "'")
    } else {
        let mut chars = rest.char_indices();
        let quote = chars.next().is_some_and(|(_, c)| c == '\'');
        let closed = chars.nth(1).filter(|(_, c)| quote && *c == '\'');
        closed.map_or(0, |(at, _)| at + 1)
    }
}

fn text_length(rest: &str) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            '"' if !escaped => return at + 1,
            _ => escaped = c == '\\' && !escaped,
        }
    }
    rest.len()
}

/// The code without what is compiled for tests only.
fn without_tests(code: &str) -> String {
    let mut out = String::with_capacity(code.len());
    let mut rest = code;
    while let Some(at) = rest.find("#[cfg(test)]") {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        rest = &rest[item_length(rest)..];
    }
    out + rest
}

/// How long an item is: to its semicolon or the end of its braces.
fn item_length(code: &str) -> usize {
    let mut open = 0usize;
    for (at, c) in code.char_indices() {
        match c {
            '{' => open += 1,
            '}' if open == 1 => return at + 1,
            '}' => open = open.saturating_sub(1),
            ';' if open == 0 => return at + 1,
            _ => {}
        }
    }
    code.len()
}
