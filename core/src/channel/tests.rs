use super::*;
use crate::calendar::Day;
use crate::error::ErrorKind;
use crate::money::{Currency, Exact};
use crate::sales::{Keys, LeftOut, MISSING_DAY, MISSING_NUMBER, Returns, Sales};
use proptest::prelude::*;

#[derive(Clone, Debug)]
struct Row {
    partner: Option<String>,
    niche: Option<String>,
    day: i32,
    quantity: i64,
    amount: i64,
}

fn row(partner: &str, niche: &str, amount: i64) -> Row {
    Row { partner: Some(partner.into()), niche: Some(niche.into()), day: 0, quantity: 1, amount }
}

fn sales(rows: &[Row]) -> Sales<'_> {
    let amounts: Vec<i64> = rows.iter().map(|r| r.amount).collect();
    let partners = Keys::from_texts(rows.iter().map(|r| r.partner.as_deref()));
    let niches = Keys::from_texts(rows.iter().map(|r| r.niche.as_deref()));
    Sales::new(Currency::EURO, partners, amounts)
        .and_then(|s| s.with_niche(niches))
        .and_then(|s| s.with_day(rows.iter().map(|r| Day(r.day)).collect::<Vec<_>>()))
        .and_then(|s| s.with_quantity(rows.iter().map(|r| r.quantity).collect::<Vec<_>>()))
        .unwrap()
}

fn figures(rows: &[Row], options: &ChannelOptions) -> ChannelFigures {
    channel_figures(&sales(rows), options).unwrap()
}

fn left_out(figures: &ChannelFigures) -> Vec<(&str, u64, i64)> {
    let reasons = figures.summary.left_out.iter();
    reasons.map(|l| (l.reason.name(), l.rows, l.amount_minor)).collect()
}

#[test]
fn every_row_is_used_or_left_out_for_a_reason() {
    let rows = [
        row("a", "x", 100),
        Row { day: MISSING_DAY.0, ..row("a", "x", 7) },
        Row { day: -1, ..row("a", "x", 20) },
        Row { day: 10, ..row("a", "x", 300) },
        row("a", "x", MISSING_NUMBER),
        row("a", "x", -40),
        Row { partner: None, ..row("", "x", 5) },
        Row { niche: None, ..row("b", "", 60) },
    ];
    let options = ChannelOptions {
        returns: Returns::Gross,
        from: Some(Day(0)),
        until: Some(Day(10)),
        ..ChannelOptions::default()
    };
    let got = figures(&rows, &options);
    assert_eq!(
        left_out(&got),
        [
            ("no_day", 1, 7),
            ("outside_period", 2, 320),
            ("no_amount", 1, 0),
            ("excluded_product", 0, 0),
            ("matched_return", 0, 0),
            ("matched_sale", 0, 0),
            ("return", 1, -40),
            ("no_partner", 1, 5),
        ]
    );
    let s = &got.summary;
    assert_eq!((s.rows, s.rows_used, s.revenue_minor), (8, 2, 160));
    assert_eq!((s.rows_without_niche, s.revenue_without_niche_minor), (1, 60));
    assert_eq!((s.partners, s.niches), (2, 1));
}

#[test]
fn net_figures_keep_partners_below_zero_but_give_them_no_share() {
    let rows = [
        row("a", "x", 80),
        row("b", "x", 20),
        row("c", "x", 5),
        row("c", "x", -45),
        row("d", "y", 0),
    ];
    let got = figures(&rows, &ChannelOptions::default());
    assert_eq!(got.partners.partner, ["a", "b", "d", "c"]);
    assert_eq!(got.partners.revenue_minor, [80, 20, 0, -40]);
    assert_eq!(got.partners.share[3], Exact::ZERO);
    assert_eq!(got.partners.part, [Part::Head, Part::Tail, Part::Tail, Part::Tail]);
    let s = &got.summary;
    assert_eq!((s.revenue_minor, s.revenue_above_zero_minor), (60, 100));
    assert_eq!((s.partners_negative, s.partners_zero, s.return_rows), (1, 1, 1));
    assert_eq!(s.concentration.map(|c| c.partners), Some(2));
}

#[test]
fn a_niche_names_its_largest_partner_and_the_first_of_equals() {
    let rows = [
        row("b", "x", 50),
        row("a", "x", 50),
        row("c", "y", 10),
        row("a", "y", 30),
        row("e", "z", -1),
    ];
    let got = figures(&rows, &ChannelOptions::default()).niches;
    assert_eq!(got.niche, ["x", "y", "z"]);
    assert_eq!(got.partners, [2, 2, 1]);
    assert_eq!(got.top_partner, [Some("a".into()), Some("a".into()), None]);
    let share = |n: i128| Some(Exact::new(n, 2));
    assert_eq!(got.top_partner_share, [share(50), share(75), None]);
    assert_eq!(got.part, [Part::Head, Part::Head, Part::Tail]);
}

