//! What becomes of a booking: a hold is confirmed or expires, an order is
//! released.

use super::StockAnswer;
use super::books::OrderState;
use super::commit::{hold_expired, of_order};
use super::entry::StockEvent;
use super::ledger::StockLedger;
use crate::explain::Code;

impl StockLedger {
    /// Makes a hold a promise, while it has not expired. An order that is
    /// promised already is a replay.
    #[must_use]
    pub fn confirm(&self, order: &str, now: i64) -> StockAnswer {
        let mut inner = self.lock();
        let now = now.max(inner.books.clock);
        let Some(known) = inner.books.orders.get(order) else {
            return of_order(Code::StockUnknownOrder, order).into();
        };
        match known.state {
            OrderState::Firm => StockAnswer::Replayed { answer: known.answer.clone() },
            OrderState::Held { expires_at } if now < expires_at => {
                let seq = inner.post(StockEvent::Confirmed { order: order.into(), now });
                StockAnswer::Done { seq, findings: Vec::new() }
            }
            OrderState::Held { .. } | OrderState::Expired => hold_expired(order).into(),
            OrderState::Released => of_order(Code::StockReleased, order).into(),
        }
    }

    /// Gives back what is promised to an order, or held for it, and was not
    /// shipped. Again is a replay. Its key is not booked again.
    #[must_use]
    pub fn release(&self, order: &str) -> StockAnswer {
        let mut inner = self.lock();
        let Some(known) = inner.books.orders.get(order) else {
            return of_order(Code::StockUnknownOrder, order).into();
        };
        match known.state {
            OrderState::Firm | OrderState::Held { .. } => {
                let seq = inner.post(StockEvent::Released { order: order.into() });
                StockAnswer::Done { seq, findings: Vec::new() }
            }
            OrderState::Released | OrderState::Expired => {
                StockAnswer::Replayed { answer: "".into() }
            }
        }
    }

    /// Gives back all holds whose time is over. This only cleans up: a hold
    /// stops to count by itself. Nothing to clean is a replay.
    #[must_use]
    pub fn expire(&self, now: i64) -> StockAnswer {
        let mut inner = self.lock();
        let now = now.max(inner.books.clock);
        let books = &inner.books;
        let over = |key: &&std::sync::Arc<str>| {
            let state = books.orders.get(*key).map(|order| order.state);
            matches!(state, Some(OrderState::Held { expires_at }) if expires_at <= now)
        };
        let expired: Vec<Box<str>> =
            books.held.iter().filter(over).map(|key| (&**key).into()).collect();
        let mut answer = StockAnswer::Replayed { answer: "".into() };
        for order in expired {
            let seq = inner.post(StockEvent::Expired { order, now });
            answer = StockAnswer::Done { seq, findings: Vec::new() };
        }
        answer
    }
}
