//! What can be turned on an engine, and what it calls that (the vendors' lists of arguments).

use crate::command::Engine;

/// What can be turned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Knob {
    /// The longest context, in tokens.
    Context,
    /// The share of the GPU's memory to reserve.
    GpuShare,
    /// How many requests are worked on at once.
    Sequences,
    /// Among how many GPUs the model is divided.
    Parallel,
    /// Without CUDA graphs.
    Eager,
    /// The model's own code may run.
    TrustCode,
    /// How many layers go to the GPU.
    GpuLayers,
}

impl Knob {
    /// Its flag, the usual spelling first; none where the engine has none.
    pub(super) fn flags(self, engine: Engine) -> &'static [&'static str] {
        match (self, engine) {
            (Self::Context, Engine::Vllm) => &["--max-model-len"],
            (Self::Context, Engine::Sglang) => &["--context-length"],
            (Self::Context, Engine::LlamaCpp) => &["--ctx-size"],
            (Self::Context, Engine::LlamaCppPython) => &["--n_ctx"],
            (Self::Context, Engine::Lmdeploy) => &["--session-len"],
            (Self::GpuShare, Engine::Vllm) => &["--gpu-memory-utilization"],
            (Self::GpuShare, Engine::Sglang) => &["--mem-fraction-static"],
            (Self::GpuShare, Engine::Lmdeploy) => &["--cache-max-entry-count"],
            (Self::Sequences, Engine::Vllm) => &["--max-num-seqs"],
            (Self::Sequences, Engine::Sglang) => &["--max-running-requests"],
            (Self::Sequences, Engine::LlamaCpp) => &["--parallel"],
            (Self::Sequences, Engine::Lmdeploy) => &["--max-batch-size"],
            (Self::Parallel, Engine::Vllm) => &["--tensor-parallel-size"],
            (Self::Parallel, Engine::Sglang) => &["--tp-size"],
            (Self::Parallel, Engine::Lmdeploy) => &["--tp"],
            (Self::Eager, Engine::Vllm) => &["--enforce-eager"],
            (Self::Eager, Engine::Sglang) => &["--disable-cuda-graph"],
            (Self::TrustCode, Engine::Vllm | Engine::Sglang | Engine::Lmdeploy | Engine::Mlx) => {
                &["--trust-remote-code"]
            }
            (Self::GpuLayers, Engine::LlamaCpp) => &["--n-gpu-layers"],
            (Self::GpuLayers, Engine::LlamaCppPython) => &["--n_gpu_layers"],
            _ => &[],
        }
    }

    /// Why one would.
    pub(super) fn why(self) -> &'static str {
        match self {
            Self::Context => "A shorter context needs less memory.",
            Self::GpuShare => "Less of the GPU's memory is reserved.",
            Self::Sequences => "Fewer requests at once need less memory.",
            Self::Parallel => "Fewer parts have to fit and to talk to each other.",
            Self::Eager => {
                "Without CUDA graphs it needs less memory and goes fewer ways; it is slower."
            }
            Self::TrustCode => {
                "Only for a model whose author you trust: its code runs as this user."
            }
            Self::GpuLayers => "The layers that do not fit stay in the host's memory.",
        }
    }

    /// What the engine takes where nothing is said.
    pub(super) fn usual(self, engine: Engine) -> Option<f64> {
        match (self, engine) {
            (Self::GpuShare, Engine::Vllm | Engine::Sglang) => Some(0.9),
            (Self::GpuShare, Engine::Lmdeploy) => Some(0.8),
            _ => None,
        }
    }

    /// A number to begin with where nothing is said.
    pub(super) fn first_try(self, engine: Engine) -> Option<u32> {
        match (self, engine) {
            // It works on one or a few at once by itself.
            (Self::Sequences, Engine::LlamaCpp) => Some(1),
            (Self::Sequences, _) => Some(32),
            (Self::GpuLayers, _) => Some(20),
            _ => None,
        }
    }
}

/// A number of tokens, as flags and logs write it: `4096`, `32k`, `2048.0`.
pub(super) fn tokens(text: &str) -> Option<u32> {
    let text = text.trim().replace(',', "");
    let whole = text.split('.').next().unwrap_or_default();
    if let Some(thousands) = text.strip_suffix(['k', 'K']) {
        return thousands.parse::<u32>().ok()?.checked_mul(1024);
    }
    whole.parse().ok()
}

/// The package that brings the engine.
pub(super) fn package(engine: Engine) -> Option<&'static str> {
    match engine {
        Engine::Vllm => Some("vllm"),
        Engine::Sglang => Some("sglang"),
        Engine::LlamaCppPython => Some("llama-cpp-python"),
        Engine::Lmdeploy => Some("lmdeploy"),
        Engine::Mlx => Some("mlx-lm"),
        Engine::Transformers => Some("transformers"),
        Engine::LlamaCpp | Engine::Ollama | Engine::HttpServer | Engine::Other => None,
    }
}

