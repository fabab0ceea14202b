mod attack;
mod figures;
mod linear;
mod state;