#[test]
fn a_dictionary_may_repeat_a_name_and_have_unused_ones() {
    let keys = Keys::new(vec![0, 1, 3], vec!["a", "a", "unused", ""]).unwrap();
    let sales = Sales::new(Currency::EURO, keys, vec![1, 2, 4]).unwrap();
    let got = channel_figures(&sales, &ChannelOptions::default()).unwrap();
    assert_eq!((got.partners.partner, got.partners.revenue_minor), (vec!["a".to_owned()], vec![3]));
    assert_eq!(got.summary.left_out[LeftOut::NoPartner as usize].amount_minor, 4);
}

#[test]
fn a_period_needs_days() {
    let keys = Keys::from_texts([Some("a")]);
    let sales = Sales::new(Currency::EURO, keys, vec![1]).unwrap();
    let options = ChannelOptions { until: Some(Day(1)), ..ChannelOptions::default() };
    assert_eq!(channel_figures(&sales, &options).unwrap_err().kind(), ErrorKind::Table);
}

#[test]
fn two_currencies_are_never_added() {
    let table = |code| {
        let keys = Keys::from_texts([Some("a")]);
        Sales::new(Currency::parse(code).unwrap(), keys, vec![1]).unwrap()
    };
    let of = |code| {
        let mut own = tally(&ChannelOptions::default());
        own.update(&table(code)).unwrap();
        own
    };
    let mut euros = of("EUR");
    assert_eq!(euros.update(&table("USD")).unwrap_err().kind(), ErrorKind::Table);
    assert_eq!(euros.merge(&of("USD")).unwrap_err().kind(), ErrorKind::Table);
    let got = ChannelFigures::of(&euros, &ChannelOptions::default()).unwrap();
    assert_eq!(got.summary.revenue_minor, 1);
}

#[test]
fn a_tally_that_was_asked_something_else_is_refused() {
    let gross = ChannelOptions { returns: Returns::Gross, ..ChannelOptions::default() };
    let march = ChannelOptions { from: Some(Day(5)), ..ChannelOptions::default() };
    let net = tally(&ChannelOptions::default());
    for options in [gross, march] {
        assert_eq!(ChannelFigures::of(&net, &options).unwrap_err().kind(), ErrorKind::Input);
        assert!(ChannelFigures::of(&tally(&options), &options).is_ok());
    }
}

#[test]
fn figures_with_unequal_options_do_not_merge() {
    let gross = ChannelOptions { returns: Returns::Gross, ..ChannelOptions::default() };
    let other = tally(&gross);
    let mut net = tally(&ChannelOptions::default());
    assert_eq!(net.merge(&other).unwrap_err().kind(), ErrorKind::Input);
}

#[test]
fn sums_out_of_range_are_an_error_and_never_wrap() {
    let rows = [row("a", "x", i64::MAX), row("a", "x", 1)];
    let error = channel_figures(&sales(&rows), &ChannelOptions::default()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Range);
    let back = [row("a", "x", i64::MAX), row("a", "x", 1), row("a", "x", -2)];
    assert_eq!(figures(&back, &ChannelOptions::default()).summary.revenue_minor, i64::MAX - 1);
    let mut doubling = tally(&ChannelOptions::default());
    doubling.update(&sales(&rows)).unwrap();
    let spent = (0..200).find_map(|_| doubling.merge(&doubling.clone()).err());
    assert_eq!(spent.map(|e| e.kind()), Some(ErrorKind::Range));
}

#[test]
fn without_rows_there_are_figures_but_no_concentration() {
    let got =
        ChannelFigures::of(&tally(&ChannelOptions::default()), &ChannelOptions::default()).unwrap();
    assert_eq!(got.partners, PartnerTable::default());
    assert_eq!((got.summary.rows, got.summary.currency), (0, None));
    assert_eq!(got.summary.concentration, None);
}

fn any_row() -> impl Strategy<Value = Row> {
    let partner = prop::option::weighted(0.9, "[a-f]{0,2}");
    let niche = prop::option::weighted(0.8, "[x-z]");
    let amount =
        prop_oneof![1 => Just(MISSING_NUMBER), 9 => -3i64..6, 9 => -9_000_000i64..90_000_000];
    let quantity = prop_oneof![1 => Just(MISSING_NUMBER), 9 => -100i64..1_000];
    let day = prop_oneof![1 => Just(MISSING_DAY.0), 9 => -2i32..12];
    (partner, niche, day, quantity, amount).prop_map(|(partner, niche, day, quantity, amount)| {
        Row { partner, niche, day, quantity, amount }
    })
}

