//! A run: what is summed, in the order of its keys, packed in bytes.
//!
//! A key is a group and a member of the group. Groups and members ascend and are
//! written as differences, so a sum takes few bytes where its numbers would take
//! eighty.

use super::pack::{Out, code, read, read_wide, unzigzag, unzigzag_small, zigzag};
use super::sums::Sums;
use crate::calendar::Day;
use crate::error::Error;
use crate::sales::out_of_range;
use std::fmt::Debug;
use std::marker::PhantomData;

/// What the keys and the values of a run are.
pub(super) trait Kind: Sized {
    /// Which member of its group a value belongs to.
    type Member: Copy + Ord + Default + Debug;
    type Value: Copy + Debug;

    /// Appends a member that follows `before` in its group.
    fn write(out: &mut Out, before: Self::Member, member: Self::Member, value: &Self::Value);

    /// Reads what [`write`](Self::write) wrote; none for foreign bytes.
    fn read(
        bytes: &[u8],
        at: &mut usize,
        before: Self::Member,
    ) -> Option<(Self::Member, Self::Value)>;

    /// Both values together.
    fn plus(one: &Self::Value, other: &Self::Value) -> Result<Self::Value, Error>;
}

/// Groups are partners; a sum for each order, niche and day.
#[derive(Clone, Debug)]
pub(super) struct Ordered;

/// Codes, in which 0 stands for none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct OrderKey {
    pub(super) order: u64,
    pub(super) niche: u32,
    /// See [`day_code`].
    pub(super) day: u32,
}

/// The code of a day.
pub(super) const fn day_code(day: Day) -> u32 {
    (((day.0 << 1) ^ (day.0 >> 31)) as u32).wrapping_add(1)
}

/// The day of a code.
pub(super) const fn day_of(code: u32) -> Day {
    let folded = code.wrapping_sub(1);
    Day((folded >> 1) as i32 ^ -((folded & 1) as i32))
}

/// The code of an order's number.
pub(super) const fn order_code(number: i64) -> u64 {
    code(number)
}

impl Kind for Ordered {
    type Member = OrderKey;
    type Value = Sums;

    #[inline]
    fn write(out: &mut Out, before: OrderKey, member: OrderKey, value: &Sums) {
        // INVARIANT: members ascend, so the difference does not wrap.
        let order = member.order - before.order;
        out.small([order, u64::from(member.niche), u64::from(member.day)]);
        value.write(out);
    }

    #[inline]
    fn read(bytes: &[u8], at: &mut usize, before: OrderKey) -> Option<(OrderKey, Sums)> {
        let order = before.order.checked_add(read(bytes, at)?)?;
        let niche = u32::try_from(read(bytes, at)?).ok()?;
        let day = u32::try_from(read(bytes, at)?).ok()?;
        Some((OrderKey { order, niche, day }, Sums::read(bytes, at)?))
    }

    fn plus(one: &Sums, other: &Sums) -> Result<Sums, Error> {
        one.plus(other)
    }
}

/// Groups are products, by code; a sum for each niche, by code.
#[derive(Clone, Debug)]
pub(super) struct Sold;

impl Kind for Sold {
    type Member = u32;
    type Value = Sums;

    fn write(out: &mut Out, before: u32, member: u32, value: &Sums) {
        // INVARIANT: as above.
        out.small([u64::from(member - before)]);
        value.write(out);
    }

    fn read(bytes: &[u8], at: &mut usize, before: u32) -> Option<(u32, Sums)> {
        let step = u32::try_from(read(bytes, at)?).ok()?;
        Some((before.checked_add(step)?, Sums::read(bytes, at)?))
    }

    fn plus(one: &Sums, other: &Sums) -> Result<Sums, Error> {
        one.plus(other)
    }
}

/// Groups are partners; an amount for each niche and product, as [`basket`] has them.
#[derive(Clone, Debug)]
pub(super) struct Bought;

/// The member of a niche and a product, both by code.
pub(super) fn basket(niche: u32, product: u32) -> u64 {
    (u64::from(niche) << 32) | u64::from(product)
}

/// Niche and product, by code.
pub(super) const fn of_basket(member: u64) -> (u32, u32) {
    ((member >> 32) as u32, member as u32)
}

impl Kind for Bought {
    type Member = u64;
    type Value = i128;

    #[inline]
    fn write(out: &mut Out, before: u64, member: u64, value: &i128) {
        // INVARIANT: as above.
        let step = member - before;
        match u64::try_from(zigzag(*value)) {
            Ok(amount) => out.small([step, amount]),
            Err(_) => {
                out.small([step]);
                out.number(zigzag(*value));
            }
        }
    }

    #[inline]
    fn read(bytes: &[u8], at: &mut usize, before: u64) -> Option<(u64, i128)> {
        let member = before.checked_add(read(bytes, at)?)?;
        let amount = match bytes.get(*at)? {
            0 => unzigzag(read_wide(bytes, at)?),
            _ => i128::from(unzigzag_small(read(bytes, at)?)),
        };
        Some((member, amount))
    }

    fn plus(one: &i128, other: &i128) -> Result<i128, Error> {
        one.checked_add(*other).ok_or_else(out_of_range)
    }
}

/// Values in the order of their keys.
#[derive(Clone, Debug)]
pub(super) struct Run<K> {
    pub(super) bytes: Vec<u8>,
    /// Some groups, and where what follows their numbers begins: reading can begin there.
    marks: Vec<(u32, usize)>,
    kind: PhantomData<K>,
}

/// So many bytes lie between two marks.
const MARK_EVERY: usize = 1 << 14;
/// The bytes that hold how many members a group has.
const COUNT: usize = 4;

