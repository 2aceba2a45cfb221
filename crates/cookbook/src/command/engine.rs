//! The programs that serve models, as far as the Cookbook knows their ways.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

// Without comments on the variants, so that schemas list them as plain words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub(crate) enum Engine {
    Vllm,
    Sglang,
    LlamaCpp,
    LlamaCppPython,
    Ollama,
    Lmdeploy,
    Mlx,
    Transformers,
    HttpServer,
    Other,
}

impl Engine {
    /// All of them.
    pub(crate) const ALL: [Self; 10] = [
        Self::Vllm,
        Self::Sglang,
        Self::LlamaCpp,
        Self::LlamaCppPython,
        Self::Ollama,
        Self::Lmdeploy,
        Self::Mlx,
        Self::Transformers,
        Self::HttpServer,
        Self::Other,
    ];

    /// Its name in the database and on the wire.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Vllm => "vllm",
            Self::Sglang => "sglang",
            Self::LlamaCpp => "llama_cpp",
            Self::LlamaCppPython => "llama_cpp_python",
            Self::Ollama => "ollama",
            Self::Lmdeploy => "lmdeploy",
            Self::Mlx => "mlx",
            Self::Transformers => "transformers",
            Self::HttpServer => "http_server",
            Self::Other => "other",
        }
    }

    /// The engine of that name; names that nobody knows are of another program.
    pub(crate) fn from_name(name: &str) -> Self {
        let known = Self::ALL.into_iter().find(|engine| engine.name() == name);
        known.unwrap_or(Self::Other)
    }

    /// What people call it.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Vllm => "vLLM",
            Self::Sglang => "SGLang",
            Self::LlamaCpp => "llama.cpp",
            Self::LlamaCppPython => "llama-cpp-python",
            Self::Ollama => "Ollama",
            Self::Lmdeploy => "LMDeploy",
            Self::Mlx => "MLX",
            Self::Transformers => "Transformers",
            Self::HttpServer => "Python's HTTP server",
            Self::Other => "another program",
        }
    }

    /// Whether it answers as OpenAI's API does. Of a program that is not known nobody can say so.
    pub(crate) fn speaks_openai(self) -> bool {
        match self {
            Self::Vllm
            | Self::Sglang
            | Self::LlamaCpp
            | Self::LlamaCppPython
            | Self::Ollama
            | Self::Lmdeploy
            | Self::Mlx
            | Self::Transformers => true,
            Self::HttpServer | Self::Other => false,
        }
    }

    /// Whether it gets a model that is not there from Hugging Face.
    pub(crate) fn fetches_models(self) -> bool {
        match self {
            Self::Vllm
            | Self::Sglang
            | Self::LlamaCpp
            | Self::LlamaCppPython
            | Self::Lmdeploy
            | Self::Mlx
            | Self::Transformers => true,
            Self::Ollama | Self::HttpServer | Self::Other => false,
        }
    }

    /// The port that it listens on unless it is told another one; none where nobody can know.
    pub(crate) fn default_port(self) -> Option<u16> {
        match self {
            Self::Vllm | Self::LlamaCppPython | Self::Transformers | Self::HttpServer => Some(8000),
            Self::Sglang => Some(30000),
            Self::LlamaCpp | Self::Mlx => Some(8080),
            Self::Ollama => Some(11434),
            Self::Lmdeploy => Some(23333),
            Self::Other => None,
        }
    }

    /// The address that it binds unless it is told another one.
    pub(crate) fn default_host(self) -> Option<&'static str> {
        match self {
            Self::Vllm | Self::Lmdeploy | Self::HttpServer => Some("0.0.0.0"),
            Self::Sglang | Self::LlamaCpp | Self::Ollama | Self::Mlx => Some("127.0.0.1"),
            Self::LlamaCppPython | Self::Transformers => Some("localhost"),
            Self::Other => None,
        }
    }

    /// The paths of which one answers with 200 as soon as it can be used, the surest first.
    pub(crate) fn health_paths(self) -> &'static [&'static str] {
        match self {
            Self::Ollama => &["/api/version"],
            Self::LlamaCppPython => &["/v1/models"],
            Self::HttpServer => &["/"],
            // `/v1/models` answers while the model is still loading.
            Self::LlamaCpp => &["/health"],
            Self::Vllm
            | Self::Sglang
            | Self::Lmdeploy
            | Self::Mlx
            | Self::Transformers
            | Self::Other => &["/health", "/v1/models"],
        }
    }
}
