//! Several runs read as one.

use super::run::{Cursor, Member, Run, Writer};
use super::sums::Sums;
use crate::error::Error;
use std::sync::Arc;
use std::thread;

/// Runs of the same kind; a key may stand in several of them.
#[derive(Clone, Debug, Default)]
pub(super) struct Runs {
    /// Each with its level: the run of level `n + 1` was made of those of level `n`.
    /// Shared, so that a state can be changed on the side and put in place at once.
    runs: Vec<(u32, Arc<Run>)>,
}

/// So many runs of a level become one of the next.
const FAN_IN: usize = 64;

impl Runs {
    /// Adds a run, and melts runs together when there are many.
    pub(super) fn push(&mut self, run: Run) -> Result<(), Error> {
        let mut level = 0;
        if run.is_empty() {
            return Ok(());
        }
        self.runs.push((level, Arc::new(run)));
        while self.runs.iter().filter(|(l, _)| *l == level).count() >= FAN_IN {
            let own: Vec<&Run> =
                self.runs.iter().filter(|(l, _)| *l == level).map(|(_, run)| &**run).collect();
            let melted = melt(&mut Groups::of(&own))?;
            self.runs.retain(|(l, _)| *l != level);
            level += 1;
            self.runs.push((level, Arc::new(melted)));
        }
        Ok(())
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Run> {
        self.runs.iter().map(|(_, run)| &**run)
    }

    pub(super) fn bytes(&self) -> usize {
        self.iter().map(|run| run.bytes.len()).sum()
    }

    /// Reads all groups, cut in parts of neighbours that threads share; the
    /// answers come in the order of the groups.
    pub(super) fn in_parts<T: Send>(
        &self,
        threads: usize,
        read: impl Fn(Groups<'_>) -> Result<T, Error> + Sync,
    ) -> Result<Vec<T>, Error> {
        let runs: Vec<&Run> = self.iter().collect();
        let largest = runs.iter().max_by_key(|run| run.records);
        let mut cuts = largest.map_or(Vec::new(), |run| run.cuts(threads.max(1)));
        cuts.dedup();
        let starts = std::iter::once(None).chain(cuts.iter().copied().map(Some));
        let ends = cuts.iter().copied().map(Some).chain(std::iter::once(None));
        let parts: Vec<Groups<'_>> =
            starts.zip(ends).map(|(start, end)| Groups::between(&runs, start, end)).collect();
        if parts.len() == 1 {
            return parts.into_iter().map(read).collect();
        }
        let read = &read;
        thread::scope(|scope| {
            let running: Vec<_> =
                parts.into_iter().map(|part| scope.spawn(move || read(part))).collect();
            let joined = running.into_iter().map(|part| {
                // What stopped a worker stops the call, as it would without workers.
                part.join().unwrap_or_else(|cause| std::panic::resume_unwind(cause))
            });
            joined.collect()
        })
    }
}

/// The groups of several runs, in ascending order.
pub(super) struct Groups<'r> {
    cursors: Vec<(Option<u32>, Cursor<'r>)>,
    end: Option<u32>,
}

impl<'r> Groups<'r> {
    pub(super) fn of(runs: &[&'r Run]) -> Self {
        Self::between(runs, None, None)
    }

    /// The groups from `start` up to, but without, `end`.
    fn between(runs: &[&'r Run], start: Option<u32>, end: Option<u32>) -> Self {
        let cursor = |run: &&'r Run| {
            let cursor = start.map_or_else(|| run.cursor(), |group| run.cursor_from(group));
            (cursor.peek(), cursor)
        };
        Self { cursors: runs.iter().map(cursor).collect(), end }
    }

    /// Hands the sums of the next group to `take`, and says which group it is and
    /// how many runs had it. With one run members ascend; with more a member may
    /// come again.
    pub(super) fn next_raw(&mut self, mut take: impl FnMut(Member, &Sums)) -> Option<(u32, usize)> {
        let group = self.cursors.iter().filter_map(|(next, _)| *next).min()?;
        if self.end.is_some_and(|end| group >= end) {
            return None;
        }
        let mut runs = 0;
        for (next, cursor) in &mut self.cursors {
            if *next == Some(group) {
                // INVARIANT: a run was written here or checked when it was read.
                cursor.each(&mut take)?;
                *next = cursor.peek();
                runs += 1;
            }
        }
        Some((group, runs))
    }

    /// The next group with its members in ascending order, each once.
    pub(super) fn next(&mut self, out: &mut Vec<(Member, Sums)>) -> Result<Option<u32>, Error> {
        out.clear();
        let Some((group, runs)) = self.next_raw(|member, sums| out.push((member, *sums))) else {
            return Ok(None);
        };
        if runs > 1 {
            out.sort_by_key(|(member, _)| *member);
            combine(out)?;
        }
        Ok(Some(group))
    }
}

/// Adds up neighbours with the same key.
pub(super) fn combine<K: PartialEq + Copy>(sums: &mut Vec<(K, Sums)>) -> Result<(), Error> {
    let mut kept = 0;
    for place in 1..sums.len() {
        if sums[place].0 == sums[kept].0 {
            sums[kept].1 = sums[kept].1.plus(&sums[place].1)?;
        } else {
            kept += 1;
            sums[kept] = sums[place];
        }
    }
    sums.truncate(kept + 1);
    Ok(())
}

/// One run of several.
pub(super) fn melt(groups: &mut Groups<'_>) -> Result<Run, Error> {
    let (mut writer, mut sums) = (Writer::default(), Vec::new());
    while let Some(group) = groups.next(&mut sums)? {
        writer.open(group);
        sums.iter().for_each(|(member, each)| writer.push(*member, each));
        writer.close();
    }
    Ok(writer.finish())
}

/// The run of sums in any order.
pub(super) fn run_of(mut sums: Vec<((u32, Member), Sums)>) -> Result<Run, Error> {
    sums.sort_unstable_by_key(|(key, _)| *key);
    combine(&mut sums)?;
    let mut writer = Writer::default();
    for group in sums.chunk_by(|a, b| a.0.0 == b.0.0) {
        writer.open(group[0].0.0);
        group.iter().for_each(|((_, member), each)| writer.push(*member, each));
        writer.close();
    }
    Ok(writer.finish())
}
