use crate::errors::{entry, raise};
use longtail::{Engine, Options, Workspace};
use napi::Task;
use std::sync::Arc;

/// Answers each text with the rows of a verdict and its trace, or an error, in
/// order.
pub fn answers(engine: &Engine, texts: &[String], options: &Options) -> Vec<String> {
    let mut workspace = Workspace::new();
    let mut answer = |text: &String| {
        let draft = longtail::read_order(text)?;
        let decision = engine.decide(&draft, options, &mut workspace)?;
        let mut out = String::new();
        longtail::verdict_rows(engine, decision, options.language, &mut out);
        out.push('\n');
        longtail::trace_rows(engine, decision, &mut out);
        Ok(out)
    };
    let told = |error| longtail::error_json(&error, options.language);
    texts.iter().map(|text| answer(text).unwrap_or_else(told)).collect()
}

/// Orders decided under two sets of rules, off the thread of the host.
pub struct Replayed {
    pub base: Arc<Engine>,
    pub candidate: Arc<Engine>,
    pub orders: String,
    pub workers: usize,
}

impl Task for Replayed {
    type Output = String;
    type JsValue = String;

    fn compute(&mut self) -> napi::Result<Self::Output> {
        entry(|| {
            let Self { base, candidate, orders, workers } = self;
            match longtail::replay(base, candidate, orders, *workers) {
                Ok(replay) => Ok(longtail::replay_json(&replay)),
                Err(error) => Err(raise(&error)),
            }
        })
    }

    fn resolve(&mut self, _: napi::Env, output: Self::Output) -> napi::Result<Self::JsValue> {
        Ok(output)
    }
}

/// Many orders, decided off the thread of the host.
pub struct Many {
    pub engine: Arc<Engine>,
    pub orders: Vec<String>,
    pub options: Options,
}

impl Task for Many {
    type Output = Vec<String>;
    type JsValue = Vec<String>;

    fn compute(&mut self) -> napi::Result<Self::Output> {
        entry(|| Ok(answers(&self.engine, &self.orders, &self.options)))
    }

    fn resolve(&mut self, _: napi::Env, output: Self::Output) -> napi::Result<Self::JsValue> {
        Ok(output)
    }
}
