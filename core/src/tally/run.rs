//! A run: sums in the order of their keys, packed in bytes.
//!
//! A key is a group and a member of the group. Groups and members ascend and are
//! written as differences, so a sum takes about eight bytes where its numbers
//! would take eighty: the state of 50 million lines fits in a quarter of them.

use super::sums::{Sums, read, write};

/// Which member of its group a sum belongs to.
pub(super) type Member = u128;

/// Sums in the order of their keys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) bytes: Vec<u8>,
    /// Some groups and where they begin, so that reading can begin there.
    marks: Vec<(u32, usize)>,
    pub(super) records: u64,
}

/// So many bytes lie between two marks.
const MARK_EVERY: usize = 1 << 14;
/// The bytes that hold how many members a group has.
const COUNT: usize = 4;

impl Run {
    pub(super) fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    pub(super) fn cursor(&self) -> Cursor<'_> {
        Cursor { bytes: &self.bytes, at: 0, before: 0 }
    }

    /// A cursor that stands before the first group at or above `group`.
    pub(super) fn cursor_from(&self, group: u32) -> Cursor<'_> {
        let after = self.marks.partition_point(|(first, _)| *first <= group);
        let mut cursor = self.cursor();
        if let Some(&(first, at)) = after.checked_sub(1).and_then(|place| self.marks.get(place)) {
            cursor.at = at;
            let step = cursor.peek().unwrap_or(0);
            cursor.before = first.wrapping_sub(step);
        }
        while cursor.peek().is_some_and(|next| next < group) {
            if cursor.each(|_, _| ()).is_none() {
                break;
            }
        }
        cursor
    }

    /// Groups that cut the run in about equal parts.
    pub(super) fn cuts(&self, parts: usize) -> Vec<u32> {
        let at = |part: usize| self.marks.get(self.marks.len() * part / parts);
        (1..parts).filter_map(at).map(|(group, _)| *group).collect()
    }

    /// The run that foreign bytes hold; none when they hold none. `check` looks
    /// at every key.
    pub(super) fn from_bytes(
        bytes: Vec<u8>,
        mut check: impl FnMut(u32, Member) -> bool,
    ) -> Option<Self> {
        let mut writer = Writer::default();
        let mut cursor = Cursor { bytes: &bytes, at: 0, before: 0 };
        let mut sums = Vec::new();
        while cursor.at < bytes.len() {
            let group = cursor.peek()?;
            if writer.run.records > 0 && group <= writer.last {
                return None;
            }
            sums.clear();
            cursor.each(|member, each| sums.push((member, *each)))?;
            let ascending = sums.windows(2).all(|pair| pair[0].0 < pair[1].0);
            if sums.is_empty() || !ascending || !sums.iter().all(|(m, _)| check(group, *m)) {
                return None;
            }
            writer.open(group);
            sums.iter().for_each(|(member, each)| writer.push(*member, each));
            writer.close();
        }
        // What is written anew is what was read, or the bytes had a second form.
        let run = writer.finish();
        (run.bytes == bytes).then_some(run)
    }
}

/// Writes a run; groups and members come in ascending order.
#[derive(Default)]
pub(super) struct Writer {
    run: Run,
    last: u32,
    count_at: usize,
    count: u32,
    member: Member,
    marked: usize,
}

impl Writer {
    pub(super) fn open(&mut self, group: u32) {
        let bytes = self.run.bytes.len();
        // INVARIANT: groups ascend, so the difference does not wrap.
        write(&mut self.run.bytes, u128::from(group - self.last));
        if bytes == 0 || bytes - self.marked >= MARK_EVERY {
            self.run.marks.push((group, bytes));
            self.marked = bytes;
        }
        self.last = group;
        self.count_at = self.run.bytes.len();
        self.run.bytes.extend_from_slice(&[0; COUNT]);
        self.count = 0;
        self.member = 0;
    }

    /// Members differ mostly in their lower half, which is written as it is when
    /// the upper half changes.
    pub(super) fn push(&mut self, member: Member, sums: &Sums) {
        let (upper, lower) = ((member >> 64) - (self.member >> 64), member as u64);
        write(&mut self.run.bytes, upper);
        let lower = if upper == 0 { lower - self.member as u64 } else { lower };
        write(&mut self.run.bytes, u128::from(lower));
        sums.write(&mut self.run.bytes);
        self.member = member;
        self.count += 1;
    }

    pub(super) fn close(&mut self) {
        let count = self.count.to_le_bytes();
        self.run.bytes[self.count_at..self.count_at + COUNT].copy_from_slice(&count);
        self.run.records += u64::from(self.count);
    }

    pub(super) fn finish(mut self) -> Run {
        self.run.bytes.shrink_to_fit();
        self.run
    }
}

/// Reads a run group by group.
pub(super) struct Cursor<'r> {
    bytes: &'r [u8],
    at: usize,
    /// The group that was read last.
    before: u32,
}

impl Cursor<'_> {
    /// The group that comes next; none at the end.
    pub(super) fn peek(&self) -> Option<u32> {
        let mut at = self.at;
        let step = u32::try_from(read(self.bytes, &mut at)?).ok()?;
        self.before.checked_add(step)
    }

    /// Hands the sums of the next group to `take`.
    pub(super) fn each(&mut self, mut take: impl FnMut(Member, &Sums)) -> Option<u32> {
        let (bytes, mut at) = (self.bytes, self.at);
        let step = u32::try_from(read(bytes, &mut at)?).ok()?;
        let group = self.before.checked_add(step)?;
        let count = bytes.get(at..at + COUNT)?.try_into().ok().map(u32::from_le_bytes)?;
        at += COUNT;
        let (mut upper, mut lower) = (0u64, 0u64);
        for _ in 0..count {
            let more = u64::try_from(read(bytes, &mut at)?).ok()?;
            let low = u64::try_from(read(bytes, &mut at)?).ok()?;
            lower = if more == 0 { lower.checked_add(low)? } else { low };
            upper = upper.checked_add(more)?;
            let sums = Sums::read(bytes, &mut at)?;
            take((u128::from(upper) << 64) | u128::from(lower), &sums);
        }
        (self.at, self.before) = (at, group);
        Some(group)
    }
}
