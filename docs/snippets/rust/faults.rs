use longtail::{ErrorKind, Rulebook};

fn main() -> Result<(), longtail::Error> {
    // --8<-- [start:code]
    let text = "\
format: 1
id: broken
zone: Europe/Amsterdam
currency: EURO
price_lists:
  - { id: general, for: everyone, valid: { from: 2026-02-01, until: 2026-02-01 } }
waterfal: []
";
    let error = Rulebook::parse(text, "broken.yaml").unwrap_err();

    assert_eq!(error.kind(), ErrorKind::Rulebook);
    let faults: Vec<String> = error.findings().iter().map(ToString::to_string).collect();
    assert_eq!(faults.len(), 3);
    assert!(faults[2].starts_with(
        "broken.yaml:7:1: waterfal: unknown field `waterfal`; did you mean `waterfall`?"
    ));
    // --8<-- [end:code]
    Ok(())
}
