//! Chance that can be asked for again: a generator that counts, so that draw `n` of
//! a stream is the same whoever asks for it, in whatever order, on however many
//! threads.

use super::normal::normal_quantile;
use super::{exp, ln};

/// Draws of one stream: Philox 4x32-10 (Salmon, Moraes, Dror and Shaw 2011), a
/// function of the seed, the stream and a counter. It has no state to share: each
/// stream gives the same numbers whatever other streams were drawn before, on
/// any platform and thread.
#[derive(Clone, Debug)]
pub struct Draws {
    key: [u32; 2],
    stream: [u32; 2],
    counter: u64,
    left: Option<u64>,
}

impl Draws {
    /// The draws of a seed for one purpose, told by two numbers.
    ///
    /// ```
    /// use longtail::Draws;
    /// let (mut one, mut other) = (Draws::new(7, 0, 1), Draws::new(7, 0, 1));
    /// assert_eq!(one.uniform(), other.uniform());
    /// assert_ne!(Draws::new(8, 0, 1).uniform(), Draws::new(7, 0, 1).uniform());
    /// ```
    #[must_use]
    pub const fn new(seed: u64, purpose: u32, stream: u32) -> Self {
        Self {
            key: [seed as u32, (seed >> 32) as u32],
            stream: [purpose, stream],
            counter: 0,
            left: None,
        }
    }

    /// The draws of a seed for work that numbers its streams in 64 bits.
    pub(crate) const fn numbered(seed: u64, stream: u64) -> Self {
        Self::new(seed, stream as u32, (stream >> 32) as u32)
    }

    /// 64 random bits.
    pub fn bits(&mut self) -> u64 {
        if let Some(left) = self.left.take() {
            return left;
        }
        let counter = [self.counter as u32, (self.counter >> 32) as u32];
        self.counter = self.counter.wrapping_add(1);
        let [a, b, c, d] =
            philox([counter[0], counter[1], self.stream[0], self.stream[1]], self.key);
        self.left = Some(u64::from(c) | u64::from(d) << 32);
        u64::from(a) | u64::from(b) << 32
    }

    /// A number between 0 and 1, never one of them.
    pub fn uniform(&mut self) -> f64 {
        uniform(self.bits())
    }

    /// A whole number below `end`; its bias is below `end` in 2^64.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        ((u128::from(self.bits()) * u128::from(end)) >> 64) as u64
    }

    /// An exponential number of mean 1.
    pub(crate) fn exponential(&mut self) -> f64 {
        -ln(self.uniform())
    }

    /// A standard normal number, by the quantile of a uniform one.
    pub fn normal(&mut self) -> f64 {
        normal_quantile(self.uniform())
    }

    /// A gamma number of this shape and rate 1 (Marsaglia and Tsang 2000; a shape
    /// below 1 by the power of a uniform number).
    pub fn gamma(&mut self, shape: f64) -> f64 {
        if shape < 1.0 {
            let uniform = self.uniform();
            return self.gamma(shape + 1.0) * libm::pow(uniform, 1.0 / shape);
        }
        let d = shape - 1.0 / 3.0;
        let c = 1.0 / (9.0 * d).sqrt();
        loop {
            let x = self.normal();
            let v = (1.0 + c * x) * (1.0 + c * x) * (1.0 + c * x);
            if v > 0.0 && ln(self.uniform()) < 0.5 * x * x + d - d * v + d * ln(v) {
                return d * v;
            }
        }
    }

    /// The logarithm of a gamma number: a small shape gives numbers below the smallest
    /// float.
    pub(crate) fn ln_gamma(&mut self, shape: f64) -> f64 {
        if shape < 1.0 {
            let uniform = self.uniform();
            return ln(self.gamma(shape + 1.0)) + ln(uniform) / shape;
        }
        ln(self.gamma(shape))
    }

    /// A Poisson number, in pieces small enough for the product of uniforms.
    pub(crate) fn poisson(&mut self, mean: f64) -> u64 {
        const PIECE: f64 = 32.0;
        // INVARIANT: nobody places so many orders; keeps a wild draw finite.
        let mut left = mean.min(1e6);
        let mut count = 0;
        while left > 0.0 {
            let (bound, mut product) = (exp(-left.min(PIECE)), self.uniform());
            while product > bound {
                count += 1;
                product *= self.uniform();
            }
            left -= PIECE;
        }
        count
    }

    /// A beta number with these two shapes.
    pub fn beta(&mut self, a: f64, b: f64) -> f64 {
        let (x, y) = (self.gamma(a), self.gamma(b));
        if x + y > 0.0 { x / (x + y) } else { 0.5 }
    }
}

