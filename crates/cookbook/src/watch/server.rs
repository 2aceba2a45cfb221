//! Which processes serve models.

use super::Process;
use crate::command::{Seen, seen};

/// The programs and Python modules that serve models, and the words that make them do so. Only what is run itself counts:
/// an editor or `grep` with such a word among its arguments is another program.
const SERVERS: [(&str, &[&str]); 17] = [
    ("vllm", &["serve"]),
    ("vllm.entrypoints.openai.api_server", &[]),
    ("vllm.entrypoints.api_server", &[]),
    ("vllm.entrypoints.cli.main", &["serve"]),
    ("sglang", &["serve"]),
    ("sglang.launch_server", &[]),
    ("llama-server", &[]),
    ("llama_server", &[]),
    ("llama_cpp.server", &[]),
    ("ollama", &["serve"]),
    ("lmdeploy", &["serve", "api_server"]),
    ("mlx_lm.server", &[]),
    ("mlx_lm", &["server"]),
    ("mlx_vlm.server", &[]),
    ("transformers", &["serve"]),
    ("text-generation-launcher", &[]),
    ("text-generation-server", &["serve"]),
];

/// What the process serves; none when it is not known to serve a model.
pub(super) fn read(process: &Process) -> Option<Seen> {
    let (words, named) = program(&process.args)?;
    let name = base(words.get(named)?);
    let arguments = words.get(named + 1..).unwrap_or_default();
    let serves = |(known, first): &(&str, &[&str])| {
        let said = arguments.iter().map(String::as_str);
        *known == name && said.take(first.len()).eq(first.iter().copied())
    };
    if !SERVERS.iter().any(serves) {
        return None;
    }
    let host = process.ollama_host.as_deref();
    let variables: Vec<_> = host.map(|host| ("OLLAMA_HOST", host)).into_iter().collect();
    Some(seen(&variables, &words))
}

/// The program with its arguments; of a script that an interpreter runs, the script with its own, and of a module of
/// Python, `python -m MODULE …`. Also tells which of the words is the program or the module.
fn program(args: &[String]) -> Option<(Vec<String>, usize)> {
    let (path, rest) = args.split_first()?;
    // On macOS the interpreter calls itself `Python`.
    let python = base(path).to_ascii_lowercase().starts_with("python");
    if !python && !["sh", "bash", "dash", "ash", "zsh"].contains(&base(path)) {
        return Some((args.to_vec(), 0));
    }
    let mut rest = rest.iter();
    loop {
        match rest.as_slice() {
            [flag, ..] if flag == "-c" || flag == "-" => return None,
            [flag, ..] if python && flag == "-m" => {
                let path = if base(path) == "Python" {
                    "python3"
                } else {
                    path
                };
                let words = std::iter::once(path.to_owned()).chain(rest.cloned());
                return Some((words.collect(), 2));
            }
            [flag, ..] if python && (flag == "-X" || flag == "-W") => rest.nth(1),
            [option, ..] if option.starts_with('-') => rest.next(),
            [] => return None,
            script => return Some((script.to_vec(), 0)),
        };
    }
}

fn base(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::Engine;

    fn of(args: &[&str]) -> Option<Seen> {
        read(&Process {
            pid: 1,
            parent: 0,
            seconds: 0,
            args: args.iter().map(|word| (*word).to_owned()).collect(),
            ollama_host: None,
        })
    }

    #[test]
    fn servers_are_known_however_they_are_started() {
        for (line, engine, model, port) in [
            (
                "vllm serve Qwen/Qwen3-8B",
                Engine::Vllm,
                Some("Qwen/Qwen3-8B"),
                Some(8000),
            ),
            (
                "/v/bin/python3.12 /v/bin/vllm serve --port=9001 a/b",
                Engine::Vllm,
                Some("a/b"),
                Some(9001),
            ),
            (
                "python3 -u -X dev -m vllm.entrypoints.openai.api_server --model a/b",
                Engine::Vllm,
                Some("a/b"),
                Some(8000),
            ),
            (
                "/Frameworks/Python.app/Python -m mlx_lm.server --model a/b",
                Engine::Mlx,
                Some("a/b"),
                Some(8080),
            ),
            (
                "python -m sglang.launch_server --model-path /m/x",
                Engine::Sglang,
                Some("/m/x"),
                Some(30000),
            ),
            (
                "/opt/llama-server -m /m/x.gguf --port 8181",
                Engine::LlamaCpp,
                Some("/m/x.gguf"),
                Some(8181),
            ),
            (
                "llama-server -hf a/b",
                Engine::LlamaCpp,
                Some("a/b"),
                Some(8080),
            ),
            (
                "python3 -m llama_cpp.server --model /m/x.gguf",
                Engine::LlamaCppPython,
                Some("/m/x.gguf"),
                Some(8000),
            ),
            (
                "/usr/local/bin/ollama serve",
                Engine::Ollama,
                None,
                Some(11434),
            ),
            (
                "python3 /v/bin/lmdeploy serve api_server a/b",
                Engine::Lmdeploy,
                Some("a/b"),
                Some(23333),
            ),
            (
                "/bin/sh /data/me/bin/vllm serve a/b --port 9002",
                Engine::Vllm,
                Some("a/b"),
                Some(9002),
            ),
        ] {
            let words: Vec<_> = line.split(' ').collect();
            let seen = of(&words).unwrap_or_else(|| panic!("{line}"));
            assert_eq!(
                (seen.engine, seen.model.as_deref(), seen.port),
                (engine, model, port),
                "{line}"
            );
        }
    }

    #[test]
    fn nothing_else_is_taken_for_one() {
        for line in [
            "",
            "vim llama-server.md",
            "grep -r vllm serve",
            "tail -f serve.log",
            "ssh gpu vllm serve a/b",
            "man ollama serve",
            "htop",
            "bash",
            "-bash",
            "bash -c vllm serve a/b",
            "python3",
            "python3 -c import vllm serve",
            "python3 train.py --model a/b --port 1",
            "python3 -m http.server 8000",
            "python3 -m pip install vllm",
            "vllm bench serve --model a/b",
            "vllm --version",
            "ollama pull a",
            "ollama run a",
            "hf download a/b",
            "less /v/bin/vllm",
            "llama-server.log",
            "watch vllm serve",
        ] {
            let words: Vec<_> = line.split(' ').filter(|word| !word.is_empty()).collect();
            assert_eq!(of(&words), None, "{line}");
        }
    }
}
