use super::Stage::{self, *};
use super::{Load, Phase, read};

#[track_caller]
fn check(tail: &str, stage: Stage, words: &str, percent: Option<u8>) -> Phase {
    let phase = read(tail).unwrap_or_else(|| panic!("nothing is read from {tail:?}"));
    assert_eq!(
        (phase.stage, phase.words.as_str(), phase.percent),
        (stage, words, percent),
        "{tail:?}"
    );
    phase
}

#[test]
#[rustfmt::skip]
fn what_servers_say() {
    for (line, stage, words, percent) in [
        // vLLM
        ("INFO 11-22 10:00:00 [__init__.py:216] Automatically detected platform cuda.", Starting, "starting", None),
        ("(APIServer pid=1) INFO 11-22 10:00:00 [api_server.py:1977] vLLM API server version 0.11.0", Starting, "starting", None),
        ("(EngineCore_DP0 pid=2) INFO 11-22 10:00:00 [core.py:77] Initializing a V1 LLM engine (v0.11.0) with config: model='org/m'", Starting, "starting the engine", None),
        ("(EngineCore_DP0 pid=2) INFO 11-22 10:00:00 [gpu_model_runner.py:2602] Starting to load model org/m...", Loading, "loading weights", None),
        ("\rLoading safetensors checkpoint shards:  42% Completed | 3/7 [00:03<00:04,  1.10s/it]", Loading, "loading weights 42 %", Some(42)),
        ("Loading safetensors checkpoint shards: 100% Completed | 7/7 [00:07<00:00,  1.10s/it]\r\n", Loading, "loading weights 100 %", Some(100)),
        ("Multi-thread loading shards:  50% Completed | 2/4 [00:03<00:03,  1.50s/it]", Loading, "loading weights 50 %", Some(50)),
        ("INFO 11-22 10:00:00 [default_loader.py:267] Loading weights took 4.61 seconds", Warming, "model loaded", None),
        ("INFO 11-22 10:00:00 [gpu_model_runner.py:2653] Model loading took 14.9881 GiB and 5.12 seconds", Warming, "model loaded", None),
        ("INFO 11-22 10:00:00 [backends.py:559] Dynamo bytecode transform time: 4.43 s", Compiling, "compiling", None),
        ("INFO 11-22 10:00:00 [backends.py:197] Compiling a graph for dynamic shape takes 19.6 s", Compiling, "compiling", None),
        ("INFO 11-22 10:00:00 [kv_cache_utils.py:1087] GPU KV cache size: 59,968 tokens", Warming, "warming up", None),
        ("Capturing CUDA graphs (mixed prefill-decode, PIECEWISE):  18%|█▊        | 12/67 [00:01<00:05,  9.51it/s]", Warming, "capturing CUDA graphs 18 %", Some(18)),
        ("Capturing CUDA graph shapes … 12/67", Warming, "capturing CUDA graphs 17 %", Some(17)),
        ("INFO 11-22 10:00:00 [gpu_model_runner.py:3480] Graph capturing finished in 8 secs, took 0.55 GiB", Warming, "warming up", None),
        ("INFO 11-22 10:00:00 [api_server.py:1844] Starting vLLM API server 0 on http://0.0.0.0:8000", Warming, "starting the API", None),
        ("(APIServer pid=1) INFO:     Application startup complete.", Ready, "ready", None),
        ("INFO:     127.0.0.1:41020 - \"GET /v1/models HTTP/1.1\" 200 OK", Ready, "ready", None),
        // SGLang
        ("[2025-11-22 10:00:00] server_args=ServerArgs(model_path='org/m', port=30000)", Starting, "starting", None),
        ("[2025-11-22 10:00:00 TP0] Load weight begin. avail mem=23.27 GB", Loading, "loading weights", None),
        ("[2025-11-22 10:00:00 TP0] Load weight end. type=LlamaForCausalLM, avail mem=8.14 GB", Warming, "model loaded", None),
        ("[2025-11-22 10:00:00 TP0] Capture cuda graph begin. This can take up to several minutes.", Warming, "capturing CUDA graphs", None),
        ("Capturing batches (bs=1 avail_mem=3.1 GB):  50%|█████     | 10/20 [00:01<00:01,  9.5it/s]", Warming, "capturing CUDA graphs 50 %", Some(50)),
        ("[2025-11-22 10:00:00] The server is fired up and ready to roll!", Ready, "ready", None),
        // llama.cpp
        ("build_info: b6900-abcdef", Starting, "starting", None),
        ("llama_model_loader: loaded meta data with 26 key-value pairs", Loading, "loading weights", None),
        ("load_tensors: offloaded 33/33 layers to GPU", Loading, "loading weights 100 %", Some(100)),
        (".........................................", Loading, "loading weights 41 %", Some(41)),
        ("main: model loaded", Warming, "model loaded", None),
        ("main: server is listening on http://127.0.0.1:8080 - starting the main loop", Ready, "ready", None),
        ("srv  update_slots: all slots are idle", Ready, "idle", None),
        // Ollama
        ("pulling dde5aa3fc5ff:  42% ▕███████           ▏ 850 MB/2.0 GB   95 MB/s     12s", Downloading, "downloading 42 %", Some(42)),
        ("time=2025-11-22T10:00:00.000Z level=INFO source=routes.go:1234 msg=\"Listening on 127.0.0.1:11434 (version 0.12.0)\"", Ready, "ready", None),
        // Downloads and installs
        ("model-00001-of-00002.safetensors:  42%|████▏     | 2.10G/4.98G [00:20<00:30, 95.1MB/s]", Downloading, "downloading 42 %", Some(42)),
        ("Fetching 7 files:  43%|████▎     | 3/7 [00:20<00:30,  7.1s/it]", Downloading, "downloading 43 %", Some(43)),
        ("Downloading torch-2.9.0-cp312-cp312-manylinux_2_28_x86_64.whl (899.8 MB)", Downloading, "downloading", None),
        ("     ━━━━━━━━━━━━━━━━━━━━ 450.0/900.0 MB 3.3 MB/s eta 0:00:01", Downloading, "downloading 50 %", Some(50)),
        ("Collecting vllm", Installing, "installing packages", None),
        ("Installing collected packages: torch, vllm", Installing, "installing packages", None),
        ("[ 42%] Building CXX object ggml/src/CMakeFiles/ggml.dir/ggml.c.o", Building, "building 42 %", Some(42)),
    ] {
        check(line, stage, words, percent);
        check(&format!("earlier\n{line}\nsomething else\n"), stage, words, percent);
    }
}

