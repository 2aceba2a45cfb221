//! Commands with other flags, and without their secrets.

use crate::command::{Command, redacted};

fn parse(text: &str) -> Command {
    Command::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

#[test]
fn a_flag_is_set_where_it_stands() {
    for (text, flag, value, edited) in [
        (
            "vllm serve a/b",
            "--max-model-len",
            Some("4096"),
            "vllm serve a/b --max-model-len 4096",
        ),
        (
            "vllm serve a/b --max-model-len 8192 --port 1",
            "--max-model-len",
            Some("4096"),
            "vllm serve a/b --max-model-len 4096 --port 1",
        ),
        (
            "vllm serve a/b --max-model-len=8192 --port 1",
            "--max-model-len",
            Some("4096"),
            "vllm serve a/b --max-model-len=4096 --port 1",
        ),
        (
            "vllm serve a/b --max_model_len 8192",
            "--max-model-len",
            Some("4096"),
            "vllm serve a/b --max_model_len 4096",
        ),
        (
            "vllm serve a/b --port 1 --port=2",
            "--port",
            Some("3"),
            "vllm serve a/b --port=3",
        ),
        (
            "vllm serve a/b -tp 4",
            "--tensor-parallel-size",
            Some("2"),
            "vllm serve a/b -tp 2",
        ),
        (
            "vllm serve a/b --served-model-name x y --port 1",
            "--served-model-name",
            Some("z"),
            "vllm serve a/b --served-model-name z --port 1",
        ),
        (
            "vllm serve a/b",
            "--enforce-eager",
            None,
            "vllm serve a/b --enforce-eager",
        ),
        (
            "vllm serve --enforce-eager a/b",
            "--enforce-eager",
            None,
            "vllm serve --enforce-eager a/b",
        ),
        (
            "llama-server -m /m/a.gguf -c 8192",
            "--ctx-size",
            Some("4096"),
            "llama-server -m /m/a.gguf -c 4096",
        ),
        (
            "llama-server -m /m/a.gguf --gpu-layers 99",
            "-ngl",
            Some("-1"),
            "llama-server -m /m/a.gguf --gpu-layers -1",
        ),
        (
            "llama-server -m /m/a.gguf -fa",
            "-fa",
            Some("off"),
            "llama-server -m /m/a.gguf -fa off",
        ),
        (
            "vllm serve a/b -c x",
            "--ctx-size",
            Some("1"),
            "vllm serve a/b -c x --ctx-size 1",
        ),
        (
            "python3 -m sglang.launch_server --model a/b --tp 2",
            "--tp-size",
            Some("1"),
            "python3 -m sglang.launch_server --model a/b --tp 1",
        ),
        ("vllm serve a/b", "--x", Some("-y"), "vllm serve a/b --x=-y"),
        (
            "vllm serve a/b --x y",
            "--x",
            Some("-y"),
            "vllm serve a/b --x=-y",
        ),
        (
            "python3 -u -m vllm.entrypoints.openai.api_server --model a/b",
            "-u",
            Some("1"),
            "python3 -u -m vllm.entrypoints.openai.api_server --model a/b -u 1",
        ),
    ] {
        let command = parse(text).with_flag(flag, value);
        assert_eq!(command.text(), edited, "{text}");
        assert_eq!(parse(edited), command, "{text}");
        assert_eq!(
            command.flag(flag),
            Some(value.unwrap_or_default()),
            "{text}"
        );
    }
}

#[test]
fn a_flag_is_taken_away_with_its_values() {
    for (text, flag, edited) in [
        (
            "vllm serve a/b --swap-space 4 --port 1",
            "--swap-space",
            "vllm serve a/b --port 1",
        ),
        (
            "vllm serve a/b --swap-space=4 --swap_space 8",
            "--swap-space",
            "vllm serve a/b",
        ),
        (
            "vllm serve --enforce-eager a/b",
            "--enforce-eager",
            "vllm serve a/b",
        ),
        (
            "vllm serve --enable-something-new a/b",
            "--enable-something-new",
            "vllm serve a/b",
        ),
        (
            "vllm serve a/b --lora-modules x=1 y=2 --port 1",
            "--lora-modules",
            "vllm serve a/b --port 1",
        ),
        (
            "llama-server -m /m/a.gguf -ngl -1 --mlock",
            "--n-gpu-layers",
            "llama-server -m /m/a.gguf --mlock",
        ),
        ("vllm serve a/b", "--port", "vllm serve a/b"),
    ] {
        let command = parse(text).without_flag(flag);
        assert_eq!(command.text(), edited, "{text}");
        assert_eq!(command.flag(flag), None, "{text}");
    }
}

#[test]
fn variables_are_set_once() {
    let command = parse("HF_HOME=/a vllm serve a/b").with_variable("HF_HOME", "/b c");
    let command = command.with_variable("VLLM_USE_V1", "0");
    assert_eq!(
        command.text(),
        "HF_HOME='/b c' VLLM_USE_V1=0 vllm serve a/b"
    );
    assert_eq!(command.variable("HF_HOME"), Some("/b c"));
}

#[test]
fn another_port_is_said_as_the_engine_wants_it() {
    for (text, edited) in [
        ("vllm serve a/b", "vllm serve a/b --port 8123"),
        ("vllm serve a/b --port=1", "vllm serve a/b --port=8123"),
        (
            "lmdeploy serve api_server a/b",
            "lmdeploy serve api_server a/b --server-port 8123",
        ),
        ("ollama serve", "OLLAMA_HOST=127.0.0.1:8123 ollama serve"),
        (
            "OLLAMA_HOST=0.0.0.0 ollama serve",
            "OLLAMA_HOST=0.0.0.0:8123 ollama serve",
        ),
        (
            "OLLAMA_HOST=[::1]:1 ollama serve",
            "OLLAMA_HOST='[::1]:8123' ollama serve",
        ),
        ("python3 -m http.server", "python3 -m http.server 8123"),
        (
            "python3 -m http.server 8000 -d 8000",
            "python3 -m http.server 8123 -d 8000",
        ),
        ("npx http-server -p 1", "npx http-server -p 8123"),
        ("PORT=1 node /x.js", "PORT=8123 node /x.js"),
        (
            "LLAMA_ARG_PORT=1 llama-server -m /m/a.gguf",
            "LLAMA_ARG_PORT=1 llama-server -m /m/a.gguf --port 8123",
        ),
    ] {
        let command = parse(text).with_port(8123);
        assert_eq!(command.text(), edited, "{text}");
        assert_eq!(command.port(), Some(8123), "{text}");
    }
}

#[test]
fn secrets_are_not_shown() {
    for (text, shown) in [
        (
            "vllm serve a/b --api-key s3 --port 1",
            "vllm serve a/b --api-key *** --port 1",
        ),
        (
            "vllm serve a/b --api-key=s3",
            "vllm serve a/b --api-key=***",
        ),
        (
            "vllm serve a/b --api_key s3 s4 --port 1",
            "vllm serve a/b --api_key *** *** --port 1",
        ),
        (
            "VLLM_API_KEY='s3 s4' vllm serve a/b",
            "VLLM_API_KEY=*** vllm serve a/b",
        ),
        (
            "llama-server -hft s3 -m /m/a.gguf",
            "llama-server -hft *** -m /m/a.gguf",
        ),
        (
            "llama-server --hf-token -s3 -m /m/a.gguf",
            "llama-server --hf-token *** -m /m/a.gguf",
        ),
        (
            "lmdeploy serve api_server a/b --api-keys s3 s4",
            "lmdeploy serve api_server a/b --api-keys *** ***",
        ),
        ("vllm serve a/b --api-key", "vllm serve a/b --api-key"),
        // What was not started here may be anything.
        (
            "(adopted: uvicorn app --api-key s3)",
            "(adopted: uvicorn app --api-key ***",
        ),
        (
            "./vllm serve --api-key=s3 | tee x",
            "./vllm serve --api-key=*** | tee x",
        ),
    ] {
        assert_eq!(redacted(text), shown, "{text}");
        if let Ok(command) = Command::parse(text) {
            assert_eq!(
                format!("{command:?}"),
                format!("Command({shown})"),
                "{text}"
            );
        }
    }
}

#[test]
fn what_was_shown_can_be_launched_again_with_the_secrets_that_are_kept() {
    let kept = "VLLM_API_KEY=s1 vllm serve a/b --api-key s2";
    for (edited, launched) in [
        (
            "VLLM_API_KEY=*** vllm serve a/b --api-key *** --port 1",
            Some("VLLM_API_KEY=s1 vllm serve a/b --api-key s2 --port 1"),
        ),
        (
            "vllm serve a/b --api-key=***",
            Some("vllm serve a/b --api-key=s2"),
        ),
        (
            "vllm serve a/b --api-key new",
            Some("vllm serve a/b --api-key new"),
        ),
        ("vllm serve a/b", Some("vllm serve a/b")),
        ("vllm serve a/b --hf-token ***", None),
        ("LLAMA_API_KEY=*** llama-server -m /m/a.gguf", None),
    ] {
        let command = parse(edited).with_secrets_of(kept);
        assert_eq!(
            command.ok().map(|command| command.text()).as_deref(),
            launched,
            "{edited}"
        );
    }
}

#[test]
fn each_of_several_keys_is_the_one_that_was_shown_there() {
    let kept = "vllm serve a/b --api-key s1 s2 --port 1 --api-key=s3";
    for (edited, launched) in [
        (
            "vllm serve a/b --api-key *** *** --port 2 --api-key=***",
            Some("vllm serve a/b --api-key s1 s2 --port 2 --api-key=s3"),
        ),
        (
            "vllm serve a/b --api_key *** new ***",
            Some("vllm serve a/b --api_key s1 new s3"),
        ),
        (
            "vllm serve a/b --api-key new *** *** ***",
            Some("vllm serve a/b --api-key new s1 s2 s3"),
        ),
        // Which one was taken away?
        ("vllm serve a/b --api-key *** ***", None),
        ("vllm serve a/b --api-key *** *** *** ***", None),
    ] {
        let command = parse(edited).with_secrets_of(kept);
        assert_eq!(
            command.ok().map(|command| command.text()).as_deref(),
            launched,
            "{edited}"
        );
    }
    assert_eq!(
        redacted("vllm serve a/b --api-key --api-key s1 s2"),
        "vllm serve a/b --api-key *** *** ***"
    );
}
