use super::{Document, Node, Reader, Value, read};
use crate::explain::{Code, Finding};

mod hostile;
mod reading;
mod writing;

fn tree(text: &str) -> Node {
    tree_or_faults(read(text, "t")).unwrap_or_else(|faults| panic!("{text}: {faults:?}"))
}

/// The tree of a document without faults.
fn tree_or_faults(document: Document) -> Result<Node, Vec<Finding>> {
    match document {
        Document { root: Some(root), faults } if faults.is_empty() => Ok(root),
        Document { faults, .. } => Err(faults),
    }
}

fn refusal(text: &str) -> Vec<Finding> {
    tree_or_faults(read(text, "t")).err().unwrap_or_default()
}

fn places(findings: &[Finding]) -> Vec<(&'static str, &str, u32, u32)> {
    let place = |f: &Finding| f.position.as_ref().map_or((0, 0), |p| (p.line, p.column));
    findings.iter().map(|f| (f.code.name(), f.path.as_str(), place(f).0, place(f).1)).collect()
}

fn datum(finding: &Finding, name: &str) -> Option<String> {
    finding.data.iter().find(|(n, _)| *n == name).map(|(_, value)| value.to_string())
}

fn plain(text: &str) -> Value {
    Value::Scalar { text: text.into(), quoted: false }
}

fn quoted(text: &str) -> Value {
    Value::Scalar { text: text.into(), quoted: true }
}

/// The scalar that stands at a path of keys and numbers of list items.
fn at<'n>(node: &'n Node, path: &[&str]) -> &'n Node {
    path.iter().fold(node, |node, step| match &node.value {
        Value::Mapping(entries) => {
            let entry = entries.iter().find(|(key, _)| *key.text == **step);
            entry.map(|(_, node)| node).unwrap_or_else(|| panic!("no {step}"))
        }
        Value::Sequence(items) => &items[step.parse::<usize>().unwrap_or(usize::MAX)],
        other => panic!("{step} of {other:?}"),
    })
}
