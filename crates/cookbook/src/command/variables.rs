//! The variables that a command may set.
//!
//! They choose devices and directories and tune; none of them makes a program load code (as `LD_PRELOAD`, `PYTHONPATH`,
//! `NODE_OPTIONS`, `VLLM_PLUGINS`, `VLLM_NCCL_SO_PATH`, `VLLM_LOGGING_CONFIG_PATH`, `GGML_BACKEND_PATH`,
//! `NCCL_NET_PLUGIN` do), opens a server to more than answering (`VLLM_SERVER_DEV_MODE`,
//! `VLLM_ALLOW_RUNTIME_LORA_UPDATING`, `VLLM_ALLOW_INSECURE_SERIALIZATION`) or sends a token elsewhere (`HF_ENDPOINT`).
//! Names: the vendors' lists of environment variables (vLLM `vllm/envs.py`, SGLang "Environment Variables", llama.cpp
//! `tools/server/README.md`, Ollama `envconfig`, NCCL "Environment Variables", huggingface_hub).

use operation::{Error, Result};

/// Which devices are used, and how the libraries below every engine behave.
const MACHINE: &[&str] = &[
    "ASCEND_RT_VISIBLE_DEVICES",
    "CUDA_DEVICE_MAX_CONNECTIONS",
    "CUDA_DEVICE_ORDER",
    "CUDA_LAUNCH_BLOCKING",
    "CUDA_MODULE_LOADING",
    "CUDA_VISIBLE_DEVICES",
    "DO_NOT_TRACK",
    "FLASHINFER_DISABLE_VERSION_CHECK",
    "GLOO_SOCKET_IFNAME",
    "GPU_DEVICE_ORDINAL",
    "HIP_VISIBLE_DEVICES",
    "HSA_OVERRIDE_GFX_VERSION",
    "MAX_JOBS",
    "MKL_NUM_THREADS",
    "NCCL_ALGO",
    "NCCL_CUMEM_ENABLE",
    "NCCL_DEBUG",
    "NCCL_IB_DISABLE",
    "NCCL_IB_HCA",
    "NCCL_NVLS_ENABLE",
    "NCCL_P2P_DISABLE",
    "NCCL_P2P_LEVEL",
    "NCCL_PROTO",
    "NCCL_SHM_DISABLE",
    "NCCL_SOCKET_IFNAME",
    "NO_COLOR",
    "NVIDIA_VISIBLE_DEVICES",
    "OMP_NUM_THREADS",
    "ONEAPI_DEVICE_SELECTOR",
    "OPENBLAS_NUM_THREADS",
    "PORT",
    "PYTORCH_ALLOC_CONF",
    "PYTORCH_CUDA_ALLOC_CONF",
    "PYTORCH_HIP_ALLOC_CONF",
    "RAYON_NUM_THREADS",
    "ROCR_VISIBLE_DEVICES",
    "SAFETENSORS_FAST_GPU",
    "TOKENIZERS_PARALLELISM",
    "TORCHDYNAMO_DISABLE",
    "TORCHINDUCTOR_COMPILE_THREADS",
    "TORCH_CUDA_ARCH_LIST",
    "TP_SOCKET_IFNAME",
    "ZE_AFFINITY_MASK",
];

/// Where models are kept and how they are fetched.
const HUB: &[&str] = &[
    "HF_DATASETS_OFFLINE",
    "HF_HOME",
    "HF_HUB_CACHE",
    "HF_HUB_DISABLE_PROGRESS_BARS",
    "HF_HUB_DISABLE_TELEMETRY",
    "HF_HUB_DISABLE_XET",
    "HF_HUB_DOWNLOAD_TIMEOUT",
    "HF_HUB_ENABLE_HF_TRANSFER",
    "HF_HUB_ETAG_TIMEOUT",
    "HF_HUB_OFFLINE",
    "HF_XET_HIGH_PERFORMANCE",
    "HUGGINGFACE_HUB_CACHE",
    "LLAMA_CACHE",
    "TRANSFORMERS_CACHE",
    "TRANSFORMERS_OFFLINE",
    "TRANSFORMERS_VERBOSITY",
];

