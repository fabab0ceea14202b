mod attack;
mod combined;
mod figures;
mod linear;
mod overlap;
mod state;
