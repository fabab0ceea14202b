//! Node bindings: convert, call, convert back. The public face is the
//! TypeScript class around this.

mod errors;
mod registry;

use errors::{input, interrupted, raise};
use longtail::{OptionWords, Options, Rulebook, SupplyTables, Table, Tables, Workspace};
use napi::Task;
use napi::bindgen_prelude::AsyncTask;
use napi_derive::napi;
use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

thread_local! {
    // Decisions are made in space that is kept, so that nothing is allocated
    // once it is warm. What an order booked is forgotten after each call.
    static SPACE: RefCell<Space> = RefCell::default();
}

#[derive(Default)]
struct Space {
    workspace: Workspace,
    out: String,
    /// The number of the decision that the workspace holds.
    ticket: u32,
}

impl Space {
    /// Decides an order; the decision stays in the workspace.
    fn decide(
        &mut self,
        engine: &longtail::Engine,
        order: &str,
        options: &Options,
    ) -> napi::Result<()> {
        self.workspace.forget_bookings();
        self.out.clear();
        self.ticket = self.ticket.wrapping_add(1);
        let decided = longtail::read_order(order)
            .and_then(|draft| engine.decide(&draft, options, &mut self.workspace).map(drop));
        decided.map_err(|error| raise(&error))
    }
}

fn with_space<T>(work: impl FnOnce(&mut Space) -> T) -> T {
    SPACE.with(|space| work(&mut space.borrow_mut()))
}

fn options(
    trace: Option<&str>,
    language: Option<&str>,
    stock: Option<&str>,
) -> napi::Result<Options> {
    longtail::options(&OptionWords { trace, language, stock }).map_err(|error| raise(&error))
}

fn table<'a>(source: &'a str, text: Option<&'a String>) -> Table<'a> {
    Table { source, text: text.map_or("", String::as_str) }
}