impl<K: Kind> Run<K> {
    pub(super) fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    pub(super) fn cursor(&self) -> Cursor<'_, K> {
        let mut cursor = Cursor { bytes: &self.bytes, at: 0, next: None, kind: PhantomData };
        cursor.next = cursor.following(0);
        cursor
    }

    /// A cursor that stands before the first group at or above `group`.
    pub(super) fn cursor_from(&self, group: u32) -> Cursor<'_, K> {
        let after = self.marks.partition_point(|(first, _)| *first <= group);
        let mut cursor = self.cursor();
        if let Some(&(first, at)) = after.checked_sub(1).and_then(|place| self.marks.get(place)) {
            (cursor.next, cursor.at) = (Some(first), at);
        }
        while cursor.next.is_some_and(|next| next < group) {
            if cursor.each(|_, _| ()).is_none() {
                break;
            }
        }
        cursor
    }

    /// Groups that lie about equally far apart.
    pub(super) fn marks(&self) -> impl Iterator<Item = u32> {
        self.marks.iter().map(|(group, _)| *group)
    }

    /// The run that foreign bytes hold; none when they hold none. `check` looks
    /// at every key.
    pub(super) fn from_bytes(
        bytes: Vec<u8>,
        mut check: impl FnMut(u32, K::Member) -> bool,
    ) -> Option<Self> {
        let mut writer = Writer::<K>::default();
        let mut cursor = Cursor::<K> { bytes: &bytes, at: 0, next: None, kind: PhantomData };
        cursor.next = cursor.following(0);
        let (mut own, mut last) = (Vec::new(), None);
        while let Some(group) = cursor.next {
            if last.is_some_and(|last| group <= last) {
                return None;
            }
            own.clear();
            cursor.each(|member, value| own.push((member, *value)))?;
            let ascending = own.windows(2).all(|pair| pair[0].0 < pair[1].0);
            if own.is_empty() || !ascending || !own.iter().all(|(m, _)| check(group, *m)) {
                return None;
            }
            writer.group(group, own.iter());
            last = Some(group);
        }
        // What is written anew is what was read, or the bytes had a second form.
        let run = writer.finish();
        (run.bytes == bytes).then_some(run)
    }
}

/// Writes a run; groups and members come in ascending order.
pub(super) struct Writer<K: Kind> {
    out: Out,
    marks: Vec<(u32, usize)>,
    last: u32,
    count_at: usize,
    count: u32,
    before: K::Member,
}

impl<K: Kind> Default for Writer<K> {
    fn default() -> Self {
        let (out, marks, before) = (Out::default(), Vec::new(), K::Member::default());
        Self { out, marks, last: 0, count_at: 0, count: 0, before }
    }
}

impl<K: Kind> Writer<K> {
    pub(super) fn open(&mut self, group: u32) {
        // INVARIANT: groups ascend, so the difference does not wrap.
        self.out.small([u64::from(group - self.last)]);
        self.count_at = self.out.len();
        if self.marks.last().is_none_or(|(_, at)| self.count_at - at >= MARK_EVERY) {
            self.marks.push((group, self.count_at));
        }
        self.out.skip(COUNT);
        (self.last, self.count, self.before) = (group, 0, K::Member::default());
    }

    #[inline]
    pub(super) fn push(&mut self, member: K::Member, value: &K::Value) {
        K::write(&mut self.out, self.before, member, value);
        self.before = member;
        self.count += 1;
    }

    pub(super) fn close(&mut self) {
        self.out.patch(self.count_at, &self.count.to_le_bytes());
    }

    /// A whole group.
    pub(super) fn group<'v>(
        &mut self,
        group: u32,
        members: impl Iterator<Item = &'v (K::Member, K::Value)>,
    ) where
        K::Member: 'v,
        K::Value: 'v,
    {
        self.open(group);
        members.for_each(|(member, value)| self.push(*member, value));
        self.close();
    }

    /// The run; the writer begins anew and keeps its room.
    pub(super) fn finish(&mut self) -> Run<K> {
        let bytes = self.out.written().to_vec();
        self.out.clear();
        self.last = 0;
        Run { bytes, marks: std::mem::take(&mut self.marks), kind: PhantomData }
    }
}

/// Reads a run group by group.
pub(super) struct Cursor<'r, K> {
    bytes: &'r [u8],
    at: usize,
    /// The group that comes next.
    next: Option<u32>,
    kind: PhantomData<K>,
}

impl<K: Kind> Cursor<'_, K> {
    /// The group that comes next; none at the end.
    pub(super) const fn peek(&self) -> Option<u32> {
        self.next
    }

    /// Reads how far the following group is from this one.
    fn following(&mut self, group: u32) -> Option<u32> {
        if self.at >= self.bytes.len() {
            return None;
        }
        // INVARIANT: foreign bytes are written anew when they are taken in, so what
        // does not fit here ends the run and is found to differ.
        group.checked_add(u32::try_from(read(self.bytes, &mut self.at)?).ok()?)
    }

    /// Hands the values of the next group to `take`.
    #[inline]
    pub(super) fn each(&mut self, mut take: impl FnMut(K::Member, &K::Value)) -> Option<u32> {
        let group = self.next?;
        let (bytes, mut at) = (self.bytes, self.at);
        let count = bytes.get(at..at + COUNT)?.try_into().ok().map(u32::from_le_bytes)?;
        at += COUNT;
        let mut before = K::Member::default();
        for _ in 0..count {
            let (member, value) = K::read(bytes, &mut at, before)?;
            take(member, &value);
            before = member;
        }
        self.at = at;
        self.next = self.following(group);
        Some(group)
    }
}
