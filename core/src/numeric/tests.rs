//! The functions against tables of 16 digits, made with mpmath (40 digits) and the
//! same as scipy's to what that has.

use super::*;

fn close(found: f64, wanted: f64, what: &str) {
    let off = (found - wanted).abs() / wanted.abs().max(1e-300);
    assert!(off < 1e-12, "{what}: {found} for {wanted}");
}

#[test]
fn the_digamma_function_has_its_values() {
    for (x, wanted) in [
        (0.001, -1000.5755719318103),
        (0.1, -10.423754940411076),
        (0.5, -1.9635100260214235),
        (1.0, -0.5772156649015329),
        (1.5, 0.03648997397857652),
        (2.75, 0.8189010249754326),
        (7.0, 1.8727843350984672),
        (11.9, 2.4339335368825377),
        (12.1, 2.4513143481743374),
        (55.0, 3.9982147288427368),
        (1000.0, 6.907255195648812),
        (500000.0, 13.122362377403995),
    ] {
        close(digamma(x), wanted, "digamma");
    }
}

/// In closed form.
#[test]
fn the_trigamma_function_has_its_values() {
    let square = std::f64::consts::PI * std::f64::consts::PI;
    close(trigamma(1.0), square / 6.0, "trigamma");
    close(trigamma(0.5), square / 2.0, "trigamma");
    close(trigamma(2.5), square / 2.0 - 4.0 - 4.0 / 9.0, "trigamma");
}

#[test]
fn the_logarithm_of_the_gamma_function_has_its_values() {
    for (x, wanted) in [
        (0.001, 6.907178885383853),
        (0.1, 2.252712651734206),
        (0.5, 0.5723649429247001),
        (1.5, -0.12078223763524522),
        (2.75, 0.47521466691493713),
        (7.0, 6.579251212010101),
        (11.9, 17.25847745059552),
        (55.0, 164.32011226319517),
        (1000.0, 5905.220423209181),
        (500000.0, 6061176.046459176),
    ] {
        close(ln_gamma(x), wanted, "ln_gamma");
    }
}

#[test]
fn the_zeta_function_has_its_values_and_slopes() {
    for (s, q, value, slope, curve) in [
        (1.01, 1.0, 100.57794333849678, -9999.927281160435, 1999999.9902892092),
        (1.5, 1.0, 2.612375348685488, -3.9322397374311016, 15.989556371225687),
        (2.5, 3.0, 0.1647105619542803, -0.2648096823926416, 0.49703603099629945),
        (1.952718, 7.0, 0.17610319108535813, -0.5149732843509475, 1.699595816847035),
        (2.37, 12.0, 0.025685044917870697, -0.0815101553370429, 0.27233699492417307),
        (3.2, 100.0, 1.82958956454638e-05, -9.248073618866944e-05, 0.0004712447551654201),
        (8.0, 2.0, 0.00407735619794434, -0.002901952553710673, 0.002099736799781418),
        (1.2, 14086.0, 0.7399724499280769, -10.768745938787493, 175.21580671393673),
        (2.0, 0.5, 4.934802200544679, 1.7480808796238798, 3.930223390409116),
    ] {
        let found = zeta(s, q);
        close(found.value, value, "zeta");
        close(zeta_tail(s, q), value, "zeta_tail");
        close(found.slope, slope, "slope");
        close(found.curve, curve, "curve");
    }
}

#[test]
fn the_tail_of_the_normal_distribution_has_its_values() {
    for (h, ln_tail, gap) in [
        (-30.0, 0.0, 30.0),
        (-8.0, -6.220960574271786e-16, 8.000000000000005),
        (-1.5, -0.06914345561223398, 1.6387897504588507),
        (0.25, -0.9130617648111351, 0.7135539794164039),
        (1.0, -1.8410216450092636, 0.5251352761609812),
        (2.4, -4.8039216668706715, 0.33186119595397995),
        (2.6, -5.3684849226242655, 0.31405735288253095),
        (5.0, -15.064998393988725, 0.1865039671258421),
        (10.0, -53.23128515051247, 0.09809323396251196),
        (40.0, -804.6084420137538, 0.024968847207263722),
        (1000.0, -500007.82669481216, 0.00099999800001),
    ] {
        assert!((ln_upper_tail(h) - ln_tail).abs() < 1e-12 * ln_tail.abs().max(1e-3), "{h}");
        close(mills_gap(h), gap, "gap");
    }
}

#[test]
fn the_hypergeometric_function_has_its_values() {
    for (a, b, c, z, wanted) in [
        (1.24, 2.43, 3.22, 0.4, 0.8440136871347892),
        (3.24, 5.43, 6.2, 0.75, 0.5013932721282882),
        (30.5, 31.0, 32.5, 0.25, 0.6649421930612117),
        (101.2, 102.4, 103.1, 0.36, 0.7351153879114294),
        (1.2, 500000.0, 500000.01, 0.3, 0.9999999897142957),
        (0.24, 2.4, 3.2, 0.99, 0.5283162485173326),
        (2.0, 3.0, 4.0, 0.0, 1.0),
    ] {
        close(hyper_2f1(a, b, c, z, a), wanted, "2F1");
    }
}

#[test]
fn quadrature_is_exact_for_polynomials_and_close_for_smooth_functions() {
    close(gauss(0.0, 2.0, 6, |x| x * x * x * x * x), 64.0 / 6.0, "polynomial");
    close(gauss(0.0, 1.0, 10, exp), std::f64::consts::E - 1.0, "exponential");
    assert_eq!([5, 10, 11, 20, 99].map(|size| nodes(size).len()), [6, 10, 16, 24, 24]);
}

#[test]
fn logarithms_of_sums_keep_what_is_small() {
    close(ln_add(-1000.0, -1000.0), -1000.0 + std::f64::consts::LN_2, "ln_add");
    assert_eq!(ln_add(f64::NEG_INFINITY, 3.0), 3.0);
}

#[test]
fn work_that_is_shared_out_comes_back_in_order() {
    for workers in [1, 2, 5] {
        let squares = share_out(100, workers, &mut nobody(), || (), |(), at| at * at);
        assert_eq!(squares, Some((0..100).map(|at| at * at).collect()));
    }
}

#[test]
fn work_stops_when_the_caller_says_so() {
    let mut told = 0;
    let mut watch = |progress: Progress| {
        told += 1;
        assert_eq!(progress.total, 1_000);
        if told == 3 {
            std::ops::ControlFlow::Break(())
        } else {
            std::ops::ControlFlow::Continue(())
        }
    };
    assert_eq!(share_out(1_000, 1, &mut watch, || (), |(), at| at), None);
    assert_eq!(told, 3);
}