/// Answers each text with the rows of a verdict and its trace, or an error, in
/// order.
fn answers(engine: &longtail::Engine, texts: &[String], options: &Options) -> Vec<String> {
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

/// An engine, shared with the worker threads that opened it.
#[napi]
pub struct NativeEngine {
    engine: Arc<longtail::Engine>,
}

#[napi]
impl NativeEngine {
    #[napi(factory, catch_unwind)]
    #[allow(clippy::too_many_arguments, reason = "one text a table")]
    pub fn build(
        rulebook: String,
        partners: Option<String>,
        products: Option<String>,
        prices: Option<String>,
        stock: Option<String>,
        receipts: Option<String>,
        promises: Option<String>,
    ) -> napi::Result<Self> {
        let tables = Tables {
            partners: table("partners", partners.as_ref()),
            products: table("products", products.as_ref()),
            prices: table("prices", prices.as_ref()),
            supply: SupplyTables {
                stock: table("stock", stock.as_ref()),
                receipts: table("receipts", receipts.as_ref()),
                promises: table("promises", promises.as_ref()),
            },
        };
        let built = Rulebook::parse(&rulebook, "rulebook")
            .and_then(|book| longtail::Engine::from_tables(book, &tables));
        built.map(|engine| Self { engine: Arc::new(engine) }).map_err(|error| raise(&error))
    }

    #[napi(factory, catch_unwind)]
    pub fn open(number: u32) -> napi::Result<Self> {
        match registry::open(number) {
            Some(engine) => Ok(Self { engine }),
            None => Err(input(format!(
                "no shared engine {number}: it was never shared, or no thread holds it any more"
            ))),
        }
    }

    #[napi(catch_unwind)]
    pub fn share(&self) -> u32 {
        registry::publish(&self.engine)
    }

    #[napi(catch_unwind)]
    pub fn with_supply(
        &self,
        stock: Option<String>,
        receipts: Option<String>,
        promises: Option<String>,
    ) -> napi::Result<NativeEngine> {
        let tables = SupplyTables {
            stock: table("stock", stock.as_ref()),
            receipts: table("receipts", receipts.as_ref()),
            promises: table("promises", promises.as_ref()),
        };
        let built = self.engine.with_supply_tables(&tables);
        built.map(|engine| Self { engine: Arc::new(engine) }).map_err(|error| raise(&error))
    }

    #[napi(getter, catch_unwind)]
    pub fn rulebook_id(&self) -> String {
        self.engine.book().id().to_owned()
    }

    #[napi(getter, catch_unwind)]
    pub fn rulebook_hash(&self) -> String {
        self.engine.book().hash().to_owned()
    }

    #[napi(getter, catch_unwind)]
    pub fn currency(&self) -> String {
        self.engine.book().currency().code().to_owned()
    }

    #[napi(catch_unwind)]
    pub fn niches_of(&self, partner: String) -> napi::Result<Vec<String>> {
        match self.engine.niche_names(&partner) {
            Ok(names) => Ok(names.into_iter().map(str::to_owned).collect()),
            Err(error) => Err(raise(&error)),
        }
    }

    #[napi(catch_unwind)]
    pub fn findings(&self) -> String {
        longtail::findings_json(self.engine.findings(), longtail::Language::En)
    }

    #[napi(catch_unwind)]
    pub fn decide_text(
        &self,
        order: String,
        trace: Option<String>,
        language: Option<String>,
    ) -> napi::Result<String> {
        let options = options(trace.as_deref(), language.as_deref(), None)?;
        with_space(|space| {
            space.decide(&self.engine, &order, &options)?;
            let decision = space.workspace.decision();
            longtail::verdict_json(&self.engine, decision, options.language, &mut space.out);
            Ok(space.out.clone())
        })
    }

    /// The rows of a verdict, after the ticket with which its trace is asked for.
    #[napi(catch_unwind)]
    pub fn decide_rows(
        &self,
        order: String,
        trace: Option<String>,
        language: Option<String>,
    ) -> napi::Result<String> {
        let options = options(trace.as_deref(), language.as_deref(), None)?;
        with_space(|space| {
            space.decide(&self.engine, &order, &options)?;
            space.out.push_str(&space.ticket.to_string());
            space.out.push('\n');
            let decision = space.workspace.decision();
            longtail::verdict_rows(&self.engine, decision, options.language, &mut space.out);
            Ok(space.out.clone())
        })
    }

    /// The rows of a decision's trace: of the one just made when the ticket is
    /// its, else made again, which gives the same.
    #[napi(catch_unwind)]
    pub fn trace_rows(
        &self,
        ticket: u32,
        order: String,
        trace: Option<String>,
    ) -> napi::Result<String> {
        let options = options(trace.as_deref(), None, None)?;
        with_space(|space| {
            if space.ticket != ticket {
                space.decide(&self.engine, &order, &options)?;
            }
            space.out.clear();
            longtail::trace_rows(&self.engine, space.workspace.decision(), &mut space.out);
            Ok(space.out.clone())
        })
    }

    /// What the numbers of the rows stand for, as JSON.
    #[napi(catch_unwind)]
    pub fn names(&self) -> String {
        longtail::names_json(&self.engine)
    }

    #[napi(catch_unwind)]
    pub fn decide_many(
        &self,
        orders: Vec<String>,
        trace: Option<String>,
        language: Option<String>,
        stock: Option<String>,
    ) -> napi::Result<Vec<String>> {
        let options = options(trace.as_deref(), language.as_deref(), stock.as_deref())?;
        Ok(answers(&self.engine, &orders, &options))
    }

    #[napi(catch_unwind)]
    pub fn decide_many_async(
        &self,
        orders: Vec<String>,
        trace: Option<String>,
        language: Option<String>,
        stock: Option<String>,
    ) -> napi::Result<AsyncTask<Many>> {
        let options = options(trace.as_deref(), language.as_deref(), stock.as_deref())?;
        Ok(AsyncTask::new(Many { engine: self.engine.clone(), orders, options }))
    }

    #[napi(catch_unwind)]
    pub fn decide_lines(
        &self,
        orders: String,
        trace: Option<String>,
        language: Option<String>,
        stock: Option<String>,
    ) -> napi::Result<String> {
        let options = options(trace.as_deref(), language.as_deref(), stock.as_deref())?;
        let mut out = String::new();
        self.engine.decide_lines(&orders, &options, &mut Workspace::new(), &mut out);
        Ok(out)
    }
}

/// Many orders, decided off the thread of the host.
pub struct Many {
    engine: Arc<longtail::Engine>,
    orders: Vec<String>,
    options: Options,
}

impl Task for Many {
    type Output = Vec<String>;
    type JsValue = Vec<String>;

    fn compute(&mut self) -> napi::Result<Self::Output> {
        // A panic on this thread would end the host process.
        catch_unwind(AssertUnwindSafe(|| answers(&self.engine, &self.orders, &self.options)))
            .map_err(|panic| interrupted(&*panic))
    }

    fn resolve(&mut self, _: napi::Env, output: Self::Output) -> napi::Result<Self::JsValue> {
        Ok(output)
    }
}

/// Whether a text is a GTIN with a right check digit.
#[napi(catch_unwind)]
pub fn gtin_valid(code: String) -> bool {
    longtail::gtin(&code).is_some()
}

/// Checks a rulebook; every fault as a finding, as JSON.
#[napi(catch_unwind)]
pub fn check_rulebook(
    rulebook: String,
    source: String,
    language: Option<String>,
) -> napi::Result<String> {
    let options = options(None, language.as_deref(), None)?;
    Ok(match Rulebook::parse(&rulebook, &source) {
        Ok(_) => "[]".to_owned(),
        Err(error) => longtail::findings_json(error.findings(), options.language),
    })
}
