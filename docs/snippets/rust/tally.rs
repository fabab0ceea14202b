use longtail::{Currency, Days, Head, Keys, Period, Sales, Tally, TallyOptions, tail_over_time};

fn main() -> Result<(), longtail::Error> {
    // --8<-- [start:code]
    let rows = |partners: [&'static str; 3], day: i32, amounts: [i64; 3]| {
        Sales::new(Currency::EURO, Keys::from_texts(partners.map(Some)), amounts.to_vec())?
            .with_day(Days::from_numbers(vec![day; 3]))
    };
    let mut tally = Tally::new(&TallyOptions::default())?;
    tally.update(&rows(["P-1", "P-2", "P-3"], 20_454, [80_00, 15_00, 5_00])?)?; // 2026-01-01
    let mut february = Tally::new(&TallyOptions::default())?;
    february.update(&rows(["P-1", "P-2", "P-4"], 20_512, [70_00, 20_00, 30_00])?)?; // 2026-02-28
    tally.merge(&Tally::from_bytes(&february.to_bytes()?)?)?;

    let cells = tally.cells(Period::Month)?;
    let months = tail_over_time(&cells, Head::FIFTH, None, 10)?;
    assert_eq!(months.len(), 2);
    assert_eq!(months[0].fixed_tail_share, Some(0.2));
    // --8<-- [end:code]
    Ok(())
}
