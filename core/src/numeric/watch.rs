//! Long work that tells how far it is, and can be stopped.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// How far long work is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Pieces that are done.
    pub done: usize,
    /// All pieces.
    pub total: usize,
}

/// Is told how far the work is, on the caller's own thread, and may stop it: the
/// work then ends with an error of the kind [`Cancelled`](crate::ErrorKind::Cancelled).
pub type Watch<'a> = &'a mut dyn FnMut(Progress) -> ControlFlow<()>;

/// Lets work run to its end.
pub fn nobody() -> impl FnMut(Progress) -> ControlFlow<()> {
    |_| ControlFlow::Continue(())
}

/// The answers to pieces `0..total` in their order, shared out over threads. The
/// caller's thread works as well, and is the only one that speaks to `watch`; none
/// when that stopped the work.
///
/// INVARIANT: `piece` depends on its number alone, so the answers do not depend
/// on the number of threads. `fresh` makes the workspace of a thread.
pub fn share_out<W, T: Send>(
    total: usize,
    workers: usize,
    watch: Watch<'_>,
    fresh: impl Fn() -> W + Sync,
    piece: impl Fn(&mut W, usize) -> T + Sync,
) -> Option<Vec<T>> {
    let (next, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let stop = AtomicBool::new(false);
    let work = |told: &mut dyn FnMut()| {
        let (mut space, mut answers) = (fresh(), Vec::new());
        while !stop.load(Ordering::Relaxed) {
            let at = next.fetch_add(1, Ordering::Relaxed);
            if at >= total {
                break;
            }
            answers.push((at, piece(&mut space, at)));
            done.fetch_add(1, Ordering::Relaxed);
            told();
        }
        answers
    };
    let mut answers = std::thread::scope(|scope| {
        let others: Vec<_> = (1..workers.clamp(1, WORKERS_MAX).min(total.max(1)))
            // A thread that the system refuses is done without.
            .filter_map(|_| {
                std::thread::Builder::new().spawn_scoped(scope, || work(&mut || {})).ok()
            })
            .collect();
        let mut own = work(&mut || {
            let progress = Progress { done: done.load(Ordering::Relaxed), total };
            if watch(progress).is_break() {
                stop.store(true, Ordering::Relaxed);
            }
        });
        for other in others {
            match other.join() {
                Ok(more) => own.extend(more),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        own
    });
    if stop.load(Ordering::Relaxed) {
        return None;
    }
    answers.sort_unstable_by_key(|(at, _)| *at);
    Some(answers.into_iter().map(|(_, answer)| answer).collect())
}

/// More threads than this are not started.
const WORKERS_MAX: usize = 64;
