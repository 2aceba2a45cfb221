//! `odysseus serve`: the server, from its first line to its last.

use std::io::IsTerminal;
use std::path::Path;
use std::time::Duration;

use identity::Identity;
use interfaces::{App, Config, WebApp, WebFile};
use operation::Registry;
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;

use crate::args::Serve;
use crate::{Stop, local};

/// What is in flight at the end gets so long to finish.
const GRACE: Duration = Duration::from_secs(8);

/// Runs the server until it is told to stop.
pub(crate) fn run(registry: Registry, options: &Serve) -> Result<(), Stop> {
    let filter = EnvFilter::try_from_env("ODYSSEUS_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    // The MCP SDK logs the messages that it is given, which are private, and each request several times.
    let filter = filter.add_directive("rmcp=error".parse().map_err(Stop::failed)?);
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .init();
    net::init();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(Stop::failed)?;
    runtime.block_on(serve(registry, options))
}

async fn serve(registry: Registry, options: &Serve) -> Result<(), Stop> {
    let config = Config::new(
        options.listen,
        options.public_url.as_deref(),
        options.trusted_proxy.clone(),
    )
    .map_err(Stop::usage)?;
    let web = web_app(options.web_dir.as_deref())?;
    // The port first: a second server must not touch the data of the one that runs.
    let listener = TcpListener::bind(options.listen)
        .await
        .map_err(|error| Stop::failed(format!("cannot listen on {}: {error}", options.listen)))?;
    let address = listener.local_addr().map_err(Stop::failed)?;
    let workspace = local::open(registry, &options.data).await?;
    let identity = Identity::new(workspace.clone());
    first_user(
        &identity,
        &format!("http://{address}"),
        options.public_url.as_deref(),
    )
    .await?;

    let timer = tokio::spawn({
        let workspace = workspace.clone();
        async move { workspace.run_jobs().await }
    });
    let services = tokio::spawn({
        let workspace = workspace.clone();
        async move { workspace.run_services().await }
    });
    let housekeeping = tokio::spawn({
        let identity = identity.clone();
        async move { identity.housekeeping().await }
    });
    tracing::info!(
        "Odysseus {} is at http://{address}",
        env!("CARGO_PKG_VERSION")
    );

    let app = App {
        workspace: workspace.clone(),
        identity: identity.clone(),
        config,
        web,
    };
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let server = tokio::spawn(interfaces::serve(listener, app, stopped));
    told_to_stop().await?;
    tracing::info!("stopping");
    let _ = stop.send(true);
    if tokio::time::timeout(GRACE, server).await.is_err() {
        tracing::warn!(
            "some calls were still running after {} s and are cut off",
            GRACE.as_secs()
        );
    }
    timer.abort();
    services.abort();
    housekeeping.abort();
    identity.flush().await;
    workspace.database().clone().close().await;
    Ok(())
}

/// The web app that this program carries, or the one of a folder.
fn web_app(folder: Option<&Path>) -> Result<WebApp, Stop> {
    if let Some(folder) = folder {
        return WebApp::from_folder(folder)
            .map_err(|error| Stop::usage(format!("--web-dir {}: {error}", folder.display())));
    }
    Ok(WebApp::new(webapp::FILES.iter().map(|file| {
        let content = match file.content {
            webapp::Content::Plain(bytes) => WebFile::Plain(bytes.into()),
            webapp::Content::Compressed { brotli, gzip } => WebFile::Compressed {
                brotli: brotli.into(),
                gzip: gzip.into(),
            },
        };
        (file.path, content)
    })))
}

/// Makes the admin that the environment names, or tells how to make the first one.
async fn first_user(
    identity: &Identity,
    address: &str,
    public_url: Option<&str>,
) -> Result<(), Stop> {
    let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    if let (Some(name), Some(password)) = (
        variable("ODYSSEUS_ADMIN_USER"),
        variable("ODYSSEUS_ADMIN_PASSWORD"),
    ) {
        identity.admin_from_environment(&name, &password).await?;
    }
    if let Some(token) = identity.setup_link_token().await? {
        let base = public_url.unwrap_or(address).trim_end_matches('/');
        println!(
            "Welcome. Make the first account here (the link works once, for 24 hours):\n\n  {base}/setup?token={token}\n"
        );
    }
    Ok(())
}

/// Waits for SIGTERM or SIGINT (Ctrl-C).
async fn told_to_stop() -> Result<(), Stop> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut terminate = signal(SignalKind::terminate()).map_err(Stop::failed)?;
        tokio::select! {
            _ = terminate.recv() => Ok(()),
            interrupted = tokio::signal::ctrl_c() => interrupted.map_err(Stop::failed),
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await.map_err(Stop::failed)
}
