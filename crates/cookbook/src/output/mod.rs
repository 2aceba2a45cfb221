//! Logs: windows of them, read from the end, and what they tell.
