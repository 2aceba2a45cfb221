//! Commands as people write them, and as nobody should.

mod accepted;
mod canary;
mod edited;
mod hostile;
mod inputs;
mod property;
mod refused;
