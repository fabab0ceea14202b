//! Times and values of the fits on real data: `longtail-models FOLDER`, where the
//! folder has `cdnow` and `heavy-tails`.

use longtail::{
    AmountRow, OrderModel, OrderRow, PowerLawOptions, Repeats, TailKind, fit_amounts, fit_orders,
    fit_power_law, nobody,
};
use std::time::Instant;

type Fault = Box<dyn std::error::Error>;

fn main() -> Result<(), Fault> {
    let folder = std::env::args().nth(1).ok_or("give the folder of the data")?;
    values(&folder)?;
    tails(&folder)
}

fn numbers(path: &str) -> Result<Vec<f64>, Fault> {
    let text = std::fs::read_to_string(path)?;
    Ok(text.split_whitespace().map(str::parse).collect::<Result<_, _>>()?)
}

fn tails(folder: &str) -> Result<(), Fault> {
    use TailKind::{Continuous, Discrete};
    for (name, kind) in [
        ("words", Discrete),
        ("blackouts", Continuous),
        ("terrorism", Discrete),
        ("cities", Continuous),
        ("flares", Continuous),
        ("surnames", Continuous),
    ] {
        let values = numbers(&format!("{folder}/heavy-tails/{name}.txt"))?;
        for repeats in [Repeats::Each, Repeats::Once] {
            let options = PowerLawOptions { kind, repeats, workers: 2, ..Default::default() };
            let once = PowerLawOptions { draws: 0, ..options.clone() };
            let (fitted, quick) = timed(10, || fit_power_law(&values, &once, &mut nobody()));
            drop(quick?);
            let start = Instant::now();
            let fit = fit_power_law(&values, &options, &mut nobody())?;
            let p = fit.p_value.unwrap_or(f64::NAN);
            println!(
                "{name:10} {:5} n {} xmin {} alpha {:.6}±{:.3} tail {} D {:.7} p {p:.4}  {:?} {:.1} ms, p-value {:.2} s",
                repeats.name(),
                fit.values,
                fit.xmin,
                fit.alpha,
                fit.alpha_error,
                fit.tail_values,
                fit.distance,
                fit.advice,
                fitted,
                start.elapsed().as_secs_f64(),
            );
            for rival in &fit.rivals {
                println!(
                    "    {:22} R {:.4} z {:.4} p {:.4} limit {} {:?}",
                    rival.rival.name(),
                    rival.ratio,
                    rival.z,
                    rival.p_value,
                    rival.at_limit,
                    rival.parameters
                );
            }
        }
    }
    Ok(())
}

fn table(path: &str) -> Result<Vec<Vec<f64>>, Fault> {
    let text = std::fs::read_to_string(path)?;
    let row = |line: &str| line.split(',').map(|cell| Ok(cell.parse()?)).collect();
    text.lines().skip(1).map(row).collect()
}

/// The best of some rounds, in milliseconds.
fn timed<T>(rounds: u32, mut work: impl FnMut() -> T) -> (f64, T) {
    let mut round = || {
        let start = Instant::now();
        let answer = work();
        (start.elapsed().as_secs_f64() * 1e3, answer)
    };
    let (mut best, answer) = round();
    for _ in 1..rounds {
        best = best.min(round().0);
    }
    (best, answer)
}

fn values(folder: &str) -> Result<(), Fault> {
    let rows: Vec<OrderRow> = table(&format!("{folder}/cdnow/cdnow_customers_summary.csv"))?
        .iter()
        .map(|r| OrderRow { repeats: r[1] as u32, recency: r[2], age: r[3], partners: 1 })
        .collect();
    for model in [OrderModel::BgNbd, OrderModel::MbgNbd, OrderModel::ParetoNbd] {
        let (ms, fit) = timed(20, || fit_orders(model, &rows));
        let fit = fit?;
        let sum = |f: &dyn Fn(&OrderRow) -> f64| rows.iter().map(f).sum::<f64>();
        println!(
            "{:10} {:?} LL {:.6} gain {:.2} {:?}: {ms:.2} ms; 39 weeks {:.5}, alive {:.5}",
            model.name(),
            fit.parameters,
            fit.log_likelihood,
            fit.dropout_gain,
            fit.limits,
            sum(&|r| fit.expected_orders(r.repeats, r.recency, r.age, 39.0)),
            sum(&|r| fit.p_alive(r.repeats, r.recency, r.age)),
        );
    }
    let amounts = "cdnow/cdnow_customers_summary_with_transactions.csv";
    let rows: Vec<AmountRow> = table(&format!("{folder}/{amounts}"))?
        .iter()
        .filter(|r| r[1] > 0.0)
        .map(|r| AmountRow { orders: r[1] as u32, mean: r[4], partners: 1 })
        .collect();
    let (ms, fit) = timed(20, || fit_amounts(&rows));
    println!("gamma_gamma {:?}: {ms:.2} ms", fit?);
    Ok(())
}
