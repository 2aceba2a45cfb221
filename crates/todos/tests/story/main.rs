//! Todos through the one way in, on a real database.

mod agent;
mod house;
mod ids;
mod input;
mod lists;
mod reminders;
mod repeats;
mod trash;
mod when;
