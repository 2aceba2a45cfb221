//! Real commands of every engine, and what is read from them.

use crate::command::{Command, Engine, Kind};

/// A command with its engine, port and model.
type Row = (&'static str, Engine, Option<u16>, Option<&'static str>);

fn check(rows: &[Row]) {
    for (text, engine, port, model) in rows {
        let command =
            Command::parse(text).unwrap_or_else(|error| panic!("{text}: {error} {:?}", error.hint));
        assert_eq!(command.engine(), *engine, "{text}");
        assert_eq!(command.port(), *port, "{text}");
        assert_eq!(command.model(), *model, "{text}");
        assert_eq!(Command::parse(&command.text()).unwrap(), command, "{text}");
    }
}

#[test]
fn vllm() {
    use Engine::Vllm;
    check(&[
        (
            "vllm serve Qwen/Qwen3-8B",
            Vllm,
            Some(8000),
            Some("Qwen/Qwen3-8B"),
        ),
        (
            "vllm serve Qwen/Qwen3-8B --port 8001",
            Vllm,
            Some(8001),
            Some("Qwen/Qwen3-8B"),
        ),
        (
            "vllm serve Qwen/Qwen3-8B --port=8002",
            Vllm,
            Some(8002),
            Some("Qwen/Qwen3-8B"),
        ),
        (
            "vllm serve --model Qwen/Qwen3-8B --port 8001 --port 8003",
            Vllm,
            Some(8003),
            Some("Qwen/Qwen3-8B"),
        ),
        (
            "vllm serve --enforce-eager --port 8001 Qwen/Qwen3-8B",
            Vllm,
            Some(8001),
            Some("Qwen/Qwen3-8B"),
        ),
        (
            "vllm serve --tensor-parallel-size 2 /models/q3",
            Vllm,
            Some(8000),
            Some("/models/q3"),
        ),
        (
            "  vllm   serve\tQwen/Qwen3-8B  ",
            Vllm,
            Some(8000),
            Some("Qwen/Qwen3-8B"),
        ),
        (
            "vllm serve Qwen/Qwen3-8B \\\n  --max-model-len 4096 \\\r\n  --port 8001\n",
            Vllm,
            Some(8001),
            Some("Qwen/Qwen3-8B"),
        ),
        (
            "/opt/venv/bin/vllm serve Qwen/Qwen3-8B",
            Vllm,
            Some(8000),
            Some("Qwen/Qwen3-8B"),
        ),
        (
            "~/venv/bin/vllm serve ~/models/q3",
            Vllm,
            Some(8000),
            Some("~/models/q3"),
        ),
        (
            "CUDA_VISIBLE_DEVICES=0,1 VLLM_USE_V1=0 vllm serve a/b -tp 2",
            Vllm,
            Some(8000),
            Some("a/b"),
        ),
        (
            r#"vllm serve a/b --speculative-config '{"method": "ngram", "n": 3}' --hf-overrides "{\"a\": 1}""#,
            Vllm,
            Some(8000),
            Some("a/b"),
        ),
        (
            "vllm serve a/b --served-model-name x y --port 9",
            Vllm,
            Some(9),
            Some("a/b"),
        ),
        (
            "python3 -u -m vllm.entrypoints.openai.api_server --model a/b --port 8123",
            Vllm,
            Some(8123),
            Some("a/b"),
        ),
        (
            "/opt/venv/bin/python3.12 -m vllm.entrypoints.openai.api_server --model=a/b",
            Vllm,
            Some(8000),
            Some("a/b"),
        ),
    ]);
}

#[test]
fn what_installs_or_fetches_ends_by_itself() {
    for (text, kind) in [
        ("pip install vllm", Kind::Install),
        ("ollama pull qwen3:8b", Kind::Download),
        ("ollama serve", Kind::Serve),
    ] {
        let command = Command::parse(text).unwrap();
        assert_eq!(command.kind(), kind, "{text}");
        assert_eq!(command.port().is_some(), kind == Kind::Serve, "{text}");
    }
}
