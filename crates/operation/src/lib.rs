//! Operations: what a caller can do, declared once, and the one way in.
#![forbid(unsafe_code)]
