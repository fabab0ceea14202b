use super::*;
use crate::money::{Exact, Rounding};
use proptest::prelude::*;

fn n(text: &str) -> Exact {
    Exact::parse(text).unwrap_or_default()
}

fn tier(from: &str, percent: &str, fixed: &str) -> Tier {
    Tier { from: n(from), percent: n(percent), fixed: n(fixed), ..Tier::default() }
}

fn schedule(mode: ScheduleMode, reach: Reach) -> Schedule {
    let mut tiers = vec![tier("0", "2", "0"), tier("1000", "3", "5"), tier("5000", "4", "0")];
    for tier in &mut tiers {
        tier.package_size = n("100");
        tier.per_package = n("1.50");
    }
    Schedule { mode, reach, tiers, ..Schedule::default() }
}

fn amount(schedule: &Schedule, usage: &Usage<'_>) -> String {
    schedule.amount(usage).map(|exact| exact.text(2)).unwrap_or_default()
}

fn of(schedule: &Schedule, own: &str) -> String {
    amount(schedule, &Usage::of(n(own)))
}

#[test]
fn the_modes_with_tiers_at_below_and_on_a_bound() {
    use Reach::{Above, AtOrAbove};
    use ScheduleMode::{Graduated, Package, Volume};
    for (mode, reach, quantity, expected) in [
        (Graduated, AtOrAbove, "999.99", "19.9998"),
        (Graduated, AtOrAbove, "1000", "25.00"),
        (Graduated, Above, "1000", "20.00"),
        (Graduated, Above, "1000.01", "25.0003"),
        (Graduated, AtOrAbove, "6000", "185.00"),
        (Volume, AtOrAbove, "999.99", "19.9998"),
        (Volume, AtOrAbove, "1000", "35.00"),
        (Volume, Above, "1000", "20.00"),
        (Volume, AtOrAbove, "6000", "240.00"),
        (Package, AtOrAbove, "0", "0.00"),
        (Package, AtOrAbove, "100", "1.50"),
        (Package, AtOrAbove, "100.01", "3.00"),
    ] {
        assert_eq!(of(&schedule(mode, reach), quantity), expected, "{mode:?} {reach:?} {quantity}");
    }
}

#[test]
fn the_fixed_part_of_the_first_tier_is_owed_at_zero_unless_switched_off() {
    for mode in [ScheduleMode::Graduated, ScheduleMode::Volume, ScheduleMode::Flat] {
        let mut own = Schedule { mode, tiers: vec![tier("0", "2", "5")], ..Schedule::default() };
        assert_eq!(of(&own, "0"), "5.00", "{mode:?}");
        own.entered_at_zero = false;
        assert_eq!(of(&own, "0"), "0.00", "{mode:?}");
        assert_eq!(of(&own, "0.01"), "5.0002", "{mode:?}");
    }
}

#[test]
fn a_fixed_part_is_owed_once_in_a_period() {
    let mut own = schedule(ScheduleMode::Graduated, Reach::AtOrAbove);
    own.tiers[0].fixed = n("7");
    let later = |amount: &str, before: &str| Usage {
        amount: n(amount),
        before: n(before),
        count_before: 1,
        by: &[],
    };
    assert_eq!(of(&own, "100"), "9.00");
    assert_eq!(amount(&own, &later("100", "100")), "2.00");
    assert_eq!(amount(&own, &later("900", "100")), "23.00", "enters the second tier at its bound");
    assert_eq!(amount(&own, &later("100", "1000")), "3.00");
    // A return before anything was sold is before, too.
    assert_eq!(amount(&own, &later("100", "0")), "2.00");
}