fn any_options() -> impl Strategy<Value = ChannelOptions> {
    (any::<bool>(), any::<bool>(), 1i128..=100, 0u8..=12).prop_map(
        |(gross, period, share, decimals)| ChannelOptions {
            returns: if gross { Returns::Gross } else { Returns::Net },
            from: period.then_some(Day(0)),
            until: period.then_some(Day(10)),
            head_share: Exact::new(share, 2),
            share_decimals: decimals,
        },
    )
}

fn tally(options: &ChannelOptions) -> Tally {
    Tally::new(&options.tally().unwrap()).unwrap()
}

/// A state for each chunk, or for some chunks together.
fn tallies(rows: &[Row], sizes: &[usize], options: &ChannelOptions) -> Vec<Tally> {
    let mut rest = rows;
    let mut tallies = vec![tally(options)];
    for size in sizes {
        let (chunk, after) = rest.split_at((*size).min(rest.len()));
        rest = after;
        let mut own = tally(options);
        own.update(&sales(chunk)).unwrap();
        tallies.push(own);
    }
    tallies[0].update(&sales(rest)).unwrap();
    tallies
}

proptest! {
    #[test]
    fn any_split_any_order_and_any_tree_of_merges_give_the_same_figures(
        (rows, shuffled) in prop::collection::vec(any_row(), 0..120)
            .prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle())),
        sizes in prop::collection::vec(0usize..30, 0..8),
        picks in prop::collection::vec(any::<prop::sample::Index>(), 16),
        options in any_options(),
    ) {
        let whole = figures(&rows, &options);
        let mut tallies = tallies(&shuffled, &sizes, &options);
        for pick in &picks {
            if tallies.len() > 1 {
                let taken = tallies.swap_remove(pick.index(tallies.len()));
                let at = pick.index(tallies.len());
                tallies[at].merge(&taken).unwrap();
            }
        }
        prop_assert_eq!(tallies.len(), 1);
        prop_assert_eq!(ChannelFigures::of(&tallies[0], &options).unwrap(), whole);
    }

    #[test]
    fn rows_and_revenue_add_up(
        rows in prop::collection::vec(any_row(), 0..120),
        options in any_options(),
    ) {
        let got = figures(&rows, &options);
        let s = &got.summary;
        prop_assert_eq!(s.rows, rows.len() as u64);
        prop_assert_eq!(got.partners.rows.iter().sum::<u64>(), s.rows_used);
        prop_assert_eq!(got.niches.rows.iter().sum::<u64>() + s.rows_without_niche, s.rows_used);
        prop_assert_eq!(got.partners.revenue_minor.iter().sum::<i64>(), s.revenue_minor);
        let niches: i64 = got.niches.revenue_minor.iter().sum();
        prop_assert_eq!(niches + s.revenue_without_niche_minor, s.revenue_minor);
        let given: i64 = rows.iter().map(|r| r.amount).filter(|a| *a != MISSING_NUMBER).sum();
        let left: i64 = s.left_out.iter().map(|l| l.amount_minor).sum();
        prop_assert_eq!(left + s.revenue_minor, given);
    }

    /// A table of cells too large to lay out gives the same sums.
    #[test]
    fn unused_names_in_the_dictionary_change_nothing(
        rows in prop::collection::vec(any_row(), 1..60),
    ) {
        let slim = sales(&rows);
        let names = |keys: &Keys<'_>, more: usize| -> Vec<String> {
            let unused = (0..more).map(|i| format!("unused {i}"));
            keys.names().iter().map(|n| (*n).to_owned()).chain(unused).collect()
        };
        let (partners, niches) = (names(slim.partner(), 5_000), names(slim.niche().unwrap(), 7));
        let partner_names: Vec<&str> = partners.iter().map(|n| &**n).collect();
        let niche_names: Vec<&str> = niches.iter().map(|n| &**n).collect();
        let large = Sales::new(
            Currency::EURO,
            Keys::new(slim.partner().ids().to_vec(), partner_names).unwrap(),
            slim.amount_minor().to_vec(),
        )
        .and_then(|s| s.with_niche(Keys::new(slim.niche().unwrap().ids().to_vec(), niche_names)?))
        .and_then(|s| s.with_quantity(slim.quantity().unwrap().to_vec()))
        .unwrap();
        let options = ChannelOptions::default();
        prop_assert_eq!(
            channel_figures(&large, &options).unwrap(),
            channel_figures(&slim, &options).unwrap()
        );
    }
}
