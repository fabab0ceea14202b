//! What must hold of the library's own answers on random contracts.
