//! Real commands of every engine, and what is read from them.

use crate::command::{Command, Engine, Kind, seen};

/// The commands of `accepted.tsv` with what is read from them: engine, port, model.
fn rows() -> impl Iterator<Item = [&'static str; 4]> {
    let lines = include_str!("accepted.tsv").lines();
    lines.filter(|line| !line.starts_with('#')).map(|line| {
        let mut fields = line.split('\t');
        std::array::from_fn(|_| {
            fields
                .next()
                .unwrap_or_else(|| panic!("{line}: four fields"))
        })
    })
}

/// All commands of the table.
pub(super) fn texts() -> impl Iterator<Item = &'static str> {
    rows().map(|[text, ..]| text)
}

#[test]
fn commands_of_every_engine() {
    for [text, engine, port, model] in rows() {
        let command =
            Command::parse(text).unwrap_or_else(|error| panic!("{text}: {error} {:?}", error.hint));
        assert_eq!(command.engine().name(), engine, "{text}");
        let found = command
            .port()
            .map_or_else(String::new, |port| port.to_string());
        assert_eq!(found, port, "{text}");
        assert_eq!(command.model().unwrap_or_default(), model, "{text}");
        let file = Some(model).filter(|model| model.starts_with(['/', '~']));
        assert_eq!(command.needs_model_file(), file, "{text}");
        assert_eq!(Command::parse(&command.text()).unwrap(), command, "{text}");
    }
}

#[test]
fn lines_are_joined_and_spaces_do_not_count() {
    let plain = Command::parse("vllm serve a/b --port 8001").unwrap();
    for text in [
        "vllm serve a/b \\\n  --port 8001\n",
        "vllm serve a/b \\\r\n\t--port 8001\r\n",
        "  vllm   serve\ta/b --port  8001  ",
    ] {
        assert_eq!(Command::parse(text).unwrap(), plain, "{text:?}");
    }
}

#[test]
fn words_are_those_of_a_shell() {
    for (text, words) in [
        (r#"vllm "a b"'c'\ d"#, &["vllm", "a bc d"] as &[_]),
        (r#"vllm '' "" x"#, &["vllm", "", "", "x"]),
        (r#"vllm "\a\"\\\$x" '\n'"#, &["vllm", r#"\a"\$x"#, r"\n"]),
        ("vllm a\\\nb \"c\\\nd\"", &["vllm", "ab", "cd"]),
        (r#"vllm "a$" "$ b" 'x$y'"#, &["vllm", "a$", "$ b", "x$y"]),
        (
            r"vllm \; \| \& \> \~ a#b",
            &["vllm", ";", "|", "&", ">", "~", "a#b"],
        ),
        (
            "vllm * [a] {b,c} (d) !e",
            &["vllm", "*", "[a]", "{b,c}", "(d)", "!e"],
        ),
    ] {
        assert_eq!(Command::parse(text).unwrap().words(), words, "{text}");
    }
}

#[test]
fn text_reads_the_same_in_a_shell() {
    for (text, canonical) in [
        (
            "HF_HOME=\"/a b\" vllm  serve   a/b",
            "HF_HOME='/a b' vllm serve a/b",
        ),
        ("HF_HOME=/a HF_HOME=/b vllm x", "HF_HOME=/b vllm x"),
        ("vllm x \"it's\" '' \\~ ~/m", "vllm x \"it's\" '' '~' ~/m"),
        (
            "vllm x '*' \"it's \\\"q\\\"\"",
            "vllm x '*' 'it'\\''s \"q\"'",
        ),
    ] {
        assert_eq!(Command::parse(text).unwrap().text(), canonical, "{text}");
    }
}

#[test]
fn where_it_listens_and_as_what() {
    for (text, host, name) in [
        ("vllm serve a/b", Some("0.0.0.0"), None),
        (
            "vllm serve a/b --host 127.0.0.1 --served-model-name x",
            Some("127.0.0.1"),
            Some("x"),
        ),
        (
            "LLAMA_ARG_HOST=10.0.0.1 llama-server -m /m/a.gguf -a y",
            Some("10.0.0.1"),
            Some("y"),
        ),
        (
            "lmdeploy serve api_server a/b --server-name ::1 --model-name z",
            Some("::1"),
            Some("z"),
        ),
        ("OLLAMA_HOST=[::]:1234 ollama serve", Some("::"), None),
        ("OLLAMA_HOST=:1234 ollama serve", Some("0.0.0.0"), None),
        ("python3 x.py", None, None),
    ] {
        let command = Command::parse(text).unwrap();
        assert_eq!(command.host(), host, "{text}");
        assert_eq!(command.served_name(), name, "{text}");
    }
}

#[test]
fn what_installs_or_fetches_ends_by_itself() {
    for (text, kind) in [
        (
            "python3 -m pip install -U 'vllm[audio]>=0.10,<0.12' torch",
            Kind::Install,
        ),
        ("pip install vllm", Kind::Install),
        ("ollama pull qwen3:8b", Kind::Download),
        ("ollama serve", Kind::Serve),
        ("vllm serve install", Kind::Serve),
    ] {
        assert_eq!(Command::parse(text).unwrap().kind(), kind, "{text}");
    }
}

#[test]
fn programs_that_run_are_read_whoever_started_them() {
    for (words, engine, port, model) in [
        (
            &[
                "/v/bin/python3",
                "/v/bin/vllm",
                "serve",
                "a/b",
                "--port",
                "81",
            ] as &[_],
            Engine::Vllm,
            Some(81),
            Some("a/b"),
        ),
        (
            &[
                "python3",
                "-X",
                "dev",
                "-m",
                "sglang.launch_server",
                "--model-path",
                "a/b",
            ],
            Engine::Sglang,
            Some(30000),
            Some("a/b"),
        ),
        (
            &["./build/bin/llama-server", "-m", "x.gguf"],
            Engine::LlamaCpp,
            Some(8080),
            Some("x.gguf"),
        ),
        (
            &[
                "/v/bin/python3",
                "/v/bin/uvicorn",
                "app:app",
                "--port",
                "82",
            ],
            Engine::Other,
            Some(82),
            None,
        ),
        (
            &["/v/bin/python3", "/v/bin/mlx_lm.server", "--model", "m"],
            Engine::Mlx,
            Some(8080),
            Some("m"),
        ),
        (
            &["bash", "-c", "echo; vllm serve"],
            Engine::Other,
            None,
            None,
        ),
        (&["-bash"], Engine::Other, None, None),
        (&["python3"], Engine::Other, None, None),
        (&[], Engine::Other, None, None),
    ] {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        let seen = seen(&[], &words);
        assert_eq!(seen.engine, engine, "{words:?}");
        assert_eq!(seen.port, port, "{words:?}");
        assert_eq!(seen.model.as_deref(), model, "{words:?}");
        assert_eq!(seen.served_name, None, "{words:?}");
    }
}

#[test]
fn the_environment_of_a_program_that_runs_tells_too() {
    let words = ["ollama".to_owned(), "serve".to_owned()];
    let seen = seen(&[("OLLAMA_HOST", "0.0.0.0:11500")], &words);
    assert_eq!(seen.port, Some(11500));
    assert_eq!(seen.text, "OLLAMA_HOST=0.0.0.0:11500 ollama serve");
}