const VLLM: &[&str] = &[
    "VLLM_ALLOW_LONG_MAX_MODEL_LEN",
    "VLLM_ALLREDUCE_USE_SYMM_MEM",
    "VLLM_API_KEY",
    "VLLM_ATTENTION_BACKEND",
    "VLLM_CPU_KVCACHE_SPACE",
    "VLLM_CPU_NUM_OF_RESERVED_CPU",
    "VLLM_CPU_OMP_THREADS_BIND",
    "VLLM_CPU_SGL_KERNEL",
    "VLLM_DISABLE_COMPILE_CACHE",
    "VLLM_DISABLE_PYNCCL",
    "VLLM_DO_NOT_TRACK",
    "VLLM_ENABLE_V1_MULTIPROCESSING",
    "VLLM_ENGINE_ITERATION_TIMEOUT_S",
    "VLLM_ENGINE_READY_TIMEOUT_S",
    "VLLM_EXECUTE_MODEL_TIMEOUT_SECONDS",
    "VLLM_FLASHINFER_MOE_BACKEND",
    "VLLM_FLASH_ATTN_VERSION",
    "VLLM_HOST_IP",
    "VLLM_IMAGE_FETCH_TIMEOUT",
    "VLLM_KV_CACHE_LAYOUT",
    "VLLM_LOGGING_COLOR",
    "VLLM_LOGGING_LEVEL",
    "VLLM_LOG_STATS_INTERVAL",
    "VLLM_LOOPBACK_IP",
    "VLLM_MARLIN_USE_ATOMIC_ADD",
    "VLLM_MLA_DISABLE",
    "VLLM_MXFP4_USE_MARLIN",
    "VLLM_NO_USAGE_STATS",
    "VLLM_PORT",
    "VLLM_PP_LAYER_PARTITION",
    "VLLM_ROCM_USE_AITER",
    "VLLM_ROCM_USE_AITER_MHA",
    "VLLM_ROCM_USE_AITER_MLA",
    "VLLM_ROCM_USE_AITER_MOE",
    "VLLM_RPC_TIMEOUT",
    "VLLM_SKIP_P2P_CHECK",
    "VLLM_TARGET_DEVICE",
    "VLLM_USE_DEEP_GEMM",
    "VLLM_USE_FLASHINFER_MOE_FP16",
    "VLLM_USE_FLASHINFER_MOE_FP4",
    "VLLM_USE_FLASHINFER_MOE_FP8",
    "VLLM_USE_FLASHINFER_MOE_MXFP4_BF16",
    "VLLM_USE_FLASHINFER_MOE_MXFP4_MXFP8",
    "VLLM_USE_FLASHINFER_SAMPLER",
    "VLLM_USE_MODELSCOPE",
    "VLLM_USE_TRITON_AWQ",
    "VLLM_USE_TRITON_FLASH_ATTN",
    "VLLM_USE_V1",
    "VLLM_WORKER_MULTIPROC_METHOD",
];

const SGLANG: &[&str] = &[
    "SGLANG_ALLOW_OVERWRITE_LONGER_CONTEXT_LEN",
    "SGLANG_BLOCK_NONZERO_RANK_CHILDREN",
    "SGLANG_CHUNKED_PREFIX_CACHE_THRESHOLD",
    "SGLANG_CLIP_MAX_NEW_TOKENS_ESTIMATION",
    "SGLANG_CUSTOM_ALLREDUCE_ALGO",
    "SGLANG_DISABLE_REQUEST_LOGGING",
    "SGLANG_ENABLE_JIT_DEEPGEMM",
    "SGLANG_ENABLE_TORCH_COMPILE",
    "SGLANG_ENABLE_TORCH_INFERENCE_MODE",
    "SGLANG_ENABLE_TP_MEMORY_INBALANCE_CHECK",
    "SGLANG_FORCE_FP8_MARLIN",
    "SGLANG_HEALTH_CHECK_TIMEOUT",
    "SGLANG_HOST_IP",
    "SGLANG_INT4_WEIGHT",
    "SGLANG_IS_FLASHINFER_AVAILABLE",
    "SGLANG_JIT_DEEPGEMM_COMPILE_WORKERS",
    "SGLANG_JIT_DEEPGEMM_FAST_WARMUP",
    "SGLANG_JIT_DEEPGEMM_PRECOMPILE",
    "SGLANG_MOE_PADDING",
    "SGLANG_PP_LAYER_PARTITION",
    "SGLANG_SET_CPU_AFFINITY",
    "SGLANG_SKIP_P2P_CHECK",
    "SGLANG_USE_AITER",
    "SGLANG_USE_MODELSCOPE",
    "SGL_DISABLE_TP_MEMORY_INBALANCE_CHECK",
];

