use longtail::{ChannelOptions, Currency, Keys, Sales, channel_figures};

fn main() -> Result<(), longtail::Error> {
    // --8<-- [start:code]
    let partners = Keys::from_texts(["P-1", "P-2", "P-1", "P-3"].map(Some));
    let amounts = [60_00, 15_00, 20_00, 5_00]; // whole cents
    let sales = Sales::new(Currency::EURO, partners, &amounts)?;

    let figures = channel_figures(&sales, &ChannelOptions::default())?;
    assert_eq!(figures.partners.partner, ["P-1", "P-2", "P-3"]); // the largest first
    assert_eq!(figures.partners.revenue_minor, [80_00, 15_00, 5_00]);
    assert_eq!(figures.partners.share[1].text(2), "0.15");
    assert_eq!(figures.summary.head_partners, 1); // one partner makes 80 %
    // --8<-- [end:code]
    Ok(())
}
