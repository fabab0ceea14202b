use crate::batch::{Many, Replayed, answers};
use crate::errors::{entry, input, raise};
use crate::given::{options, supply, tables};
use crate::registry;
use crate::space::with_space;
use longtail::{Engine, Error, OptionWords, Rulebook, Workspace};
use napi::bindgen_prelude::AsyncTask;
use napi_derive::napi;
use std::sync::Arc;

/// An engine, shared with the worker threads that opened it.
#[napi]
pub struct NativeEngine {
    pub(crate) engine: Arc<Engine>,
}

impl NativeEngine {
    fn of(built: Result<Engine, Error>) -> napi::Result<Self> {
        built.map(|engine| Self { engine: Arc::new(engine) }).map_err(|error| raise(&error))
    }
}

#[napi]
impl NativeEngine {
    #[napi(factory)]
    pub fn build(
        rulebook: String,
        master: Vec<Option<String>>,
        supplies: Vec<Option<String>>,
    ) -> napi::Result<Self> {
        entry(|| {
            let tables = tables(&master, &supplies);
            let book = Rulebook::parse(&rulebook, "rulebook");
            Self::of(book.and_then(|book| Engine::from_tables(book, &tables)))
        })
    }

    #[napi(factory)]
    pub fn open(number: u32) -> napi::Result<Self> {
        entry(|| match registry::open(number) {
            Some(engine) => Ok(Self { engine }),
            None => Err(input(format!(
                "no shared engine {number}: it was never shared, or no thread holds it any more"
            ))),
        })
    }

    #[napi]
    pub fn share(&self) -> napi::Result<u32> {
        entry(|| Ok(registry::publish(&self.engine)))
    }

    #[napi]
    pub fn with_supply(&self, supplies: Vec<Option<String>>) -> napi::Result<NativeEngine> {
        entry(|| Self::of(self.engine.with_supply_tables(&supply(&supplies))))
    }

    #[napi(getter)]
    pub fn rulebook_id(&self) -> napi::Result<String> {
        entry(|| Ok(self.engine.book().id().to_owned()))
    }

    #[napi(getter)]
    pub fn rulebook_hash(&self) -> napi::Result<String> {
        entry(|| Ok(self.engine.book().hash().to_owned()))
    }

    #[napi(getter)]
    pub fn currency(&self) -> napi::Result<String> {
        entry(|| Ok(self.engine.book().currency().code().to_owned()))
    }

    #[napi]
    pub fn niches_of(&self, partner: String) -> napi::Result<Vec<String>> {
        entry(|| match self.engine.niche_names(&partner) {
            Ok(names) => Ok(names.into_iter().map(str::to_owned).collect()),
            Err(error) => Err(raise(&error)),
        })
    }

    #[napi]
    pub fn findings(&self) -> napi::Result<String> {
        entry(|| Ok(longtail::findings_json(self.engine.findings(), longtail::Language::En)))
    }

    #[napi]
    pub fn decide_text(
        &self,
        order: String,
        trace: Option<String>,
        language: Option<String>,
    ) -> napi::Result<String> {
        entry(|| {
            let options = options(trace.as_deref(), language.as_deref(), None)?;
            with_space(|space| {
                space.decide(&self.engine, &order, &options)?;
                let (decision, out) = space.parts();
                longtail::verdict_json(&self.engine, decision, options.language, out);
                Ok(out.clone())
            })
        })
    }

    /// The rows of a verdict, after the ticket with which its trace is asked for.
    #[napi]
    pub fn decide_rows(
        &self,
        order: String,
        trace: Option<String>,
        language: Option<String>,
    ) -> napi::Result<String> {
        entry(|| {
            let options = options(trace.as_deref(), language.as_deref(), None)?;
            with_space(|space| {
                space.decide(&self.engine, &order, &options)?;
                let ticket = space.ticket().to_string();
                let (decision, out) = space.parts();
                out.push_str(&ticket);
                out.push('\n');
                longtail::verdict_rows(&self.engine, decision, options.language, out);
                Ok(out.clone())
            })
        })
    }

    /// The rows of a decision's trace: of the one just made when the ticket is
    /// its, else made again, which gives the same.
    #[napi]
    pub fn trace_rows(
        &self,
        ticket: u32,
        order: String,
        trace: Option<String>,
    ) -> napi::Result<String> {
        entry(|| {
            let options = options(trace.as_deref(), None, None)?;
            with_space(|space| {
                if space.ticket() != ticket {
                    space.decide(&self.engine, &order, &options)?;
                }
                let (decision, out) = space.parts();
                out.clear();
                longtail::trace_rows(&self.engine, decision, out);
                Ok(out.clone())
            })
        })
    }

    /// What the numbers of the rows stand for, as JSON.
    #[napi]
    pub fn names(&self) -> napi::Result<String> {
        entry(|| Ok(longtail::names_json(&self.engine)))
    }

