use crate::errors::{entry, raise};
use crate::given::read_text;
use longtail::InsightSales;
use napi::bindgen_prelude::AsyncTask;
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

    #[napi(getter)]
    pub fn left_out(&self) -> napi::Result<i64> {
        entry(|| Ok(i64::try_from(self.sales.left_out()).unwrap_or(i64::MAX)))
    }
}

/// Sales to be read.
pub struct Read {
    pub sales: Vec<u8>,
}

impl Task for Read {
    type Output = InsightSales;
    type JsValue = NativeInsight;

    fn compute(&mut self) -> napi::Result<Self::Output> {
        entry(|| {
            let text = read_text("sales", &self.sales)?;
            InsightSales::read(text).map_err(|error| raise(&error))
        })
    }

    fn resolve(&mut self, _: Env, output: Self::Output) -> napi::Result<Self::JsValue> {
        Ok(NativeInsight { sales: Arc::new(output) })
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
