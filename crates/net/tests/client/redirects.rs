//! Redirects over real connections.

use net::header::{AUTHORIZATION, CONTENT_TYPE, HeaderName};
use net::{Client, Error, Method, Purpose, Request};

use crate::names::names;
use crate::server::{Server, whole};
use crate::{get, household, refusal};

#[tokio::test]
async fn redirects_go_on_only_to_where_the_first_request_could_have_gone() {
    let server =
        Server::start(|path| whole("302 Found", &format!("location: {}\r\n", &path[1..]), ""))
            .await;
    let client = Client::with_resolver(names(&[("metadata.test", &["169.254.169.254"])]));
    for (location, part) in [
        ("http://169.254.169.254/", "metadata"),
        ("http://metadata.test/", "metadata"),
        ("//[::ffff:169.254.169.254]/", "metadata"),
        ("file:///etc/passwd", "http://"),
        ("http://a:b@127.0.0.1/", "user name"),
    ] {
        let why = refusal(get(&client, &server.url(&format!("/{location}"))).await);
        assert!(why.contains(part), "{location}: {why}");
    }
    let bad = get(&client, &server.url("/http://[::bad/"))
        .await
        .unwrap_err();
    assert!(matches!(bad, Error::Protocol { .. }), "{bad:?}");
}

#[tokio::test]
async fn credentials_stay_with_the_origin_they_were_given_for() {
    let other = Server::start(|_| whole("200 OK", "", "there")).await;
    let elsewhere = other.url("/end");
    let first = Server::start(move |path| match path {
        "/start" => whole("307 Temporary Redirect", "location: /middle\r\n", ""),
        "/middle" => whole(
            "307 Temporary Redirect",
            &format!("location: {elsewhere}\r\n"),
            "",
        ),
        _ => whole("404 Not Found", "", ""),
    })
    .await;
    let mut request = Request::post(household(&first.url("/start")), Purpose::Household, "{}");
    for (name, value) in [
        (AUTHORIZATION, "Bearer tk_1"),
        (HeaderName::from_static("x-api-key"), "tk_2"),
        (HeaderName::from_static("cookie"), "tk_3"),
        (CONTENT_TYPE, "application/json"),
    ] {
        request = request.header(name, value).unwrap();
    }
    let response = Client::new().send(request).await.unwrap();
    assert_eq!(
        (response.body.as_ref(), response.url.path()),
        (&b"there"[..], "/end")
    );
    let (start, middle, end) = (
        &first.requests()[0],
        &first.requests()[1],
        &other.requests()[0],
    );
    for secret in ["tk_1", "tk_2", "tk_3"] {
        assert!(
            start.contains(secret) && middle.contains(secret),
            "same origin: {middle}"
        );
        assert!(!end.contains(secret), "another origin: {end}");
    }
    assert!(
        end.starts_with("POST ")
            && end.ends_with("\r\n\r\n{}")
            && end.contains("content-type: application/json"),
        "{end}"
    );
    assert!(!end.contains("referer"), "{end}");
}

#[tokio::test]
async fn a_redirect_changes_the_method_as_the_standard_says() {
    // Status and method of the redirected request; method and content of the next (RFC 9110 §15.4).
    for (status, method, then, body) in [
        (301, Method::POST, "GET", ""),
        (302, Method::POST, "GET", ""),
        (303, Method::POST, "GET", ""),
        (307, Method::POST, "POST", "hello"),
        (308, Method::POST, "POST", "hello"),
        (301, Method::PUT, "PUT", "hello"),
        (302, Method::DELETE, "DELETE", "hello"),
        (303, Method::PUT, "GET", ""),
        (303, Method::HEAD, "HEAD", ""),
        (301, Method::GET, "GET", "hello"),
    ] {
        let server = Server::start(move |path| match path {
            "/start" => whole(&format!("{status} Moved"), "location: end\r\n", "moved"),
            _ => whole("200 OK", "", ""),
        })
        .await;
        let mut request = Request::new(
            method.clone(),
            household(&server.url("/start")),
            Purpose::Household,
        );
        request.body = "hello".into();
        if method == Method::HEAD {
            request.body = "".into();
        }
        let request = request.header(CONTENT_TYPE, "text/plain").unwrap();
        let mut unfollowed = request.clone();
        unfollowed.redirects = 0;
        let answer = Client::new().send(unfollowed).await.unwrap();
        assert_eq!(
            (
                answer.status.as_u16(),
                answer.headers["location"].to_str().unwrap()
            ),
            (status, "end")
        );
        assert_eq!(Client::new().send(request).await.unwrap().status, 200);
        let next = server.requests().pop().unwrap();
        assert!(
            next.starts_with(&format!("{then} /end ")),
            "{status} {method}: {next}"
        );
        assert!(
            next.ends_with(&format!("\r\n\r\n{body}")),
            "{status} {method}: {next}"
        );
        assert_eq!(
            next.contains("content-type"),
            !(body.is_empty()),
            "{status} {method}: {next}"
        );
    }
}

#[tokio::test]
async fn redirects_are_counted_and_odd_ones_are_answers() {
    let server = Server::start(|path| match path {
        "/loop" => whole("302 Found", "location: /loop\r\n", ""),
        "/nowhere" => whole("302 Found", "", "no location"),
        _ => whole("304 Not Modified", "location: /loop\r\n", ""),
    })
    .await;
    let client = Client::new();
    let mut request = Request::get(household(&server.url("/loop")), Purpose::Household);
    request.redirects = 3;
    let error = client.send(request).await.unwrap_err();
    assert!(error.to_string().contains("too many times"), "{error}");
    assert_eq!(server.requests().len(), 4);
    assert_eq!(
        get(&client, &server.url("/nowhere")).await.unwrap().status,
        302
    );
    assert_eq!(
        get(&client, &server.url("/same")).await.unwrap().status,
        304
    );
}