/// The package that brings a module, where it has another name.
pub(super) fn distribution(module: &str) -> &str {
    let top = module.split('.').next().unwrap_or(module);
    match top {
        "cv2" => "opencv-python-headless",
        "PIL" => "pillow",
        "yaml" => "pyyaml",
        "sklearn" => "scikit-learn",
        "llama_cpp" | "starlette_context" => "llama-cpp-python[server]",
        "google" => "protobuf",
        "flash_attn" => "flash-attn",
        "flashinfer" => "flashinfer-python",
        "mlx_lm" => "mlx-lm",
        "sgl_kernel" => "sgl-kernel",
        "dotenv" => "python-dotenv",
        _ => top,
    }
}

/// Flags with a fixed set of values, by what logs call them.
pub(super) const VALUED: &[(&str, &str)] = &[
    ("tool call parser", "--tool-call-parser"),
    ("tool-call-parser", "--tool-call-parser"),
    ("reasoning parser", "--reasoning-parser"),
    ("quantization", "--quantization"),
    ("kv-cache-dtype", "--kv-cache-dtype"),
    ("kv_cache_dtype", "--kv-cache-dtype"),
    ("attention-backend", "--attention-backend"),
    ("load_format", "--load-format"),
    ("load-format", "--load-format"),
    ("dtype", "--dtype"),
];

/// Flags that people use, for those that were misspelled.
pub(super) fn known(engine: Engine) -> impl Iterator<Item = &'static str> {
    let own: &[&str] = match engine {
        Engine::Vllm => &VLLM,
        Engine::Sglang => &SGLANG,
        Engine::LlamaCpp => &LLAMA_CPP,
        Engine::Lmdeploy => &LMDEPLOY,
        Engine::HttpServer => &["--bind", "--directory", "--protocol", "--cgi"],
        _ => &["--host", "--port", "--model", "--trust-remote-code"],
    };
    own.iter().copied()
}

const VLLM: [&str; 36] = [
    "--api-key",
    "--chat-template",
    "--cpu-offload-gb",
    "--data-parallel-size",
    "--download-dir",
    "--dtype",
    "--enable-auto-tool-choice",
    "--enable-chunked-prefill",
    "--enable-expert-parallel",
    "--enable-lora",
    "--enable-prefix-caching",
    "--enforce-eager",
    "--generation-config",
    "--gpu-memory-utilization",
    "--hf-overrides",
    "--host",
    "--kv-cache-dtype",
    "--limit-mm-per-prompt",
    "--load-format",
    "--lora-modules",
    "--max-lora-rank",
    "--max-model-len",
    "--max-num-batched-tokens",
    "--max-num-seqs",
    "--model",
    "--pipeline-parallel-size",
    "--port",
    "--quantization",
    "--reasoning-parser",
    "--revision",
    "--served-model-name",
    "--speculative-config",
    "--tensor-parallel-size",
    "--tokenizer",
    "--tool-call-parser",
    "--trust-remote-code",
];

const SGLANG: [&str; 24] = [
    "--api-key",
    "--attention-backend",
    "--chat-template",
    "--chunked-prefill-size",
    "--context-length",
    "--cuda-graph-max-bs",
    "--disable-cuda-graph",
    "--disable-radix-cache",
    "--dp-size",
    "--dtype",
    "--enable-torch-compile",
    "--host",
    "--kv-cache-dtype",
    "--max-running-requests",
    "--mem-fraction-static",
    "--model-path",
    "--port",
    "--quantization",
    "--reasoning-parser",
    "--served-model-name",
    "--tokenizer-path",
    "--tool-call-parser",
    "--tp-size",
    "--trust-remote-code",
];

const LLAMA_CPP: [&str; 28] = [
    "--alias",
    "--api-key",
    "--batch-size",
    "--cache-type-k",
    "--cache-type-v",
    "--chat-template",
    "--chat-template-file",
    "--ctx-size",
    "--embeddings",
    "--flash-attn",
    "--hf-file",
    "--hf-repo",
    "--host",
    "--jinja",
    "--lora",
    "--metrics",
    "--mlock",
    "--mmproj",
    "--model",
    "--n-gpu-layers",
    "--no-mmap",
    "--parallel",
    "--port",
    "--rope-scaling",
    "--tensor-split",
    "--threads",
    "--ubatch-size",
    "--verbose",
];

const LMDEPLOY: [&str; 14] = [
    "--backend",
    "--cache-max-entry-count",
    "--chat-template",
    "--dtype",
    "--max-batch-size",
    "--model-format",
    "--model-name",
    "--quant-policy",
    "--server-name",
    "--server-port",
    "--session-len",
    "--tool-call-parser",
    "--tp",
    "--trust-remote-code",
];
