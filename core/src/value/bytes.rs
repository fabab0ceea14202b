//! The state as bytes, to be kept or sent to another process.

use super::history::{HistoryLeftOut, OrderDay, OrderHistory};
use super::input;
use crate::error::Error;
use crate::id::Names;
use crate::money::Currency;

/// The first bytes: what it is, and the version of its form.
const HEAD: [u8; 4] = [b'L', b'T', b'H', 1];

impl OrderHistory {
    /// The state as bytes: equal states give equal bytes, however they came to be.
    ///
    /// The form, version 1, little endian: `LTH`, the version, three bytes of currency
    /// (zeros for none), the rows, the rows left out by reason, the number of partners
    /// with each name's length and text by name, the number of days with each day's
    /// partner (its place), day and amount.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let (names, ranks) = self.ranks();
        let days = self.sorted(Some(&ranks));
        let mut out = HEAD.to_vec();
        let code = self.currency.as_ref().map_or("\0\0\0", Currency::code);
        out.extend(code.bytes().chain([0; 3]).take(3));
        for count in [self.rows].iter().chain(&self.left_out) {
            out.extend(count.to_le_bytes());
        }
        out.extend((names.len() as u64).to_le_bytes());
        for name in names {
            out.extend((name.len() as u64).to_le_bytes());
            out.extend(name.as_bytes());
        }
        out.extend((days.len() as u64).to_le_bytes());
        for day in days {
            out.extend(day.partner.to_le_bytes());
            out.extend(day.day.to_le_bytes());
            out.extend(day.amount_minor.to_le_bytes());
        }
        out
    }

    /// Reads a state back.
    ///
    /// # Errors
    /// `Input` for bytes that no state was written as, and for another version.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        let mut reader = Reader(bytes);
        match reader.take::<4>() {
            Some(head) if head == HEAD => {}
            Some([b'L', b'T', b'H', version]) => {
                return Err(input(format!(
                    "the history is of version {version}; this is version {}",
                    HEAD[3]
                )));
            }
            _ => return Err(input("the bytes are no order history".into())),
        }
        reader.state().ok_or_else(|| input("the order history is damaged".into()))
    }
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (head, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*head)
    }

    fn count(&mut self) -> Option<u64> {
        self.take().map(u64::from_le_bytes)
    }

    fn text(&mut self) -> Option<&'a str> {
        let len = usize::try_from(self.count()?).ok()?;
        let (text, rest) = self.0.split_at_checked(len)?;
        self.0 = rest;
        std::str::from_utf8(text).ok()
    }

    fn state(&mut self) -> Option<OrderHistory> {
        let code: [u8; 3] = self.take()?;
        let currency = match code {
            [0, 0, 0] => None,
            _ => Some(Currency::parse(std::str::from_utf8(&code).ok()?)?),
        };
        let rows = self.count()?;
        let mut left_out = [0; HistoryLeftOut::ALL.len()];
        for count in &mut left_out {
            *count = self.count()?;
        }
        let mut names = Names::default();
        let partners = self.count()?;
        let mut last = "";
        for _ in 0..partners {
            let name = self.text()?;
            (last < name).then_some(())?;
            names.insert(name);
            last = name;
        }
        let len = usize::try_from(self.count()?).ok()?;
        (self.0.len() == len.checked_mul(24)?).then_some(())?;
        let mut days: Vec<OrderDay> = Vec::with_capacity(len);
        for _ in 0..len {
            let day = OrderDay {
                partner: u32::from_le_bytes(self.take()?),
                day: i32::from_le_bytes(self.take()?),
                amount_minor: i128::from_le_bytes(self.take()?),
            };
            let rises =
                days.last().is_none_or(|last| (last.partner, last.day) < (day.partner, day.day));
            let known = u64::from(day.partner) < partners;
            (rises && known && day.amount_minor > 0).then_some(())?;
            days.push(day);
        }
        within(rows, &left_out, &days)?.then_some(())?;
        Some(OrderHistory { currency, names, tidy: days.len(), days, left_out, rows })
    }
}

/// Whether so many rows can be these: each is left out or of a day with an order, and has
/// at most 63 bits of minor units. What is summed of a state then never overflows.
fn within(rows: u64, left_out: &[u64], days: &[OrderDay]) -> Option<bool> {
    let kept = left_out.iter().try_fold(rows, |rows, count| rows.checked_sub(*count))?;
    let sum = days.iter().try_fold(0i128, |sum, day| sum.checked_add(day.amount_minor))?;
    Some(days.len() as u64 <= kept && sum <= i128::from(kept) * i128::from(i64::MAX))
}
