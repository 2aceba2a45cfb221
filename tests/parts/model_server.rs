//! Where the model server is that `cargo xtask parts` installs: llama.cpp's own, with a model that it loads at once.
//!
//! A test binary has this as a module of its own: `#[path = "…/tests/parts/model_server.rs"] mod model_server;`.

use std::env;
use std::ffi::OsString;
use std::path::PathBuf;

/// The model server's files.
pub(crate) struct ModelServer {
    /// The folder that has the program `llama-server` and nothing else.
    pub(crate) bin: PathBuf,
    /// A model for it, of half a megabyte: its answers mean nothing.
    pub(crate) model: PathBuf,
}

impl ModelServer {
    /// A search path on which `llama-server` is found first, and all else as ever.
    pub(crate) fn search_path(&self) -> OsString {
        let usual = env::var_os("PATH").unwrap_or_default();
        let folders = env::split_paths(&usual);
        env::join_paths([self.bin.clone()].into_iter().chain(folders)).unwrap()
    }
}

/// The model server; fails with what to do where there is none.
#[track_caller]
pub(crate) fn model_server() -> ModelServer {
    // Told by `cargo xtask test`; else in the target folder that this test was built in.
    let told = env::var_os("ODYSSEUS_TEST_MODEL_SERVER").map(PathBuf::from);
    let this = env::current_exe().unwrap();
    let usual = this.ancestors().map(|folder| folder.join("model-server"));
    let files = told.into_iter().chain(usual).map(|folder| ModelServer {
        bin: folder.join("bin"),
        model: folder.join("tiny.gguf"),
    });
    files
        .into_iter()
        .find(|files| files.bin.join("llama-server").is_file() && files.model.is_file())
        .expect(
            "there is no model server to test with: run `cargo xtask parts` once, which installs it",
        )
}
