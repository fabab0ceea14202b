use crate::errors::{entry, raise};
use crate::given::read_text;
use crate::models::NativeWork;
use longtail::InsightSales;
use napi::bindgen_prelude::{AsyncTask, Uint8Array};
use napi::{Env, Task};
use napi_derive::napi;
use std::sync::Arc;

/// Sales that are read, shared with the threads that answer questions about them.
#[napi]
pub struct NativeInsight {
    sales: Arc<InsightSales>,
}

#[napi]
impl NativeInsight {
    /// Answers a question off the thread of the host: JSON in, JSON out.
    #[napi]
    pub fn ask_async(&self, verb: String, question: String) -> napi::Result<AsyncTask<Asked>> {
        entry(|| Ok(AsyncTask::new(Asked { sales: self.sales.clone(), verb, question })))
    }

    #[napi(getter)]
    pub fn niches(&self) -> napi::Result<Vec<String>> {
        entry(|| Ok(self.sales.niches().to_vec()))
    }

    /// The lines that take no part, by reason: JSON out.
    #[napi(getter)]
    pub fn left_out(&self) -> napi::Result<String> {
        entry(|| self.sales.ask("left_out", "{}").map_err(|error| raise(&error)))
    }

    #[napi]
    pub fn to_bytes(&self) -> napi::Result<AsyncTask<Write>> {
        entry(|| Ok(AsyncTask::new(Write { sales: self.sales.clone() })))
    }
}

/// Sales to be read.
pub struct Read {
    pub sales: Vec<u8>,
    pub work: NativeWork,
}

impl Task for Read {
    type Output = InsightSales;
    type JsValue = NativeInsight;

    fn compute(&mut self) -> napi::Result<Self::Output> {
        entry(|| {
            let text = read_text("sales", &self.sales)?;
            InsightSales::read_watched(text, &mut self.work.watch()).map_err(|error| raise(&error))
        })
    }

    fn resolve(&mut self, _: Env, output: Self::Output) -> napi::Result<Self::JsValue> {
        Ok(NativeInsight { sales: Arc::new(output) })
    }
}

/// Bytes of sales to be put together.
pub struct Merge {
    pub terms: String,
    pub parts: Vec<Vec<u8>>,
    pub work: NativeWork,
}

impl Task for Merge {
    type Output = InsightSales;
    type JsValue = NativeInsight;

    fn compute(&mut self) -> napi::Result<Self::Output> {
        entry(|| {
            InsightSales::merge(&self.terms, &self.parts, &mut self.work.watch())
                .map_err(|error| raise(&error))
        })
    }

    fn resolve(&mut self, _: Env, output: Self::Output) -> napi::Result<Self::JsValue> {
        Ok(NativeInsight { sales: Arc::new(output) })
    }
}

/// Sales to be written as bytes.
pub struct Write {
    sales: Arc<InsightSales>,
}

impl Task for Write {
    type Output = Vec<u8>;
    type JsValue = Uint8Array;

    fn compute(&mut self) -> napi::Result<Self::Output> {
        entry(|| Ok(self.sales.to_bytes()))
    }

    fn resolve(&mut self, _: Env, output: Self::Output) -> napi::Result<Self::JsValue> {
        Ok(output.into())
    }
}

/// A question about sales that were read.
pub struct Asked {
    sales: Arc<InsightSales>,
    verb: String,
    question: String,
}

impl Task for Asked {
    type Output = String;
    type JsValue = String;

    fn compute(&mut self) -> napi::Result<Self::Output> {
        entry(|| self.sales.ask(&self.verb, &self.question).map_err(|error| raise(&error)))
    }

    fn resolve(&mut self, _: Env, output: Self::Output) -> napi::Result<Self::JsValue> {
        Ok(output)
    }
}
