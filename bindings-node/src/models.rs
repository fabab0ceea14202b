use crate::errors::{entry, raise};
use longtail::Progress;
use napi::{Env, Task};
use napi_derive::napi;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

/// What the host and the thread that works know of each other: how far it is, and
/// whether it is to stop.
#[derive(Clone, Default)]
#[napi]
pub struct NativeWork {
    state: Arc<State>,
}

#[derive(Default)]
struct State {
    stop: AtomicBool,
    done: AtomicU32,
    total: AtomicU32,
}

#[napi]
impl NativeWork {
    #[napi(constructor)]
    pub fn new() -> napi::Result<Self> {
        entry(|| Ok(Self::default()))
    }

    #[napi]
    pub fn stop(&self) -> napi::Result<()> {
        entry(|| {
            self.state.stop.store(true, Ordering::Relaxed);
            Ok(())
        })
    }

    /// What is done, and all there is; none before it is known.
    #[napi]
    pub fn progress(&self) -> napi::Result<Vec<u32>> {
        entry(|| {
            let read = |count: &AtomicU32| count.load(Ordering::Relaxed);
            Ok(vec![read(&self.state.done), read(&self.state.total)])
        })
    }
}

impl NativeWork {
    pub(crate) fn watch(&self) -> impl FnMut(Progress) -> ControlFlow<()> {
        let state = Arc::clone(&self.state);
        move |step| {
            let count = |pieces: usize| u32::try_from(pieces).unwrap_or(u32::MAX);
            state.total.store(count(step.total), Ordering::Relaxed);
            state.done.store(count(step.done), Ordering::Relaxed);
            match state.stop.load(Ordering::Relaxed) {
                true => ControlFlow::Break(()),
                false => ControlFlow::Continue(()),
            }
        }
    }
}

/// A question about tails or the value of partners, answered off the thread of the host.
pub struct Asked {
    pub verb: String,
    pub question: String,
    pub work: NativeWork,
}

impl Task for Asked {
    type Output = String;
    type JsValue = String;

    fn compute(&mut self) -> napi::Result<Self::Output> {
        entry(|| {
            longtail::models_json(&self.verb, &self.question, &mut self.work.watch())
                .map_err(|error| raise(&error))
        })
    }

    fn resolve(&mut self, _: Env, output: Self::Output) -> napi::Result<Self::JsValue> {
        Ok(output)
    }
}
