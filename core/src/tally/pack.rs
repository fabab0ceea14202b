//! How numbers are packed: small ones in few bytes, read without a loop.
//!
//! The number of zero bits that a number begins with, from the lowest, says how many
//! bytes follow: `1` one byte with seven bits, `10` two with fourteen, up to eight
//! bytes with 56. A byte of zeros says that sixteen follow, with all 128 bits. Each
//! number has one form that is the shortest.

/// Bytes that numbers are appended to. Kept and used again: fresh memory costs more
/// than what is written to it.
#[derive(Debug, Default)]
pub(super) struct Out {
    bytes: Vec<u8>,
    /// How many bytes are written; behind them is room.
    at: usize,
}

/// The largest number of bytes of one number.
const LONGEST: usize = 17;
/// From here on a number takes the long form.
const LONG_FROM: u64 = 1 << 56;

impl Out {
    pub(super) const fn len(&self) -> usize {
        self.at
    }

    pub(super) fn clear(&mut self) {
        self.at = 0;
    }

    pub(super) fn written(&self) -> &[u8] {
        &self.bytes[..self.at]
    }

    /// Makes room for so many bytes.
    #[inline]
    fn room(&mut self, bytes: usize) {
        let needed = self.at + bytes;
        if needed > self.bytes.len() {
            self.bytes.resize(needed.max(self.bytes.len() * 2), 0);
        }
    }

    /// Appends numbers that mostly fit 56 bits.
    #[inline]
    pub(super) fn small<const N: usize>(&mut self, numbers: [u64; N]) {
        self.room(N * LONGEST);
        numbers.into_iter().for_each(|number| self.put(number));
    }

    /// Appends a number of any size.
    #[inline]
    pub(super) fn number(&mut self, number: u128) {
        match u64::try_from(number) {
            Ok(small) => self.small([small]),
            Err(_) => {
                self.room(LONGEST);
                self.put_long(number);
            }
        }
    }

    #[inline]
    fn put(&mut self, number: u64) {
        if number >= LONG_FROM {
            return self.put_long(u128::from(number));
        }
        let length = short_length(number);
        let word = ((number << 1) | 1) << (length - 1);
        self.bytes[self.at..self.at + 8].copy_from_slice(&word.to_le_bytes());
        self.at += length as usize;
    }

    #[cold]
    fn put_long(&mut self, number: u128) {
        self.bytes[self.at] = 0;
        self.bytes[self.at + 1..self.at + LONGEST].copy_from_slice(&number.to_le_bytes());
        self.at += LONGEST;
    }

    /// Appends bytes as they are.
    pub(super) fn raw(&mut self, bytes: &[u8]) {
        self.skip(bytes.len());
        self.patch(self.at - bytes.len(), bytes);
    }

    /// Writes over bytes that were skipped.
    pub(super) fn patch(&mut self, at: usize, bytes: &[u8]) {
        self.bytes[at..at + bytes.len()].copy_from_slice(bytes);
    }

    /// Leaves room for so many bytes.
    pub(super) fn skip(&mut self, bytes: usize) {
        self.room(bytes);
        self.at += bytes;
    }
}

/// The bytes of a number that takes the short form.
#[inline]
const fn short_length(number: u64) -> u32 {
    (64 - (number | 1).leading_zeros()).div_ceil(7)
}

/// Reads a number in its shortest form; none when it has another.
pub(super) fn read_shortest(bytes: &[u8], at: &mut usize) -> Option<u64> {
    let from = *at;
    let number = read(bytes, at)?;
    let length = if number >= LONG_FROM { LONGEST } else { short_length(number) as usize };
    (*at - from == length).then_some(number)
}

/// Reads a number of at most 64 bits; none when the bytes end or hold a larger one.
#[inline]
pub(super) fn read(bytes: &[u8], at: &mut usize) -> Option<u64> {
    let word = match bytes.get(*at..*at + 8) {
        Some(eight) => u64::from_le_bytes(eight.try_into().ok()?),
        None => last_word(bytes, *at)?,
    };
    let zeros = word.trailing_zeros();
    if zeros >= 8 {
        return u64::try_from(read_long(bytes, at)?).ok();
    }
    let length = zeros + 1;
    let end = *at + length as usize;
    if end > bytes.len() {
        return None;
    }
    *at = end;
    Some((word << (64 - 8 * length)) >> (64 - 7 * length))
}

/// Reads a number of any size.
#[inline]
pub(super) fn read_wide(bytes: &[u8], at: &mut usize) -> Option<u128> {
    if *bytes.get(*at)? == 0 {
        return read_long(bytes, at);
    }
    read(bytes, at).map(u128::from)
}

/// Up to eight bytes before the end; a missing byte has no mark and ends nothing.
#[cold]
fn last_word(bytes: &[u8], at: usize) -> Option<u64> {
    let rest = bytes.get(at..).filter(|rest| !rest.is_empty())?;
    let mut word = [0; 8];
    word.iter_mut().zip(rest).for_each(|(own, byte)| *own = *byte);
    Some(u64::from_le_bytes(word))
}

#[cold]
fn read_long(bytes: &[u8], at: &mut usize) -> Option<u128> {
    let long = bytes.get(*at..*at + LONGEST)?;
    *at += LONGEST;
    (long[0] == 0).then(|| u128::from_le_bytes(long[1..].try_into().unwrap_or_default()))
}

/// Small numbers of either sign become small numbers.
pub(super) const fn zigzag(value: i128) -> u128 {
    ((value << 1) ^ (value >> 127)) as u128
}

pub(super) const fn unzigzag(value: u128) -> i128 {
    (value >> 1) as i128 ^ -((value & 1) as i128)
}

/// The same of a number that fits.
pub(super) const fn unzigzag_small(value: u64) -> i64 {
    (value >> 1) as i64 ^ -((value & 1) as i64)
}

/// A number of either sign that has a missing one, which becomes 0.
pub(super) const fn code(number: i64) -> u64 {
    (((number << 1) ^ (number >> 63)) as u64).wrapping_add(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_packed_is_read_back(
            numbers in prop::collection::vec((any::<u128>(), 0u32..128), 0..20),
        ) {
            let numbers: Vec<u128> = numbers.into_iter().map(|(n, shift)| n >> shift).collect();
            let mut out = Out::default();
            numbers.iter().for_each(|n| out.number(*n));
            let mut at = 0;
            for number in &numbers {
                let before = at;
                prop_assert_eq!(read_wide(out.written(), &mut at), Some(*number));
                let mut narrow = before;
                prop_assert_eq!(read(out.written(), &mut narrow), u64::try_from(*number).ok());
            }
            prop_assert_eq!(at, out.len());
            prop_assert_eq!(read_wide(out.written(), &mut at), None);
        }

        #[test]
        fn any_bytes_are_read_without_panic(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
            let mut at = 0;
            while read_wide(&bytes, &mut at).is_some() {}
            prop_assert!(at <= bytes.len());
        }
    }

    #[test]
    fn a_missing_number_is_zero_and_others_keep_their_own() {
        assert_eq!(code(i64::MIN), 0);
        let codes = [0, -1, 1, i64::MAX, i64::MIN + 1].map(code);
        assert_eq!(codes, [1, 2, 3, u64::MAX, u64::MAX - 1]);
    }
}
