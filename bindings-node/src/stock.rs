use crate::engine::NativeEngine;
use crate::errors::{entry, raise};
use longtail::StockLedger;
use napi_derive::napi;

/// A stock ledger in memory.
#[napi]
pub struct NativeStockLedger {
    ledger: StockLedger,
}

#[napi]
impl NativeStockLedger {
    #[napi(factory)]
    pub fn restore(snapshot: String, log: String) -> napi::Result<Self> {
        entry(|| match StockLedger::from_text(&snapshot, &log) {
            Ok(ledger) => Ok(Self { ledger }),
            Err(error) => Err(raise(&error)),
        })
    }

    #[napi]
    pub fn ask(
        &self,
        engine: &NativeEngine,
        verb: String,
        question: String,
    ) -> napi::Result<String> {
        entry(|| {
            longtail::stock_json(&engine.engine, &self.ledger, &verb, &question)
                .map_err(|error| raise(&error))
        })
    }

    #[napi]
    pub fn log(&self, after: i64) -> napi::Result<String> {
        entry(|| Ok(self.ledger.log_text(after.unsigned_abs())))
    }

    #[napi]
    pub fn snapshot(&self) -> napi::Result<String> {
        entry(|| Ok(self.ledger.snapshot_text()))
    }

    #[napi]
    pub fn compact(&self) -> napi::Result<()> {
        entry(|| {
            self.ledger.compact();
            Ok(())
        })
    }
}
