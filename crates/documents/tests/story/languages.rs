//! What a text is taken for, and the file that it becomes.

use serde_json::json;

use crate::house::{House, id};

#[tokio::test]
async fn a_text_tells_its_language() {
    let house = House::new();
    // (title, language given, text, language)
    for (title, given, content, language) in [
        ("", None, "", "markdown"),
        (
            "",
            None,
            "Just some words: from here import nothing.",
            "markdown",
        ),
        (
            "",
            None,
            "# Plan\n\n```python\nimport os\n```\n",
            "markdown",
        ),
        ("", None, "import this sentence from prose", "markdown"),
        ("", None, "Select a colour from the list", "markdown"),
        ("", None, "def of a word: see below", "markdown"),
        ("", None, "<3 you", "markdown"),
        (
            "",
            None,
            "<svg xmlns=\"http://www.w3.org/2000/svg\"></svg>",
            "svg",
        ),
        (
            "",
            None,
            "<?xml version=\"1.0\"?>\n<svg width=\"1\"/>",
            "svg",
        ),
        ("", None, "<?xml version=\"1.0\"?><note/>", "xml"),
        ("", None, "\u{feff}<!DOCTYPE html>\n<html></html>", "html"),
        ("", None, "  <HTML><body>", "html"),
        ("", None, "<div class=\"x\">", "html"),
        ("", None, "<divine comedy>", "markdown"),
        ("", None, "{\"a\": [1, 2]}\n", "json"),
        ("", None, "[1, 2, 3]", "json"),
        ("", None, "{\"a\": }", "markdown"),
        ("", None, "[a link](http://x)", "markdown"),
        ("", None, "#!/usr/bin/env python3\nx", "python"),
        ("", None, "#!/bin/bash\necho", "bash"),
        ("", None, "#!/bin/sh\necho", "bash"),
        ("", None, "# comment\nimport os\nprint(1)", "python"),
        ("", None, "import numpy as np", "python"),
        ("", None, "from a.b import c, d", "python"),
        ("", None, "def f(x):\n    return x", "python"),
        ("", None, "class A(B):\n  pass", "python"),
        ("", None, "const a = 1;", "javascript"),
        ("", None, "import a from 'b';", "javascript"),
        ("", None, "function f() {\n}", "javascript"),
        ("", None, "-- all\nSELECT *\nFROM todos", "sql"),
        ("", None, "select 1 from x;", "sql"),
        ("", None, "create table x (y int)", "sql"),
        ("", None, "body {\n  color: red;\n}", "css"),
        ("", None, ".a:hover, #b {\n  margin: 0 1px;\n}", "css"),
        // What is given is kept, whatever it is.
        ("", Some(" klingon "), "{}", "klingon"),
        ("", Some("  "), "{}", "json"),
        // A mail is one in any case.
        ("", None, "To: ann\nSubject: x\n\nHello", "email"),
        (
            "",
            Some("markdown"),
            "From: b\nTo: ann\nSubject: x",
            "email",
        ),
        ("", None, "To: nobody in particular", "markdown"),
        ("New Email", Some("text"), "", "email"),
        (" new message ", None, "{}", "email"),
        ("New mail server", None, "", "markdown"),
    ] {
        let mut input = json!({ "title": title, "content": content });
        if let Some(given) = given {
            input["language"] = json!(given);
        }
        let made = house.ok("ann", "documents.create", input).await;
        assert_eq!(
            made["language"], language,
            "{title:?} {given:?} {content:?}"
        );
    }
}

#[tokio::test]
async fn a_document_is_a_file_of_its_kind() {
    let house = House::new();
    for (title, language, name, media_type) in [
        ("Plan", "markdown", "Plan.md", "text/markdown"),
        ("script.py", "python", "script.py", "text/plain"),
        ("a/b: \"c\"?", "JSON", "a-b- -c--.json", "application/json"),
        ("..", "klingon", "document.txt", "text/plain"),
        ("Crème", "html", "Crème.html", "text/html"),
        ("Mail", "email", "Mail.eml", "message/rfc822"),
    ] {
        let input = json!({ "title": title, "language": language, "content": "té\n" });
        let made = house.ok("ann", "documents.create", input).await;
        let media_type = format!("{media_type}; charset=utf-8");
        assert_eq!(
            house.download("ann", &id(&made)).await,
            (name.to_owned(), media_type, "té\n".to_owned())
        );
    }
    let long = house.create("ann", &"é".repeat(500), "").await;
    let (name, ..) = house.download("ann", &long).await;
    assert!(name.len() <= 255 && name.ends_with(".md"), "{name}");

    // The same as resources, for those who open by address.
    let registry = house.workspace.registry();
    let resource = registry.resources().next().unwrap();
    let list = house.list("ann", json!({ "search": "script" })).await;
    let entry = (resource.entry)(&list["items"][0]);
    assert_eq!(
        (entry.title.as_str(), entry.media_type),
        ("script.py", "text/plain")
    );
    let content = (resource.content)(house.get("ann", &entry.id).await);
    assert_eq!(
        (content.text.as_str(), content.media_type),
        ("té\n", "text/plain")
    );
}
