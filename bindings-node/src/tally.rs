use crate::errors::{entry, input, raise};
use crate::given::{read_text, source};
use longtail::{Currency, Tally};
use napi::bindgen_prelude::{AsyncTask, Either, Uint8Array};
use napi::{Env, Task};
use napi_derive::napi;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

/// Sums that the threads of the host share. One writes, or any number read: what the core
/// does to a tally it does whole or not at all.
#[derive(Clone)]
struct Shared(Arc<RwLock<Tally>>);

impl Shared {
    fn of(tally: Tally) -> Self {
        Self(Arc::new(RwLock::new(tally)))
    }

    fn read(&self) -> RwLockReadGuard<'_, Tally> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Tally> {
        self.0.write().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A tally of columns of sales. All work on it is done off the thread of the host.
#[napi]
pub struct NativeTally {
    tally: Shared,
    /// None in a tally of bytes: it is that of its rows.
    currency: Option<Currency>,
}

#[napi]
impl NativeTally {
    #[napi(factory)]
    pub fn build(options: String) -> napi::Result<Self> {
        entry(|| {
            let (options, currency) =
                longtail::tally_options(&options).map_err(|error| raise(&error))?;
            let tally = Tally::new(&options).map_err(|error| raise(&error))?;
            Ok(Self { tally: Shared::of(tally), currency: Some(currency) })
        })
    }

    #[napi]
    pub fn update(
        &self,
        columns: Either<String, Uint8Array>,
        threads: u32,
    ) -> napi::Result<AsyncTask<Update>> {
        entry(|| {
            let (tally, currency) = (self.tally.clone(), self.currency);
            let (columns, threads) = (source(columns), threads as usize);
            Ok(AsyncTask::new(Update { tally, currency, columns, threads }))
        })
    }

    #[napi]
    pub fn merge(&self, other: &NativeTally) -> napi::Result<AsyncTask<Merge>> {
        entry(|| {
            let (tally, other) = (self.tally.clone(), other.tally.clone());
            Ok(AsyncTask::new(Merge { tally, other }))
        })
    }

    #[napi]
    pub fn to_bytes(&self) -> napi::Result<AsyncTask<Write>> {
        entry(|| Ok(AsyncTask::new(Write { tally: self.tally.clone() })))
    }

    /// Answers a question: JSON in, JSON out.
    #[napi]
    pub fn figure(&self, question: String, threads: u32) -> napi::Result<AsyncTask<Figure>> {
        entry(|| {
            let (tally, threads) = (self.tally.clone(), threads as usize);
            Ok(AsyncTask::new(Figure { tally, question, threads }))
        })
    }
}

/// Columns to be taken in.
pub struct Update {
    tally: Shared,
    currency: Option<Currency>,
    columns: Vec<u8>,
    threads: usize,
}

impl Task for Update {
    type Output = ();
    type JsValue = ();

    fn compute(&mut self) -> napi::Result<()> {
        entry(|| {
            let text = read_text("columns", &self.columns)?;
            let (options, known) = {
                let tally = self.tally.read();
                (tally.options().clone(), tally.currency())
            };
            let Some(currency) = self.currency.or(known) else {
                return Err(input(
                    "a tally of bytes without rows has no currency; make one with \
                     `new Tally(options)` and merge it"
                        .to_owned(),
                ));
            };
            // Summed by themselves, so that others may ask and add meanwhile.
            let own = longtail::tally_columns(text, currency, &options, self.threads);
            let taken = own.and_then(|own| self.tally.write().absorb(own));
            taken.map_err(|error| raise(&error))
        })
    }

    fn resolve(&mut self, _: Env, (): ()) -> napi::Result<()> {
        Ok(())
    }
}

/// A tally to be taken in by another, or by itself.
pub struct Merge {
    tally: Shared,
    other: Shared,
}

impl Task for Merge {
    type Output = ();
    type JsValue = ();

    fn compute(&mut self) -> napi::Result<()> {
        entry(|| {
            let other = self.other.read().clone();
            self.tally.write().absorb(other).map_err(|error| raise(&error))
        })
    }

    fn resolve(&mut self, _: Env, (): ()) -> napi::Result<()> {
        Ok(())
    }
}

/// A tally to be written as bytes.
pub struct Write {
    tally: Shared,
}

impl Task for Write {
    type Output = Vec<u8>;
    type JsValue = Uint8Array;

    fn compute(&mut self) -> napi::Result<Self::Output> {
        entry(|| self.tally.read().to_bytes().map_err(|error| raise(&error)))
    }

    fn resolve(&mut self, _: Env, output: Self::Output) -> napi::Result<Self::JsValue> {
        Ok(output.into())
    }
}

/// A question about a tally.
pub struct Figure {
    tally: Shared,
    question: String,
    threads: usize,
}

impl Task for Figure {
    type Output = String;
    type JsValue = String;

    fn compute(&mut self) -> napi::Result<Self::Output> {
        entry(|| {
            let tally = self.tally.read();
            let table = longtail::figure(&tally, &self.question, self.threads)
                .map_err(|error| raise(&error))?;
            let mut out = String::new();
            table.write_json(&mut out);
            Ok(out)
        })
    }

    fn resolve(&mut self, _: Env, output: Self::Output) -> napi::Result<Self::JsValue> {
        Ok(output)
    }
}

/// Bytes to be read as a tally.
pub struct Restore {
    pub bytes: Vec<u8>,
}

impl Task for Restore {
    type Output = Tally;
    type JsValue = NativeTally;

    fn compute(&mut self) -> napi::Result<Self::Output> {
        entry(|| Tally::from_bytes(&self.bytes).map_err(|error| raise(&error)))
    }

    fn resolve(&mut self, _: Env, output: Self::Output) -> napi::Result<Self::JsValue> {
        Ok(NativeTally { tally: Shared::of(output), currency: None })
    }
}