#[test]
fn what_is_free_ends_with_the_first_allowance_that_is_used_up() {
    let by = |free: &str, free_count| Schedule {
        tiers: vec![tier("0", "10", "0")],
        free: n(free),
        free_count,
        fixed: n("1"),
        ..Schedule::default()
    };
    let usage = |amount: &str, before: &str, count_before| Usage {
        amount: n(amount),
        before: n(before),
        count_before,
        by: &[],
    };
    for (free, count, amount_, before, count_before, expected) in [
        ("100", 0, "100", "0", 0, "0.00"),
        ("100", 0, "101", "0", 0, "1.10"),
        ("100", 0, "50", "80", 3, "4.00"),
        ("100", 0, "50", "100", 3, "6.00"),
        ("0", 2, "500", "900", 1, "0.00"),
        ("0", 2, "500", "900", 2, "51.00"),
        ("100", 2, "60", "0", 0, "0.00"),
        ("100", 2, "60", "60", 1, "3.00"),
        ("100", 2, "60", "60", 2, "7.00"),
    ] {
        let got = amount(&by(free, count), &usage(amount_, before, count_before));
        assert_eq!(
            got, expected,
            "{free} and {count} free, {amount_} after {before} in {count_before}"
        );
    }
}

#[test]
fn a_transaction_stays_between_its_minimum_and_maximum() {
    let own = Schedule {
        tiers: vec![tier("0", "10", "0")],
        fixed: n("0.50"),
        minimum: Some(n("1")),
        maximum: Some(n("20")),
        ..Schedule::default()
    };
    for (amount, expected) in
        [("1", "1.00"), ("5", "1.00"), ("10", "1.50"), ("195", "20.00"), ("999", "20.00")]
    {
        assert_eq!(of(&own, amount), expected, "{amount}");
    }
}

#[test]
fn another_measure_chooses_the_tier() {
    let own = Schedule {
        mode: ScheduleMode::Volume,
        by: vec![Measure::Quantity],
        tiers: vec![tier("0", "0", "0"), tier("10", "5", "0"), tier("50", "8", "0")],
        ..Schedule::default()
    };
    for (quantity, expected) in [("9", "0.00"), ("10", "10.00"), ("49", "10.00"), ("50", "16.00")] {
        let by = [n(quantity)];
        assert_eq!(amount(&own, &Usage { by: &by, ..Usage::of(n("200")) }), expected, "{quantity}");
    }
}

#[test]
fn of_several_measures_the_first_tier_in_which_all_fit_or_the_one_that_all_enter() {
    let two = |from: &str, also: &str, percent: &str| Tier {
        also_from: vec![n(also)],
        ..tier(from, percent, "0")
    };
    let mut own = Schedule {
        mode: ScheduleMode::Volume,
        by: vec![Measure::Net, Measure::Count],
        tiers: vec![two("0", "0", "1"), two("100", "5", "2"), two("500", "20", "3")],
        ..Schedule::default()
    };
    for (net, count, any, all) in [
        ("99", "4", 0, 0),
        ("100", "4", 1, 0),
        ("99", "5", 1, 0),
        ("100", "5", 1, 1),
        ("10", "20", 2, 0),
        ("500", "19", 2, 1),
        ("500", "20", 2, 2),
    ] {
        let by = [n(net), n(count)];
        own.reached = Reached::Any;
        assert_eq!(own.reached(&by, Exact::ZERO), Some(any), "{net} {count}");
        own.reached = Reached::All;
        assert_eq!(own.reached(&by, Exact::ZERO), Some(all), "{net} {count}");
    }
}

#[test]
fn a_commitment_is_topped_up_for_its_days_and_never_paid_back() {
    let owed = |used: &str, days, of| top_up(n("500"), n(used), days, of, Rounding::decimals(2));
    let text = |owed: Option<Exact>| owed.map(|owed| owed.text(2));
    assert_eq!(text(owed("0", 30, 30)), Some("500.00".to_owned()));
    assert_eq!(text(owed("499.99", 30, 30)), Some("0.01".to_owned()));
    assert_eq!(text(owed("500", 30, 30)), Some("0.00".to_owned()));
    assert_eq!(text(owed("600", 30, 30)), Some("0.00".to_owned()));
    assert_eq!(text(owed("120", 10, 30)), Some("46.67".to_owned()));
    assert_eq!(text(owed("0", 0, 30)), Some("0.00".to_owned()));
    for (days, of) in [(31, 30), (-1, 30), (1, 0)] {
        assert_eq!(owed("0", days, of), None, "{days} of {of}");
    }
}

