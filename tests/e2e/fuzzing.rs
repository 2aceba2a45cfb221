//! schemathesis (<https://schemathesis.readthedocs.io>) against the running server: thousands of calls of its
//! own making from the OpenAPI document. In the long test alone, since it takes minutes.

use crate::golden::tool;
use crate::support::{Home, Server, run};

#[test]
#[ignore = "takes minutes: cargo xtask test --long"]
fn schemathesis_finds_nothing() {
    let home = Home::new();
    home.user("ann", "Asia/Tokyo", true);
    let token = home.token("ann", &["todos:write", "notifications:write"]);
    let server = Server::start(&home);
    let program = tool("schemathesis==4.32.5", "schemathesis");
    // What fits the schemas is answered as the document says; what does not is at least no fault. (An address
    // beyond 64 KiB, among the latter, is refused before there is anybody to explain it.)
    for (mode, checks) in [
        (
            "positive",
            "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance",
        ),
        ("negative", "not_a_server_error"),
    ] {
        let mut command = home.command(&program);
        command.args([
            "run",
            &format!("{}/api/openapi.json", server.url),
            "--url",
            &server.url,
        ]);
        command.args(["-H", &format!("Authorization: Bearer {token}")]);
        // The stream of events has no end to wait for.
        command.args([
            "--exclude-path",
            "/api/events",
            "--max-examples",
            "50",
            "--workers",
            "2",
        ]);
        // An operation with one text field leaves little to get wrong, which is no finding.
        command.arg("--suppress-health-check=filter_too_much");
        let ran = run(command.args(["--mode", mode, "--checks", checks]), "");
        assert_eq!(ran.code, 0, "{mode}: {}{}", ran.stdout, ran.stderr);
    }
    server.stop();
}
