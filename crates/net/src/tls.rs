//! TLS: rustls with ring, and whom it trusts.

use reqwest::{Certificate, ClientBuilder};

/// Makes ring the process's cryptography. Call it first thing in `main`; the client calls it too, and a second call does nothing.
pub fn init() {
    // An error means that a provider is installed already, which is what we want.
    let _ = rustls::crypto::ring::default_provider().install_default();
}

/// Builds a client that trusts the machine's certificate store (where a household adds its own authority), or, on a machine without
/// one (a minimal container), Mozilla's list as compiled in.
pub(crate) fn build(new: impl Fn() -> ClientBuilder) -> reqwest::Result<reqwest::Client> {
    init();
    new().build().or_else(|error| {
        tracing::debug!(%error, "the machine's certificates cannot be used; trusting the built-in list");
        let roots = webpki_root_certs::TLS_SERVER_ROOT_CERTS
            .iter()
            .map(|root| Certificate::from_der(root))
            .collect::<Result<Vec<_>, _>>()?;
        new().tls_certs_only(roots).build()
    })
}
