//! Entries that fail on purpose, for `npm run test:probe`. An addon that is
//! handed out is built without the feature and has none of them.

#![allow(clippy::panic, reason = "what is tested is that a panic is caught")]

use crate::errors::entry;
use crate::space::with_space;
use napi::Task;
use napi::bindgen_prelude::AsyncTask;
use napi_derive::napi;

/// Panics on the thread of the host.
#[napi]
pub fn fail_now() -> napi::Result<()> {
    entry(|| panic!("on purpose"))
}

/// Panics while the space of the thread is in use: before a decision or within one.
#[napi]
pub fn fail_in_space(at: String) -> napi::Result<()> {
    entry(|| {
        with_space(|space| {
            if at == "within" {
                space.begin();
            }
            panic!("on purpose, in the space")
        })
    })
}

/// Panics off the thread of the host.
#[napi]
pub fn fail_later() -> napi::Result<AsyncTask<Failing>> {
    entry(|| Ok(AsyncTask::new(Failing)))
}

/// Work that panics.
pub struct Failing;

impl Task for Failing {
    type Output = ();
    type JsValue = ();

    fn compute(&mut self) -> napi::Result<()> {
        entry(|| panic!("on purpose, later"))
    }

    fn resolve(&mut self, _: napi::Env, (): ()) -> napi::Result<()> {
        Ok(())
    }
}
