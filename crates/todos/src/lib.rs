//! Todos, notes, checklists and reminders.
#![forbid(unsafe_code)]