/// Cent by cent, each at the rate of the tier it lies in.
fn cent_by_cent(schedule: &Schedule, cents: i64) -> Exact {
    let cent = |at: i64| {
        let own = Exact::new(i128::from(at), 2);
        let tier = schedule.tiers.iter().rev().find(|tier| own >= tier.from);
        let percent = tier.map(|tier| tier.percent).unwrap_or_default();
        Exact::new(1, 2).share(percent).unwrap_or_default()
    };
    (0..cents).map(cent).fold(Exact::ZERO, |sum, part| sum.plus(part).unwrap_or_default())
}

fn any_schedule() -> impl Strategy<Value = Schedule> {
    let modes = prop_oneof![
        Just(ScheduleMode::Graduated),
        Just(ScheduleMode::Volume),
        Just(ScheduleMode::Package)
    ];
    let rates = proptest::collection::vec((1i64..500, 0i64..3_000, 0i64..500), 1..5);
    (modes, any::<bool>(), any::<bool>(), rates).prop_map(
        |(mode, above, entered_at_zero, rates)| {
            let mut from = 0;
            let tiers = rates.into_iter().enumerate().map(|(at, (step, percent, fixed))| {
                from += if at == 0 { 0 } else { step };
                Tier {
                    from: Exact::new(i128::from(from), 2),
                    percent: Exact::new(i128::from(percent), 2),
                    fixed: Exact::new(i128::from(fixed), 2),
                    package_size: n("0.75"),
                    per_package: n("0.10"),
                    ..Tier::default()
                }
            });
            let reach = if above { Reach::Above } else { Reach::AtOrAbove };
            Schedule { mode, reach, entered_at_zero, tiers: tiers.collect(), ..Schedule::default() }
        },
    )
}

proptest! {
    #[test]
    fn graduated_is_what_each_cent_adds(mut own in any_schedule(), cents in 0i64..2_000) {
        own.mode = ScheduleMode::Graduated;
        for tier in &mut own.tiers {
            tier.fixed = Exact::ZERO;
        }
        let got = own.amount(&Usage::of(Exact::new(i128::from(cents), 2)));
        prop_assert_eq!(got, Some(cent_by_cent(&own, cents)));
    }

    #[test]
    fn graduated_without_fixed_parts_has_no_step(mut own in any_schedule(), millis in 0i64..20_000) {
        own.mode = ScheduleMode::Graduated;
        let mut most = Exact::ZERO;
        for tier in &mut own.tiers {
            tier.fixed = Exact::ZERO;
            most = most.max(tier.percent);
        }
        // A thousandth more adds at most a thousandth at the highest rate, also at a bound.
        let at = |millis: i64| own.amount(&Usage::of(Exact::new(i128::from(millis), 3)));
        let added = at(millis + 1).zip(at(millis)).and_then(|(after, before)| after.minus(before));
        let bound = Exact::new(1, 3).share(most);
        prop_assert!(added.zip(bound).is_some_and(|(own, most)| own.signum() >= 0 && own <= most));
    }

    #[test]
    fn parts_of_a_period_add_up_to_the_whole(own in any_schedule(), parts in proptest::collection::vec(1i64..900, 1..6)) {
        let mut sum = Exact::ZERO;
        let mut before = 0i64;
        for (at, part) in (0i64..).zip(&parts) {
            let usage = Usage {
                amount: Exact::new(i128::from(*part), 2),
                before: Exact::new(i128::from(before), 2),
                count_before: at,
                by: &[],
            };
            sum = sum.plus(own.amount(&usage).unwrap_or_default()).unwrap_or_default();
            before += part;
        }
        let whole = own.amount(&Usage::of(Exact::new(i128::from(before), 2)));
        prop_assert_eq!(Some(sum), whole);
    }

    #[test]
    fn slices_add_up(own in any_schedule(), cents in 0i64..2_000, before in 0i64..2_000) {
        let usage = Usage {
            amount: Exact::new(i128::from(cents), 2),
            before: Exact::new(i128::from(before), 2),
            count_before: i64::from(before > 0),
            by: &[],
        };
        let charge = own.charge(&usage).unwrap_or_default();
        let sum = charge.slices.iter().fold(Exact::ZERO, |sum, slice| {
            sum.plus(slice.exact).unwrap_or_default()
        });
        prop_assert_eq!(sum, charge.exact);
        prop_assert_eq!(charge.paid, usage.amount);
    }
}
