use longtail::{Error, PowerLawOptions, TailAdvice, fit_power_law, nobody};

fn main() -> Result<(), Error> {
    // Revenue of 400 partners, spread as a power law with exponent 2.2 from 500 on.
    let revenue: Vec<f64> =
        (0..400).map(|i| 500.0 * ((f64::from(i) + 0.3) / 400.0).powf(-1.0 / 1.2)).collect();

    let options = PowerLawOptions { draws: 200, ..PowerLawOptions::default() };
    let fit = fit_power_law(&revenue, &options, &mut nobody())?;
    assert_eq!(fit.advice, TailAdvice::PowerLaw);
    assert!((fit.alpha - 2.2).abs() < 0.1);
    for reason in &fit.reasons {
        println!("{}", reason.text());
    }
    Ok(())
}
