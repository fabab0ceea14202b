use longtail::{Error, ErrorKind, Language};
use napi::Status;
use std::any::Any;

/// The error a host sees: its message is the JSON that the wrapper class reads.
pub fn raise(error: &Error) -> napi::Error {
    napi::Error::new(Status::InvalidArg, longtail::error_json(error, Language::En))
}

/// The error for work that was interrupted by a fault of our own.
pub fn interrupted(panic: &(dyn Any + Send)) -> napi::Error {
    let text = panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("unknown fault");
    napi::Error::new(Status::GenericFailure, format!("internal fault: {text}"))
}

/// The error for words that are not known.
pub fn input(message: String) -> napi::Error {
    raise(&Error::new(ErrorKind::Input, message))
}