#[test]
fn how_busy_a_server_is() {
    let vllm = check(
        include_str!("../samples/vllm-ready.log"),
        Ready,
        "81 tok/s, 2 running, 1 waiting",
        None,
    );
    let load = |tokens_per_second, running, waiting| {
        Some(Load {
            tokens_per_second: Some(tokens_per_second),
            running,
            waiting,
        })
    };
    assert_eq!(vllm.load, load(81.4, Some(2), Some(1)));
    let quiet = vllm.quiet();
    assert_eq!((quiet.words.as_str(), quiet.load), ("ready", None));
    check(
        "INFO 11-22 10:00:00 [loggers.py:127] Engine 000: Avg prompt throughput: 0.0 tokens/s, Avg generation throughput: 0.0 tokens/s, Running: 0 reqs, Waiting: 0 reqs, GPU KV cache usage: 0.0%",
        Ready,
        "idle",
        None,
    );
    let sglang = check(
        "[2025-11-22 10:00:00 TP0] Decode batch. #running-req: 1, #token: 123, token usage: 0.00, cuda graph: True, gen throughput (token/s): 45.67, #queue-req: 0",
        Ready,
        "46 tok/s, 1 running",
        None,
    );
    assert_eq!(sglang.load, load(45.67, Some(1), Some(0)));
    let llama = check(
        "prompt eval time =      12.00 ms /     4 tokens (    3.00 ms per token,   333.33 tokens per second)\n       eval time =    1234.00 ms /   100 tokens (   12.34 ms per token,    81.04 tokens per second)\n      total time =    1246.00 ms /   104 tokens\n",
        Ready,
        "81 tok/s",
        None,
    );
    assert_eq!(llama.load, load(81.04, None, None));
}

/// Captured from the real server.
#[test]
fn a_real_log() {
    check(
        include_str!("../samples/llama-ready.log"),
        Ready,
        "ready",
        None,
    );
    let until_loading: String = include_str!("../samples/llama-ready.log")
        .lines()
        .take(5)
        .map(|line| format!("{line}\n"))
        .collect();
    check(&until_loading, Loading, "loading weights", None);
}

#[test]
fn what_says_nothing_is_no_phase() {
    for tail in [
        "",
        "\n\n",
        "error error error\n",
        "42% of nothing\n",
        "Traceback (most recent call last):\n",
    ] {
        assert_eq!(read(tail), None, "{tail:?}");
    }
}

proptest::proptest! {
    #[test]
    fn any_text_is_read(text in "(\\PC|\r|\n|Loading|pulling |%| tokens per second| eval time =|/|[0-9.]){0,300}") {
        if let Some(phase) = read(&text) {
            proptest::prop_assert!(phase.percent.is_none_or(|percent| percent <= 100));
            proptest::prop_assert!(!phase.words.is_empty());
        }
    }
}
