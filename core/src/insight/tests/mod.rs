mod attack;
mod combined;
mod figures;
mod linear;
mod overlap;
mod products;
mod renamed;
mod state;
