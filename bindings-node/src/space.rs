use crate::errors::raise;
use longtail::{Decision, Engine, Options, Workspace};
use std::cell::RefCell;
use std::mem;

thread_local! {
    // Decisions are made in space that is kept, so that nothing is allocated
    // once it is warm. What an order booked is forgotten after each call.
    static SPACE: RefCell<Space> = RefCell::default();
}

/// Where one thread makes its decisions.
#[derive(Default)]
pub struct Space {
    workspace: Workspace,
    pub out: String,
    /// The number of the decision that the workspace holds.
    ticket: u32,
    /// Whether a decision was begun and not ended, as after a panic.
    begun: bool,
}

impl Space {
    /// Decides an order; the decision stays in the workspace.
    pub fn decide(&mut self, engine: &Engine, order: &str, options: &Options) -> napi::Result<()> {
        self.begin();
        let decided = longtail::read_order(order)
            .and_then(|draft| engine.decide(&draft, options, &mut self.workspace).map(drop));
        self.begun = false;
        decided.map_err(|error| raise(&error))
    }

    /// Forgets the decision before, and what a panic may have left of it.
    pub fn begin(&mut self) {
        if mem::replace(&mut self.begun, true) {
            self.workspace = Workspace::new();
        }
        self.workspace.forget_bookings();
        self.out.clear();
        self.ticket = self.ticket.wrapping_add(1);
    }

    /// The decision made last, and where its text goes.
    pub fn parts(&mut self) -> (&Decision, &mut String) {
        (self.workspace.decision(), &mut self.out)
    }

    /// The number of the decision made last.
    pub fn ticket(&self) -> u32 {
        self.ticket
    }
}

/// Works in the space of this thread.
pub fn with_space<T>(work: impl FnOnce(&mut Space) -> T) -> T {
    SPACE.with(|space| work(&mut space.borrow_mut()))
}
