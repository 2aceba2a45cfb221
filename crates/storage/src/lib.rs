//! Opens the database: migrations, transactions, sealed secrets.
#![forbid(unsafe_code)]
