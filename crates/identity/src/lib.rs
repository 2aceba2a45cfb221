//! Users, sessions, two-factor sign-in, API tokens.
#![forbid(unsafe_code)]
