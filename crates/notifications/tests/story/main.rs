//! The story of notifications, through dispatch, with a real database and real receivers on loopback.

mod channels;
mod feed;
mod house;
mod ntfy;
mod receiver;
mod webhook;
