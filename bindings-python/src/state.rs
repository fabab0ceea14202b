//! A state that threads of the host share.

use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

/// One writes, or any number read. What the core does to a state it does whole or not at
/// all, so a thread that stopped while it held one had not changed it yet.
#[derive(Default)]
pub struct State<T>(RwLock<T>);

impl<T> State<T> {
    pub fn new(value: T) -> Self {
        Self(RwLock::new(value))
    }

    pub fn read(&self) -> RwLockReadGuard<'_, T> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn write(&self) -> RwLockWriteGuard<'_, T> {
        self.0.write().unwrap_or_else(PoisonError::into_inner)
    }
}
