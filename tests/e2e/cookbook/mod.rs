//! The Cookbook as an agent uses it: the client script, the real program, llama.cpp's server with a model that it loads at once.

mod debugging;
mod downloading;
mod faults;
mod house;
mod importing;
mod machine;
mod presets;
mod remote;
mod rights;
mod unloading;
