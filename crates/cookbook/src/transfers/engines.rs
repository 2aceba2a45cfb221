//! Engines that can be installed with pip, and what they need.

use schemars::JsonSchema;
use serde::Serialize;

/// An engine, or a tool to fetch models with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct Package {
    /// What it is called on PyPI.
    pub(crate) name: &'static str,
    /// What it is for.
    pub(crate) summary: &'static str,
    /// What pip is asked for.
    pub(crate) specs: &'static [&'static str],
    /// What the machine should have.
    pub(crate) needs: &'static str,
}

/// Those that a person is offered.
pub(crate) const ENGINES: [Package; 9] = [
    Package {
        name: "vllm",
        summary: "vLLM: safetensors models on GPUs, many requests at once",
        specs: &["vllm"],
        needs: "Linux, Python 3.10 to 3.13, an NVIDIA GPU of compute capability 7.0 or newer, 20 GB of disk",
    },
    Package {
        name: "sglang",
        summary: "SGLang: safetensors models on GPUs, structured output",
        specs: &["sglang"],
        needs: "Linux, Python 3.10 or newer, an NVIDIA GPU of compute capability 7.5 or newer, 20 GB of disk",
    },
    Package {
        name: "llama-cpp-python",
        summary: "llama.cpp with a Python server: GGUF models, on any machine",
        specs: &["llama-cpp-python[server]"],
        needs: "A C++ compiler and CMake (it is built there); for a GPU also its toolkit",
    },
    Package {
        name: "lmdeploy",
        summary: "LMDeploy: safetensors and AWQ models on GPUs",
        specs: &["lmdeploy"],
        needs: "Linux, Python 3.9 to 3.13, an NVIDIA GPU, 15 GB of disk",
    },
    Package {
        name: "mlx-lm",
        summary: "MLX: models on Apple's processors",
        specs: &["mlx-lm"],
        needs: "macOS 14 or newer on Apple silicon, Python 3.9 or newer",
    },
    Package {
        name: "transformers",
        summary: "Transformers with its own server: new architectures first",
        specs: &["transformers[serving]", "torch", "accelerate"],
        needs: "Python 3.10 or newer, 10 GB of disk",
    },
    Package {
        name: "diffusers",
        summary: "Diffusers: image models",
        specs: &[
            "diffusers",
            "torch",
            "transformers",
            "accelerate",
            "safetensors",
        ],
        needs: "Python 3.9 or newer, a GPU, 10 GB of disk",
    },
    Package {
        name: "huggingface-hub",
        summary: "Hugging Face's command line, which downloads models",
        specs: &["huggingface_hub"],
        needs: "Python 3.9 or newer",
    },
    Package {
        name: "xllamacpp",
        summary: "llama.cpp's own server inside a Python package: nothing has to be built",
        specs: &["xllamacpp"],
        needs: "Python 3.10 or newer",
    },
];

/// Further packages whose versions explain why an engine does or does not work.
const RELATED: [&str; 6] = [
    "torch",
    "flashinfer-python",
    "triton",
    "kernels",
    "hf-xet",
    "pip",
];

/// Whether the package is one of those, as PyPI writes it with `-`.
pub(crate) fn is_known(name: &str) -> bool {
    RELATED.contains(&name) || ENGINES.iter().any(|engine| engine.name == name)
}
