//! What a program that runs takes.

use std::fs;
use std::os::unix::fs::symlink;

use super::engines::{environment, here, script};
use super::house::{House, SHELLS};
use crate::command::{Command, Environment};
use crate::runner::footprint::{Footprint, footprint};

#[tokio::test]
async fn models_are_sized_and_engines_are_told() {
    for shell in SHELLS {
        let house = House::new(shell);
        let file = |path: &str, bytes: usize| house.program(path, &"x".repeat(bytes));
        environment(&house, "venv", &[("vllm", "0.11.0"), ("sglang", "0.5.4")]);
        script(&house, "home/venv/bin/vllm", "venv");
        file("home/one.gguf", 10_000);
        file("home/two-00001-of-00002.gguf", 20_000);
        file("home/two-00002-of-00002.gguf", 300);
        file("home/two-00001-of-00003.gguf", 7);
        file("home/folder/config.json", 11);
        file("home/folder/deeper/w.safetensors", 1_000);
        let hub = house.home().join(".cache/huggingface/hub/models--org--m");
        file("home/.cache/huggingface/hub/models--org--m/blobs/a", 40_000);
        file("home/.cache/huggingface/hub/models--org--m/blobs/old", 5);
        fs::create_dir_all(hub.join("snapshots/abc")).unwrap();
        symlink("../../blobs/a", hub.join("snapshots/abc/w.safetensors")).unwrap();
        // Written without a line feed, as the hub's client does.
        file("home/.cache/huggingface/hub/models--org--m/refs/main", 0);
        fs::write(hub.join("refs/main"), "abc").unwrap();
        house.program(
            "home/.local/bin/llama-server",
            "#!/bin/sh\necho 'version: 4589 (eb7cf15a)' >&2\n",
        );
        for (cmd, model_bytes, version) in [
            ("llama-server -m ~/one.gguf", Some(10_000), Some("4589")),
            (
                "llama-server -m ~/two-00001-of-00002.gguf",
                Some(20_300),
                Some("4589"),
            ),
            ("llama-server -m ~/none.gguf", None, Some("4589")),
            // One file of the many that a repository has.
            ("llama-server -hf org/m", None, Some("4589")),
            ("vllm serve org/m", Some(40_000), Some("0.11.0")),
            ("vllm serve org/m --revision v2", None, Some("0.11.0")),
            ("vllm serve org/other", None, Some("0.11.0")),
            ("vllm serve ~/folder", Some(1_011), Some("0.11.0")),
            (
                "~/venv/bin/python3 -m sglang.launch_server --model-path org/m",
                Some(40_000),
                Some("0.5.4"),
            ),
            ("python3 -m http.server 8000", None, None),
        ] {
            let command = Command::parse(cmd).unwrap();
            let target = here(Environment::Venv("~/venv".to_owned()));
            let seen = footprint(&house.machines, &target, &command).await;
            let expected = Footprint {
                model_bytes,
                version: version.map(str::to_owned),
            };
            assert_eq!(seen.unwrap(), expected, "{shell}: {cmd}");
        }
    }
}
