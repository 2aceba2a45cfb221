//! The web app's files, as the program carries them: made of `web/dist` when it was compiled.
//!
//! Without that folder there is one page in its place that tells how to build the app. Nothing here needs Node.
#![forbid(unsafe_code)]

/// A file of the web app.
#[derive(Debug, Clone, Copy)]
pub struct File {
    /// Where it lies below the app's root, with `/` between the parts: `assets/app-4f2a.js`.
    pub path: &'static str,
    /// What is in it.
    pub content: Content,
}

/// The forms in which a file is carried.
#[derive(Debug, Clone, Copy)]
pub enum Content {
    /// As it is: what is compressed already by its own format, such as a picture.
    Plain(&'static [u8]),
    /// The same text twice.
    Compressed {
        /// In Brotli (RFC 7932).
        brotli: &'static [u8],
        /// In gzip (RFC 1952).
        gzip: &'static [u8],
    },
}

/// The page in place of an app that was not built.
pub const NOT_BUILT: File = File {
    path: "index.html",
    content: Content::Plain(include_bytes!("not_built.html")),
};

/// All files, by path.
pub static FILES: &[File] = include!(concat!(env!("OUT_DIR"), "/files.rs"));
