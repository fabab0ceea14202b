//! Best sellers, white spots and benchmarks by hand.

use super::{Row, state};
use crate::insight::{
    Amounts, Cells, GatePolicy, NicheTree, RankBy, ShareBand, WhiteSpotOptions, Withheld,
    benchmark, best_sellers, publish, white_spots,
};

fn cells(rows: &[Row<'_>]) -> Cells {
    let tree = NicheTree::new([("dentists", "care"), ("opticians", "care")]).unwrap();
    state(rows).cells(&tree, None, None).unwrap()
}

const PARTNERS: [&str; 6] = ["P1", "P2", "P3", "P4", "P5", "P6"];

/// Gloves sell with six dentists, masks with five, lamps with one, and with five
/// opticians.
fn shop() -> Cells {
    let mut rows: Vec<(&str, &str, &str, i64)> = Vec::new();
    rows.extend(PARTNERS.iter().map(|p| (*p, "gloves", "dentists", 100)));
    rows.extend(PARTNERS.iter().take(5).map(|p| (*p, "masks", "dentists", 300)));
    rows.push(("P1", "lamps", "dentists", 500));
    let opticians = ["Q1", "Q2", "Q3", "Q4", "Q5"];
    rows.extend(opticians.iter().map(|p| (*p, "lamps", "opticians", 1_000)));
    rows.extend(opticians.iter().map(|p| (*p, "gloves", "opticians", 10)));
    cells(&rows)
}

#[test]
fn best_sellers_are_ranked_by_name_and_rolled_up_where_they_must() {
    let cells = shop();
    let policy = GatePolicy::default();
    let publication = publish(&cells, &policy, &[]).unwrap();
    let by = |by| best_sellers(&cells, &publication, &policy, "dentists", by, 10).unwrap();
    let found = by(RankBy::Partners);
    let row = |at: usize| {
        let row = &found.products[at];
        (&*row.product, &*row.niche, row.rank, row.partners_from)
    };
    assert_eq!(row(0), ("gloves", "dentists", 1, 5));
    assert_eq!(row(1), ("masks", "dentists", 2, 5));
    assert_eq!(row(2), ("lamps", "care", 1, 5));
    assert_eq!(found.products.len(), 3);
    let lamps = &found.withheld[0];
    assert_eq!((found.withheld.len(), &*lamps.product), (1, "lamps"));
    assert_eq!(lamps.shown_at.as_deref(), Some("care"));
    // Of opticians lamps pass, but beside `care` they would tell what P1 sells.
    let lamps = (cells.niche("opticians").unwrap(), cells.product("lamps").unwrap());
    assert_eq!(publication.cells[&lamps], [Withheld::GivesAway]);
    let first = &found.products[0];
    assert_eq!(first.share, ShareBand { from_percent: 20, until_percent: 50 });
    assert_eq!((first.index, first.amount_minor), (Some(60), None));
    assert_eq!(by(RankBy::Amount).products[0].product, "masks");
}

#[test]
fn ties_go_to_the_product_that_comes_first() {
    let mut rows: Vec<(&str, &str, &str, i64)> = Vec::new();
    for product in ["b", "c", "a"] {
        rows.extend(PARTNERS.iter().map(|p| (*p, product, "dentists", 10)));
    }
    let cells = cells(&rows);
    let policy = GatePolicy { amounts: Amounts::Rounded(50), ..GatePolicy::default() };
    let publication = publish(&cells, &policy, &[]).unwrap();
    for by in [RankBy::Partners, RankBy::Orders, RankBy::Amount] {
        let found = best_sellers(&cells, &publication, &policy, "dentists", by, 2).unwrap();
        let names: Vec<&str> = found.products.iter().map(|p| &*p.product).collect();
        assert_eq!(names, ["a", "b"]);
        assert_eq!(found.products[0].amount_minor, Some(50));
    }
}

#[test]
fn a_benchmark_leaves_the_partner_itself_out() {
    let rows: Vec<(&str, &str, &str, i64)> = PARTNERS
        .iter()
        .zip([100, 200, 300, 400, 500, 9_000])
        .map(|(p, amount)| (*p, "gloves", "dentists", amount))
        .collect();
    let cells = cells(&rows);
    let policy = GatePolicy::default();
    let publication = publish(&cells, &policy, &[]).unwrap();
    let of =
        |partner: &str| benchmark(&cells, &publication, &policy, &[], "dentists", partner).unwrap();
    let found = of("P6");
    let peers = found.peers.unwrap();
    assert_eq!((found.own_minor, peers.partners_from, peers.above_percent), (9_000, 5, 75));
    // Of 500, 400, 300, 200 and 100 four reach 200, three 300, two 400.
    assert_eq!(
        (peers.lower_from_minor, peers.median_from_minor, peers.upper_from_minor),
        (200, 300, 400)
    );
    // For the others the large one is among the peers and makes too much of them.
    let found = of("P1");
    assert_eq!(found.peers, None);
    assert!(found.withheld.contains(&Withheld::Dominated { largest: 1 }));
    assert!(benchmark(&cells, &publication, &policy, &[], "bakers", "P1").is_err());
    let stranger = of("nobody");
    assert_eq!((stranger.own_minor, stranger.peers), (0, None));
    assert_eq!(stranger.withheld, [Withheld::NoSales]);
}

#[test]
fn a_benchmark_of_equal_peers_lies_a_step_lower() {
    // That all six sell 2,000 at least, and 12,000 in all, would tell each amount.
    let cells = cells(&PARTNERS.map(|p| (p, "gloves", "dentists", 2_000)));
    let policy = GatePolicy::default();
    let publication = publish(&cells, &policy, &[]).unwrap();
    assert!(publication.cells.values().all(Vec::is_empty));
    let found = benchmark(&cells, &publication, &policy, &[], "dentists", "P1").unwrap();
    let peers = found.peers.unwrap();
    let told = [peers.lower_from_minor, peers.median_from_minor, peers.upper_from_minor];
    assert_eq!((told, peers.above_percent), ([1_500; 3], 0), "it stands above nobody");
}

#[test]
fn white_spots_are_what_enough_peers_sell_and_may_be_had() {
    let cells = shop();
    let policy = GatePolicy::default();
    let publication = publish(&cells, &policy, &[]).unwrap();
    let none = WhiteSpotOptions::default();
    let names = |partner: &str, options: &WhiteSpotOptions<'_>| -> Vec<String> {
        let found = white_spots(&cells, &publication, "dentists", partner, options).unwrap();
        found.into_iter().map(|spot| spot.product).collect()
    };
    assert_eq!(names("P6", &none), ["masks", "lamps"]);
    assert_eq!(names("P1", &none), Vec::<String>::new(), "it sells all of them");
    let permitted = WhiteSpotOptions { permitted: Some(&["lamps"]), ..none.clone() };
    assert_eq!(names("P6", &permitted), ["lamps"]);
    let available = WhiteSpotOptions { available: Some(&["gloves"]), ..none.clone() };
    assert!(names("P6", &available).is_empty());
    let common = WhiteSpotOptions { peers_percent_min: 100, ..none.clone() };
    assert_eq!(names("P6", &common), ["masks"]);
    let found = white_spots(&cells, &publication, "dentists", "P6", &none).unwrap();
    let masks = &found[0];
    assert_eq!((&*masks.niche, masks.peers_percent_from), ("dentists", 100));
    // Five sell 300 of masks: 1,500 of the 2,100 that are told, so 50 to 100 %. P6
    // sells 100.
    assert_eq!(masks.expected_from_minor, Some(50));
    assert_eq!(masks.expected_until_minor, Some(100));
    assert_eq!(&*found[1].niche, "care");
    let beyond = WhiteSpotOptions { peers_percent_min: 101, ..none };
    assert!(white_spots(&cells, &publication, "dentists", "P6", &beyond).is_err());
}
