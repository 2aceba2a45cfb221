//! The official client, over real connections.

use std::sync::Arc;
use std::time::Duration;

use interfaces::serve;
use rmcp::model::{
    CallToolRequestParams, ClientConfig, ErrorCode, Implementation, PaginatedRequestParams,
    ProgressNotificationParam, ProtocolVersion, ReadResourceRequestParams,
};
use rmcp::service::{NotificationContext, RunningService, ServiceError};
use rmcp::transport::StreamableHttpClientTransport;
use rmcp::transport::streamable_http_client::StreamableHttpClientTransportConfig;
use rmcp::{ClientHandler, RoleClient, ServiceExt};
use serde_json::{Map, Value, json};
use tokio::net::TcpListener;
use tokio::sync::{mpsc, watch};
use tokio::time::timeout;

use crate::house::House;

/// Only a defect makes anything here take so long.
const LONG: Duration = Duration::from_secs(30);

/// A client that keeps what it is told of progress.
#[derive(Clone)]
struct Listener {
    version: ProtocolVersion,
    heard: mpsc::UnboundedSender<ProgressNotificationParam>,
}

impl ClientHandler for Listener {
    fn get_info(&self) -> ClientConfig {
        ClientConfig::new(Default::default(), Implementation::new("test", "1"))
            .with_protocol_version(self.version.clone())
    }

    async fn on_progress(
        &self,
        said: ProgressNotificationParam,
        _: NotificationContext<RoleClient>,
    ) {
        let _ = self.heard.send(said);
    }
}

struct Conversation {
    client: RunningService<RoleClient, Listener>,
    heard: mpsc::UnboundedReceiver<ProgressNotificationParam>,
    _close: watch::Sender<bool>,
}

async fn converse(house: &House, scopes: &[&str], version: ProtocolVersion) -> Conversation {
    // Built with the whole workspace, the client's HTTP wants to know which cryptography there is.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (close, closing) = watch::channel(false);
    tokio::spawn(serve(listener, house.app.clone(), closing));
    let mut config = StreamableHttpClientTransportConfig::with_uri(format!("http://{address}/mcp"));
    config.auth_header = Some(house.token(scopes).await);
    let transport = StreamableHttpClientTransport::from_config(config);
    let (heard, hears) = mpsc::unbounded_channel();
    let client = Listener { version, heard };
    let client = timeout(LONG, client.serve(transport))
        .await
        .unwrap()
        .unwrap();
    Conversation {
        client,
        heard: hears,
        _close: close,
    }
}

fn arguments(value: Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

#[tokio::test]
async fn the_official_client_gets_along_in_every_version() {
    let house = House::open().await;
    for version in ProtocolVersion::KNOWN_VERSIONS {
        let talk = converse(&house, &["papers:read", "slow:read"], version.clone()).await;
        let client = &talk.client;
        let tools = client.list_all_tools().await.unwrap();
        let names: Vec<&str> = tools.iter().map(|tool| &*tool.name).collect();
        assert_eq!(
            names,
            [
                "slow_work",
                "blanks_get",
                "papers_get",
                "operations_search",
                "operations_call"
            ]
        );

        let call = CallToolRequestParams::new("papers_get")
            .with_arguments(arguments(json!({ "id": "n1" })));
        let called = client.call_tool(call).await.unwrap();
        assert_eq!(called.is_error, Some(false));
        assert_eq!(called.structured_content.unwrap()["text"], "# n1");
        let call = CallToolRequestParams::new("pearls_get")
            .with_arguments(arguments(json!({ "id": "n1" })));
        let refused = client.call_tool(call).await.unwrap();
        assert_eq!(refused.is_error, Some(true));
        let error = client
            .call_tool(CallToolRequestParams::new("no_such"))
            .await
            .unwrap_err();
        assert!(
            matches!(error, ServiceError::McpError(error) if error.code == ErrorCode::INVALID_PARAMS)
        );

        let resources = client.list_all_resources().await.unwrap();
        assert_eq!(resources.len(), 3);
        let uri = resources[2].uri.clone();
        let read = client
            .read_resource(ReadResourceRequestParams::new(uri))
            .await
            .unwrap();
        assert_eq!(
            serde_json::to_value(&read.contents[0]).unwrap()["text"],
            "# n3"
        );
        let page = PaginatedRequestParams::default().with_cursor(Some("nonsense".to_owned()));
        client.list_resources(Some(page)).await.unwrap_err();
        talk.client.cancel().await.unwrap();
    }
}

#[tokio::test]
async fn the_official_client_hears_progress_of_calls_that_run_at_once() {
    let house = Arc::new(House::open().await);
    let mut talk = converse(&house, &["slow:read"], ProtocolVersion::V_2025_11_25).await;
    let call = |key: &str| {
        let input = json!({ "key": key, "steps": 3 });
        talk.client
            .call_tool(CallToolRequestParams::new("slow_work").with_arguments(arguments(input)))
    };
    let (one, two) = timeout(LONG, async { tokio::join!(call("one"), call("two")) })
        .await
        .unwrap();
    for called in [one, two] {
        assert_eq!(called.unwrap().structured_content.unwrap()["steps"], 3);
    }
    let said = timeout(LONG, talk.heard.recv()).await.unwrap().unwrap();
    assert_eq!(said.total, Some(3.0));
}
