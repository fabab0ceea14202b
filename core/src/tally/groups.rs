//! Several runs read as one.

use super::options::THREADS_MAX;
use super::run::{Cursor, Kind, Run, Writer};
use crate::error::Error;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;
use std::sync::Arc;
use std::thread;

/// Runs of the same kind; a key may stand in several of them.
#[derive(Debug)]
pub(super) struct Runs<K> {
    /// Each with its level: the run of level `n + 1` was made of those of level `n`.
    /// Shared, so that a state can be changed on the side and put in place at once.
    runs: Vec<(u32, Arc<Run<K>>)>,
}

impl<K> Clone for Runs<K> {
    fn clone(&self) -> Self {
        Self { runs: self.runs.clone() }
    }
}

impl<K> Default for Runs<K> {
    fn default() -> Self {
        Self { runs: Vec::new() }
    }
}

/// So many runs of a level become one of the next.
const FAN_IN: usize = 256;

impl<K: Kind> Runs<K> {
    /// Adds a run, and melts runs together when there are many.
    pub(super) fn push(&mut self, run: Run<K>) -> Result<(), Error> {
        let mut level = 0;
        if run.is_empty() {
            return Ok(());
        }
        self.runs.push((level, Arc::new(run)));
        while self.runs.iter().filter(|(l, _)| *l == level).count() >= FAN_IN {
            let own: Vec<&Run<K>> =
                self.runs.iter().filter(|(l, _)| *l == level).map(|(_, run)| &**run).collect();
            let melted = melt(&mut Groups::of(&own))?;
            self.runs.retain(|(l, _)| *l != level);
            level += 1;
            self.runs.push((level, Arc::new(melted)));
        }
        Ok(())
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Run<K>> {
        self.runs.iter().map(|(_, run)| &**run)
    }

    pub(super) fn bytes(&self) -> usize {
        self.iter().map(|run| run.bytes.len()).sum()
    }

    /// All groups in ascending order.
    pub(super) fn groups(&self) -> Groups<'_, K> {
        Groups::of(&self.iter().collect::<Vec<_>>())
    }

    /// Reads all groups, cut in parts of neighbours that threads share; the
    /// answers come in the order of the groups.
    pub(super) fn in_parts<T: Send>(
        &self,
        threads: usize,
        read: impl Fn(Groups<'_, K>) -> Result<T, Error> + Sync,
    ) -> Result<Vec<T>, Error>
    where
        K: Sync,
    {
        let runs: Vec<&Run<K>> = self.iter().collect();
        let cuts = cuts(&runs, threads.clamp(1, THREADS_MAX));
        let starts = std::iter::once(None).chain(cuts.iter().copied().map(Some));
        let ends = cuts.iter().copied().map(Some).chain(std::iter::once(None));
        let spans: Vec<_> = starts.zip(ends).collect();
        let read =
            |(start, end): (Option<u32>, Option<u32>)| read(Groups::between(&runs, start, end));
        let Some((&first, others)) = spans.split_first() else { return Ok(Vec::new()) };
        let read = &read;
        thread::scope(|scope| {
            let running: Vec<_> =
                others.iter().map(|&span| scope.spawn(move || read(span))).collect();
            let first = read(first);
            let joined = running.into_iter().map(|part| {
                // What stopped a worker stops the call, as it would without workers.
                part.join().unwrap_or_else(|cause| std::panic::resume_unwind(cause))
            });
            std::iter::once(first).chain(joined).collect()
        })
    }
}

/// Groups that cut runs in parts of about equal bytes: marks lie equally far apart.
fn cuts<K: Kind>(runs: &[&Run<K>], parts: usize) -> Vec<u32> {
    let mut marks: Vec<u32> = runs.iter().flat_map(|run| run.marks()).collect();
    marks.sort_unstable();
    let at = |part: usize| marks.get(marks.len() * part / parts).copied();
    let mut cuts: Vec<u32> = (1..parts).filter_map(at).collect();
    cuts.dedup();
    cuts
}

/// The groups of several runs, in ascending order.
pub(super) struct Groups<'r, K> {
    cursors: Vec<Cursor<'r, K>>,
    /// The next group of each cursor, the least on top.
    next: BinaryHeap<Reverse<(u32, usize)>>,
    end: Option<u32>,
}

