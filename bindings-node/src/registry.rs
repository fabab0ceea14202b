use longtail::Engine;
use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

// Engines that worker threads may open by number. Weak, so that an engine lives
// as long as some thread holds it and no longer.
static SHARED: Mutex<Option<HashMap<u32, Weak<Engine>>>> = Mutex::new(None);
static NEXT: AtomicU32 = AtomicU32::new(1);

fn shared() -> MutexGuard<'static, Option<HashMap<u32, Weak<Engine>>>> {
    // The map stays whole whatever a holder of the lock was doing.
    SHARED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Makes an engine known to the other threads of the process.
pub fn publish(engine: &Arc<Engine>) -> u32 {
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let mut guard = shared();
    let engines = guard.get_or_insert_with(HashMap::new);
    engines.retain(|_, engine| engine.strong_count() > 0);
    engines.insert(number, Arc::downgrade(engine));
    number
}

/// The engine with this number, while some thread still holds it.
pub fn open(number: u32) -> Option<Arc<Engine>> {
    shared().as_ref()?.get(&number)?.upgrade()
}
