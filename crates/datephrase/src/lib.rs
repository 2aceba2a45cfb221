//! Dates, times and recurrences in English words.
#![forbid(unsafe_code)]
