use longtail::{Error, ErrorKind, Language};
use napi::Status;
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Runs the body of an entry. Every function that the host may call goes
/// through here: a panic that left it would end the host's process.
pub fn entry<T>(work: impl FnOnce() -> napi::Result<T>) -> napi::Result<T> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| Err(interrupted(&*panic)))
}

/// The error a host sees: its message is the JSON that the wrapper class reads.
pub fn raise(error: &Error) -> napi::Error {
    napi::Error::new(Status::InvalidArg, longtail::error_json(error, Language::En))
}

/// The error for a text or a number that cannot be taken.
pub fn input(message: String) -> napi::Error {
    raise(&Error::new(ErrorKind::Input, message))
}

/// The error for work that was interrupted by a fault of our own. Its message is
/// no JSON, by which the wrapper knows that it is of kind `internal`.
fn interrupted(panic: &(dyn Any + Send)) -> napi::Error {
    let text = panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("unknown fault");
    napi::Error::new(Status::GenericFailure, format!("internal fault: {text}"))
}
