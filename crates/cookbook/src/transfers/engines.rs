//! The engines that a person is offered, how they are known again, and what pip is asked for to install them.

use crate::command;

/// An engine, or a tool to fetch models with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Engine {
    /// What it is called on PyPI; its program, where it is not from there.
    pub(crate) name: &'static str,
    /// What people call it.
    pub(crate) label: &'static str,
    /// What it is for.
    pub(crate) summary: &'static str,
    /// What the machine should have.
    pub(crate) needs: &'static str,
    /// Its programs, where it has some; the first that is found counts.
    pub(crate) programs: &'static [&'static str],
    /// What pip is asked for; nothing where it is not from PyPI.
    pub(crate) specs: &'static [&'static str],
}

impl Engine {
    /// What its folder among Python packages is called after; empty where it is none.
    pub(crate) fn folder(&self) -> String {
        if self.specs.is_empty() {
            String::new()
        } else {
            self.name.replace('-', "_")
        }
    }
}

/// The program of llama.cpp.
pub(crate) const LLAMA_SERVER: &str = "llama-server";
/// Ollama.
pub(crate) const OLLAMA: &str = "ollama";
/// The one for Apple's processors.
pub(crate) const MLX: &str = "mlx-lm";

/// Those that a person is offered.
pub(crate) const ENGINES: [Engine; 9] = [
    Engine {
        name: "vllm",
        label: "vLLM",
        summary: "Safetensors models on GPUs, many requests at once",
        needs: "Linux, Python 3.10 to 3.13, an NVIDIA GPU of compute capability 7.0 or newer, 20 GB of disk",
        programs: &["vllm"],
        specs: &["vllm"],
    },
    Engine {
        name: "sglang",
        label: "SGLang",
        summary: "Safetensors models on GPUs, structured output",
        needs: "Linux, Python 3.10 or newer, an NVIDIA GPU of compute capability 7.5 or newer, 20 GB of disk",
        programs: &["sglang"],
        specs: &["sglang"],
    },
    Engine {
        name: LLAMA_SERVER,
        label: "llama.cpp",
        summary: "GGUF models, on any machine",
        needs: "Its binary, or a C++ compiler and CMake; for a GPU also its toolkit",
        programs: &["llama-server"],
        specs: &[],
    },
    Engine {
        name: "llama-cpp-python",
        label: "llama-cpp-python",
        summary: "GGUF models, on any machine: llama.cpp with a server in Python",
        needs: "A C++ compiler and CMake (it is built there); for a GPU also its toolkit",
        programs: &[],
        specs: &["llama-cpp-python[server]"],
    },
    Engine {
        name: OLLAMA,
        label: "Ollama",
        summary: "Models by a tag, loaded as they are asked for",
        needs: "Linux or macOS",
        programs: &["ollama"],
        specs: &[],
    },
    Engine {
        name: "lmdeploy",
        label: "LMDeploy",
        summary: "Safetensors and AWQ models on GPUs",
        needs: "Linux, Python 3.9 to 3.13, an NVIDIA GPU, 15 GB of disk",
        programs: &["lmdeploy"],
        specs: &["lmdeploy"],
    },
    Engine {
        name: MLX,
        label: "MLX",
        summary: "Models on Apple's processors",
        needs: "macOS 14 or newer on Apple silicon, Python 3.9 or newer",
        programs: &[],
        specs: &["mlx-lm"],
    },
    Engine {
        name: "transformers",
        label: "Transformers",
        summary: "New architectures first, with a server of its own",
        needs: "Python 3.10 or newer, 10 GB of disk",
        programs: &[],
        specs: &["transformers[serving]", "torch", "accelerate"],
    },
    Engine {
        name: "huggingface-hub",
        label: "hf",
        summary: "Hugging Face's command line, which downloads models",
        needs: "Python 3.9 or newer",
        programs: &["hf", "huggingface-cli"],
        specs: &["huggingface_hub"],
    },
];

/// A package that takes others with it.
const DIFFUSERS: (&str, &[&str]) = (
    "diffusers",
    &[
        "diffusers",
        "torch",
        "transformers",
        "accelerate",
        "safetensors",
    ],
);

/// Further packages whose versions explain why an engine does or does not work.
const RELATED: [&str; 8] = [
    "diffusers",
    "xllamacpp",
    "torch",
    "flashinfer-python",
    "triton",
    "kernels",
    "hf-xet",
    "pip",
];

/// What pip is asked for under that name, as PyPI writes it with `-`; none where that is the name itself.
pub(crate) fn specs(name: &str) -> Option<&'static [&'static str]> {
    let mut engines = ENGINES.iter();
    let engine = engines.find(|engine| engine.name == name && !engine.specs.is_empty());
    engine
        .map(|engine| engine.specs)
        .or_else(|| (DIFFUSERS.0 == name).then_some(DIFFUSERS.1))
}

/// Whether the package is one of those, as PyPI writes it with `-`.
pub(crate) fn is_known(name: &str) -> bool {
    RELATED.contains(&name) || ENGINES.iter().any(|engine| engine.name == name)
}

/// What serves a command of that engine; none where it is not one of those that are offered.
pub(crate) fn of(engine: command::Engine) -> Option<&'static Engine> {
    let name = match engine {
        command::Engine::Vllm => "vllm",
        command::Engine::Sglang => "sglang",
        command::Engine::LlamaCpp => LLAMA_SERVER,
        command::Engine::LlamaCppPython => "llama-cpp-python",
        command::Engine::Ollama => OLLAMA,
        command::Engine::Lmdeploy => "lmdeploy",
        command::Engine::Mlx => MLX,
        command::Engine::Transformers => "transformers",
        command::Engine::HttpServer | command::Engine::Other => return None,
    };
    ENGINES.iter().find(|engine| engine.name == name)
}