const LLAMA_CPP: &[&str] = &[
    "GGML_CUDA_DISABLE_GRAPHS",
    "GGML_CUDA_ENABLE_UNIFIED_MEMORY",
    "GGML_CUDA_FORCE_CUBLAS",
    "GGML_CUDA_FORCE_MMQ",
    "GGML_VK_VISIBLE_DEVICES",
    "LLAMA_API_KEY",
    "LLAMA_ARG_ALIAS",
    "LLAMA_ARG_BATCH",
    "LLAMA_ARG_CACHE_TYPE_K",
    "LLAMA_ARG_CACHE_TYPE_V",
    "LLAMA_ARG_CHAT_TEMPLATE",
    "LLAMA_ARG_CONT_BATCHING",
    "LLAMA_ARG_CPU_MOE",
    "LLAMA_ARG_CTX_SIZE",
    "LLAMA_ARG_DEVICE",
    "LLAMA_ARG_EMBEDDINGS",
    "LLAMA_ARG_ENDPOINT_METRICS",
    "LLAMA_ARG_ENDPOINT_SLOTS",
    "LLAMA_ARG_FIT",
    "LLAMA_ARG_FLASH_ATTN",
    "LLAMA_ARG_HF_FILE",
    "LLAMA_ARG_HF_REPO",
    "LLAMA_ARG_HOST",
    "LLAMA_ARG_JINJA",
    "LLAMA_ARG_KV_OFFLOAD",
    "LLAMA_ARG_LOG_COLORS",
    "LLAMA_ARG_LOG_PREFIX",
    "LLAMA_ARG_LOG_TIMESTAMPS",
    "LLAMA_ARG_LOG_VERBOSITY",
    "LLAMA_ARG_MAIN_GPU",
    "LLAMA_ARG_MLOCK",
    "LLAMA_ARG_MMAP",
    "LLAMA_ARG_MMPROJ",
    "LLAMA_ARG_MODEL",
    "LLAMA_ARG_NO_MMAP",
    "LLAMA_ARG_NUMA",
    "LLAMA_ARG_N_CPU_MOE",
    "LLAMA_ARG_N_GPU_LAYERS",
    "LLAMA_ARG_N_PARALLEL",
    "LLAMA_ARG_N_PREDICT",
    "LLAMA_ARG_OFFLINE",
    "LLAMA_ARG_POOLING",
    "LLAMA_ARG_PORT",
    "LLAMA_ARG_RERANKING",
    "LLAMA_ARG_ROPE_FREQ_BASE",
    "LLAMA_ARG_ROPE_FREQ_SCALE",
    "LLAMA_ARG_ROPE_SCALE",
    "LLAMA_ARG_ROPE_SCALING_TYPE",
    "LLAMA_ARG_SPLIT_MODE",
    "LLAMA_ARG_TENSOR_SPLIT",
    "LLAMA_ARG_THREADS",
    "LLAMA_ARG_THREADS_HTTP",
    "LLAMA_ARG_TIMEOUT",
    "LLAMA_ARG_UBATCH",
    "LLAMA_ARG_YARN_ORIG_CTX",
];

const OLLAMA: &[&str] = &[
    "OLLAMA_CONTEXT_LENGTH",
    "OLLAMA_DEBUG",
    "OLLAMA_FLASH_ATTENTION",
    "OLLAMA_GPU_OVERHEAD",
    "OLLAMA_HOST",
    "OLLAMA_INTEL_GPU",
    "OLLAMA_KEEP_ALIVE",
    "OLLAMA_KV_CACHE_TYPE",
    "OLLAMA_LOAD_TIMEOUT",
    "OLLAMA_MAX_LOADED_MODELS",
    "OLLAMA_MAX_QUEUE",
    "OLLAMA_MODELS",
    "OLLAMA_MULTIUSER_CACHE",
    "OLLAMA_NEW_ENGINE",
    "OLLAMA_NOHISTORY",
    "OLLAMA_NOPRUNE",
    "OLLAMA_NUM_PARALLEL",
    "OLLAMA_ORIGINS",
    "OLLAMA_SCHED_SPREAD",
    "OLLAMA_VULKAN",
];

const LISTS: [&[&str]; 6] = [MACHINE, HUB, VLLM, SGLANG, LLAMA_CPP, OLLAMA];

/// The name and the value, when the word sets a variable (XBD 3.231: a name is letters, digits and `_`).
pub(super) fn assignment(word: &str) -> Option<(&str, &str)> {
    let (name, value) = word.split_once('=')?;
    let starts = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    let is_name = starts && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    is_name.then_some((name, value))
}

/// Refuses variables that are on no list.
pub(super) fn check(name: &str) -> Result<()> {
    if LISTS.iter().any(|list| list.contains(&name)) {
        return Ok(());
    }
    let refused = Error::bad_input(format!("A command may not set `{name}`."));
    Err(match name {
        "HF_TOKEN" | "HUGGING_FACE_HUB_TOKEN" | "HUGGINGFACE_TOKEN" => {
            refused.hint("Give the token as `hf_token`: secrets do not belong into commands.")
        }
        "PATH" | "VIRTUAL_ENV" | "CONDA_PREFIX" | "CONDA_DEFAULT_ENV" => refused.hint(
            "Give the environment as `env_prefix`, or start the program by its absolute path.",
        ),
        "PYTHONUNBUFFERED" => refused.hint("Write `python3 -u`."),
        _ => refused.hint(
            "Commands may set listed variables only: those that choose devices and directories or tune an engine, such as \
             CUDA_VISIBLE_DEVICES, HF_HOME, VLLM_USE_V1, OLLAMA_HOST, and none that loads code.",
        ),
    })
}