/// The middle of one of 2^53 equal pieces; the last middle would be rounded to 1.
fn uniform(bits: u64) -> f64 {
    const LAST: f64 = 1.0 - f64::EPSILON / 2.0;
    (((bits >> 11) as f64 + 0.5) / (1u64 << 53) as f64).min(LAST)
}

fn philox(mut counter: [u32; 4], mut key: [u32; 2]) -> [u32; 4] {
    for round in 0..10 {
        if round > 0 {
            key = [key[0].wrapping_add(0x9E37_79B9), key[1].wrapping_add(0xBB67_AE85)];
        }
        let low = u64::from(counter[0]) * 0xD251_1F53;
        let high = u64::from(counter[2]) * 0xCD9E_8D57;
        counter = [
            (high >> 32) as u32 ^ counter[1] ^ key[0],
            high as u32,
            (low >> 32) as u32 ^ counter[3] ^ key[1],
            low as u32,
        ];
    }
    counter
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The known answers that the authors give with their generator.
    #[test]
    fn the_published_answers_of_philox() {
        assert_eq!(philox([0; 4], [0; 2]), [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]);
        assert_eq!(
            philox([u32::MAX; 4], [u32::MAX; 2]),
            [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]
        );
        assert_eq!(
            philox(
                [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344],
                [0xa409_3822, 0x299f_31d0]
            ),
            [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]
        );
    }

    #[test]
    fn a_uniform_number_is_never_an_end() {
        assert!(uniform(0) > 0.0);
        assert!(uniform(u64::MAX) < 1.0);
    }

    #[test]
    fn streams_of_one_seed_differ() {
        assert_ne!(Draws::numbered(1, 0).bits(), Draws::numbered(1, 1).bits());
        assert_ne!(Draws::numbered(1, 0).bits(), Draws::numbered(1, 1 << 32).bits());
        assert_ne!(Draws::numbered(1, 0).bits(), Draws::numbered(2, 0).bits());
    }

    fn moments(draw: impl Fn(&mut Draws) -> f64) -> (f64, f64) {
        let mut draws = Draws::new(1, 2, 3);
        let values: Vec<f64> = (0..20_000).map(|_| draw(&mut draws)).collect();
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        let square = values.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>();
        (mean, square / values.len() as f64)
    }

    #[test]
    fn numbers_have_the_moments_of_their_distribution() {
        let near = |(mean, variance): (f64, f64), (m, v): (f64, f64)| {
            assert!((mean - m).abs() < 0.03 * m.max(1.0), "{mean} {m}");
            assert!((variance - v).abs() < 0.06 * v.max(0.2), "{variance} {v}");
        };
        near(moments(Draws::uniform), (0.5, 1.0 / 12.0));
        near(moments(Draws::normal), (0.0, 1.0));
        near(moments(|d| d.gamma(0.4)), (0.4, 0.4));
        near(moments(|d| d.gamma(7.0)), (7.0, 7.0));
        near(moments(|d| d.beta(2.0, 6.0)), (0.25, 0.25 * 0.75 / 9.0));
        near(moments(|d| exp(d.ln_gamma(0.4))), (0.4, 0.4));
        near(moments(Draws::exponential), (1.0, 1.0));
        for mean in [0.2, 3.0, 80.0] {
            near(moments(|d| d.poisson(mean) as f64), (mean, mean));
        }
    }
}