    #[napi]
    pub fn decide_many(
        &self,
        orders: Vec<String>,
        trace: Option<String>,
        language: Option<String>,
        stock: Option<String>,
    ) -> napi::Result<Vec<String>> {
        entry(|| {
            let options = options(trace.as_deref(), language.as_deref(), stock.as_deref())?;
            Ok(answers(&self.engine, &orders, &options))
        })
    }

    #[napi]
    pub fn decide_many_async(
        &self,
        orders: Vec<String>,
        trace: Option<String>,
        language: Option<String>,
        stock: Option<String>,
    ) -> napi::Result<AsyncTask<Many>> {
        entry(|| {
            let options = options(trace.as_deref(), language.as_deref(), stock.as_deref())?;
            Ok(AsyncTask::new(Many { engine: self.engine.clone(), orders, options }))
        })
    }

    /// What is near an order, as a JSON list of findings.
    #[napi]
    pub fn hints(&self, order: String, language: Option<String>) -> napi::Result<String> {
        entry(|| {
            let language = options(None, language.as_deref(), None)?.language;
            self.engine.hints_text(&order, language).map_err(|error| raise(&error))
        })
    }

    /// What an order holds for its partner, as JSON.
    #[napi]
    pub fn outlook(&self, order: String, language: Option<String>) -> napi::Result<String> {
        entry(|| {
            let language = options(None, language.as_deref(), None)?.language;
            self.engine.outlook_text(&order, language).map_err(|error| raise(&error))
        })
    }

    /// Why lines are promised as they are, as JSON with words.
    #[napi]
    pub fn explain_promise(&self, order: String, language: Option<String>) -> napi::Result<String> {
        entry(|| {
            let language = options(None, language.as_deref(), None)?.language;
            self.engine.explain_promise_text(&order, language).map_err(|error| raise(&error))
        })
    }

    /// How sure the dates of an order are: JSON in, JSON out.
    #[napi]
    pub fn confidence(&self, order: String, question: String) -> napi::Result<String> {
        entry(|| self.engine.confidence_text(&order, &question).map_err(|error| raise(&error)))
    }

    /// How an order comes to its answer, in words.

    #[napi]
    pub fn explain(
        &self,
        order: String,
        trace: Option<String>,
        language: Option<String>,
    ) -> napi::Result<String> {
        entry(|| {
            let (trace, language) = (trace.as_deref(), language.as_deref());
            let words = OptionWords { trace, language, ..OptionWords::default() };
            self.engine.explain_text(&order, &words).map_err(|error| raise(&error))
        })
    }

    /// What the rulebook holds that its author may not have meant, as JSON.
    #[napi]
    pub fn analyse(
        &self,
        at: Option<String>,
        limit: u32,
        language: Option<String>,
    ) -> napi::Result<String> {
        entry(|| {
            let language = options(None, language.as_deref(), None)?.language;
            longtail::analysis_json(&self.engine, at.as_deref(), Some(limit as usize), language)
                .map_err(|error| raise(&error))
        })
    }

    /// Asks the fee ledger, with the plans of the rulebook: JSON in, JSON out.
    #[napi]
    pub fn ledger(&self, verb: String, question: String) -> napi::Result<String> {
        entry(|| {
            longtail::ledger_json(self.engine.book(), &verb, &question)
                .map_err(|error| raise(&error))
        })
    }

    /// Plans one order for a host with stock of its own: JSON in, JSON out.
    #[napi]
    pub fn plan(&self, question: String) -> napi::Result<String> {
        entry(|| self.engine.plan_text(&question).map_err(|error| raise(&error)))
    }

    /// The sales that an order makes, as the ledger takes them.
    #[napi]
    pub fn sales(&self, order: String, event: String, booked: String) -> napi::Result<String> {
        entry(|| self.engine.sales_text(&order, &event, &booked).map_err(|error| raise(&error)))
    }

    #[napi]
    pub fn replay_async(
        &self,
        candidate: &NativeEngine,
        orders: String,
        workers: u32,
    ) -> napi::Result<AsyncTask<Replayed>> {
        entry(|| {
            let (base, candidate) = (self.engine.clone(), candidate.engine.clone());
            Ok(AsyncTask::new(Replayed { base, candidate, orders, workers: workers as usize }))
        })
    }

    #[napi]
    pub fn decide_lines(
        &self,
        orders: String,
        trace: Option<String>,
        language: Option<String>,
        stock: Option<String>,
    ) -> napi::Result<String> {
        entry(|| {
            let options = options(trace.as_deref(), language.as_deref(), stock.as_deref())?;
            let mut out = String::new();
            self.engine.decide_lines(&orders, &options, &mut Workspace::new(), &mut out);
            Ok(out)
        })
    }
}
