//! Commands as people write them, and as nobody should.

mod accepted;
