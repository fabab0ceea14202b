//! Numbers drawn from a seed: counter based, so that draw `n` of stream `k` is
//! the same whoever asks for it, in whatever order, on however many threads.

use super::{exp, ln};

/// One stream of draws.
///
/// The generator is Philox4x32-10 (Salmon, Moraes, Dror and Shaw, "Parallel
/// random numbers: as easy as 1, 2, 3", 2011): the seed is its key, the stream
/// and the place in it its counter.
#[derive(Clone, Debug)]
pub struct Stream {
    key: [u32; 2],
    stream: u64,
    block: u64,
    kept: Option<u64>,
}

impl Stream {
    /// The stream of this number under a seed.
    pub fn new(seed: u64, stream: u64) -> Self {
        Self { key: [seed as u32, (seed >> 32) as u32], stream, block: 0, kept: None }
    }

    /// 64 bits.
    #[inline]
    pub fn bits(&mut self) -> u64 {
        if let Some(kept) = self.kept.take() {
            return kept;
        }
        let (block, stream) = (self.block, self.stream);
        let counter = [block as u32, (block >> 32) as u32, stream as u32, (stream >> 32) as u32];
        let [a, b, c, d] = philox(counter, self.key);
        self.block += 1;
        self.kept = Some(u64::from(c) | u64::from(d) << 32);
        u64::from(a) | u64::from(b) << 32
    }

    /// Uniform in `(0, 1)`; never an end.
    #[inline]
    pub fn uniform(&mut self) -> f64 {
        ((self.bits() >> 12) as f64 + 0.5) * (1.0 / 4_503_599_627_370_496.0)
    }

    /// A whole number below `end`; its bias is below `end` in 2^64.
    #[inline]
    pub fn below(&mut self, end: u64) -> u64 {
        ((u128::from(self.bits()) * u128::from(end)) >> 64) as u64
    }

    /// Exponential with mean 1.
    #[inline]
    pub fn exponential(&mut self) -> f64 {
        -ln(self.uniform())
    }

    /// Standard normal, by Marsaglia's polar method.
    pub fn normal(&mut self) -> f64 {
        loop {
            let (u, v) = (2.0 * self.uniform() - 1.0, 2.0 * self.uniform() - 1.0);
            let square = u * u + v * v;
            if square > 0.0 && square < 1.0 {
                return u * libm::sqrt(-2.0 * ln(square) / square);
            }
        }
    }

    /// The logarithm of a gamma number of this shape and rate 1 (Marsaglia and
    /// Tsang, 2000); a logarithm, since a small shape gives numbers below the
    /// smallest float.
    pub fn ln_gamma_draw(&mut self, shape: f64) -> f64 {
        if shape < 1.0 {
            return self.ln_gamma_draw(shape + 1.0) + ln(self.uniform()) / shape;
        }
        let d = shape - 1.0 / 3.0;
        let c = 1.0 / libm::sqrt(9.0 * d);
        loop {
            let x = self.normal();
            let v = 1.0 + c * x;
            if v > 0.0 {
                let v = v * v * v;
                if ln(self.uniform()) < 0.5 * x * x + d - d * v + d * ln(v) {
                    return ln(d * v);
                }
            }
        }
    }

    /// A gamma number of this shape and rate 1.
    pub fn gamma(&mut self, shape: f64) -> f64 {
        exp(self.ln_gamma_draw(shape))
    }

    /// A Poisson number, in pieces small enough for the product of uniforms.
    pub fn poisson(&mut self, mean: f64) -> u64 {
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
}

fn philox(mut counter: [u32; 4], mut key: [u32; 2]) -> [u32; 4] {
    for _ in 0..10 {
        let [a, b, c, d] = counter;
        let first = u64::from(a) * 0xD251_1F53;
        let second = u64::from(c) * 0xCD9E_8D57;
        counter = [
            (second >> 32) as u32 ^ b ^ key[0],
            second as u32,
            (first >> 32) as u32 ^ d ^ key[1],
            first as u32,
        ];
        key = [key[0].wrapping_add(0x9E37_79B9), key[1].wrapping_add(0xBB67_AE85)];
    }
    counter
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_generator_gives_the_published_answers() {
        let ones = u32::MAX;
        assert_eq!(philox([0; 4], [0; 2]), [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]);
        assert_eq!(
            philox([ones; 4], [ones; 2]),
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

    fn mean_and_variance(draws: impl Iterator<Item = f64>) -> (f64, f64) {
        let all: Vec<f64> = draws.collect();
        let n = all.len() as f64;
        let mean = all.iter().sum::<f64>() / n;
        (mean, all.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / n)
    }

    #[test]
    fn draws_have_the_mean_and_variance_of_their_distribution() {
        let mut stream = Stream::new(7, 3);
        let n = 40_000;
        for shape in [0.3, 1.0, 4.5] {
            let (mean, variance) = mean_and_variance((0..n).map(|_| stream.gamma(shape)));
            assert!((mean / shape - 1.0).abs() < 0.04, "gamma {shape}: mean {mean}");
            assert!((variance / shape - 1.0).abs() < 0.1, "gamma {shape}: variance {variance}");
        }
        for rate in [0.2, 3.0, 80.0] {
            let (mean, variance) = mean_and_variance((0..n).map(|_| stream.poisson(rate) as f64));
            assert!((mean / rate - 1.0).abs() < 0.04, "poisson {rate}: mean {mean}");
            assert!((variance / rate - 1.0).abs() < 0.06, "poisson {rate}: variance {variance}");
        }
        let (mean, variance) = mean_and_variance((0..n).map(|_| stream.normal()));
        assert!(mean.abs() < 0.02 && (variance - 1.0).abs() < 0.03);
    }

    #[test]
    fn streams_of_one_seed_differ() {
        assert_ne!(Stream::new(1, 0).bits(), Stream::new(1, 1).bits());
        assert_ne!(Stream::new(1, 0).bits(), Stream::new(2, 0).bits());
    }
}
