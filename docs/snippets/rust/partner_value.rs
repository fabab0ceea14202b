use longtail::{Currency, Day, Error, Keys, OrderHistory, Sales, ValueOptions, nobody, partner_value};

fn main() -> Result<(), Error> {
    // Twelve partners order every two weeks; the first four fell silent in May.
    let mut history = OrderHistory::default();
    for k in 0..12 {
        let name = format!("P-{k:02}");
        let orders = if k < 4 { 9 } else { 20 };
        let days: Vec<Day> = (0..orders).map(|order| Day(20_458 + 14 * order + k)).collect();
        let amounts: Vec<i64> =
            (0..orders).map(|order| 5_000 + i64::from(100 * k + 10 * order)).collect();
        let partners = Keys::from_texts(days.iter().map(|_| Some(name.as_str())));
        history.update(&Sales::new(Currency::EURO, partners, amounts)?.with_day(days)?)?;
    }

    let options = ValueOptions { horizon_days: 56, ..ValueOptions::default() };
    let value = partner_value(&history, &options, &mut nobody())?;
    let risk = |name: &str| {
        let at = value.partners.partner.iter().position(|partner| partner == name);
        at.map_or(0.0, |at| value.partners.churn_risk[at])
    };
    assert!(risk("P-00") > 0.9 && risk("P-08") < 0.5);
    assert_eq!(value.summary.partners, 12);
    for warning in &value.warnings {
        println!("{} - {}", warning.name(), warning.text());
    }
    Ok(())
}