impl<'r, K: Kind> Groups<'r, K> {
    pub(super) fn of(runs: &[&'r Run<K>]) -> Self {
        Self::between(runs, None, None)
    }

    /// The groups from `start` up to, but without, `end`.
    fn between(runs: &[&'r Run<K>], start: Option<u32>, end: Option<u32>) -> Self {
        let cursor =
            |run: &&'r Run<K>| start.map_or_else(|| run.cursor(), |group| run.cursor_from(group));
        let cursors: Vec<_> = runs.iter().map(cursor).collect();
        let next = cursors.iter().zip(0..).filter_map(|(c, at)| Some(Reverse((c.peek()?, at))));
        Self { next: next.collect(), cursors, end }
    }

    /// Whether only one run has the next group: then its members come once.
    #[inline]
    pub(super) fn next_is_single(&self) -> bool {
        // In a heap the second place and the third are below the first only.
        let heap = self.next.as_slice();
        let next = |place: usize| heap.get(place).map(|next| next.0.0);
        next(0) != next(1) && next(0) != next(2)
    }

    /// Hands the values of the next group to `take`, and says which group it is and
    /// how many runs had it. With one run members ascend; with more a member may
    /// come again.
    #[inline]
    pub(super) fn next_raw(
        &mut self,
        mut take: impl FnMut(K::Member, &K::Value),
    ) -> Option<(u32, usize)> {
        let group = self.next.peek()?.0.0;
        if self.end.is_some_and(|end| group >= end) {
            return None;
        }
        let mut runs = 0;
        while let Some(mut top) = self.next.peek_mut() {
            let Reverse((next, at)) = *top;
            if next != group {
                break;
            }
            let cursor = &mut self.cursors[at];
            // INVARIANT: a run was written here or checked when it was read.
            cursor.each(&mut take)?;
            match cursor.peek() {
                Some(next) => *top = Reverse((next, at)),
                None => {
                    PeekMut::pop(top);
                }
            }
            runs += 1;
        }
        Some((group, runs))
    }

    /// The next group with its members in ascending order, each once.
    #[inline]
    pub(super) fn next(
        &mut self,
        out: &mut Vec<(K::Member, K::Value)>,
    ) -> Result<Option<u32>, Error> {
        out.clear();
        let Some((group, runs)) = self.next_raw(|member, value| out.push((member, *value))) else {
            return Ok(None);
        };
        if runs > 1 {
            out.sort_by_key(|(member, _)| *member);
            combine::<K>(out)?;
        }
        Ok(Some(group))
    }
}

/// Adds up neighbours with the same key.
pub(super) fn combine<K: Kind>(members: &mut Vec<(K::Member, K::Value)>) -> Result<(), Error> {
    add_up(members, K::plus)
}

/// Adds up neighbours with the same key.
pub(super) fn add_up<T: PartialEq + Copy, V: Copy>(
    values: &mut Vec<(T, V)>,
    plus: impl Fn(&V, &V) -> Result<V, Error>,
) -> Result<(), Error> {
    let mut kept = 0;
    for place in 1..values.len() {
        if values[place].0 == values[kept].0 {
            values[kept].1 = plus(&values[kept].1, &values[place].1)?;
        } else {
            kept += 1;
            values[kept] = values[place];
        }
    }
    values.truncate(kept + 1);
    Ok(())
}

/// One run of several.
pub(super) fn melt<K: Kind>(groups: &mut Groups<'_, K>) -> Result<Run<K>, Error> {
    let (mut writer, mut own) = (Writer::default(), Vec::new());
    while let Some(group) = groups.next(&mut own)? {
        writer.group(group, own.iter());
    }
    Ok(writer.finish())
}

/// A member of a group, and its value.
pub(super) type Keyed<K> = ((u32, <K as Kind>::Member), <K as Kind>::Value);

/// The run of values in any order.
pub(super) fn run_of<K: Kind>(mut values: Vec<Keyed<K>>) -> Result<Run<K>, Error> {
    values.sort_unstable_by_key(|(key, _)| *key);
    add_up(&mut values, K::plus)?;
    let mut writer = Writer::default();
    for group in values.chunk_by(|a, b| a.0.0 == b.0.0) {
        writer.open(group[0].0.0);
        group.iter().for_each(|((_, member), value)| writer.push(*member, value));
        writer.close();
    }
    Ok(writer.finish())
}
