use super::find;

/// The log, what its failure's first line contains, and what the line contains that names it.
#[track_caller]
fn check(log: &str, begins: &str, names: &str) {
    let failure = find(log).unwrap_or_else(|| panic!("no failure in:\n{log}"));
    let first = log[failure.told.clone()].lines().next().unwrap_or_default();
    assert!(first.contains(begins), "begins with {first:?}");
    let named = &log[failure.named];
    assert!(named.contains(names), "is named by {named:?}");
    assert!(!failure.past, "is past");
}

#[test]
fn the_first_process_that_failed_is_the_cause() {
    check(
        include_str!("../samples/vllm-engine-core.log"),
        "EngineCore failed to start.",
        "torch.OutOfMemoryError: CUDA out of memory.",
    );
}

#[test]
fn of_chained_exceptions_the_first_is_the_cause() {
    check(
        include_str!("../samples/python-chained.log"),
        "Traceback (most recent call last):",
        "FileNotFoundError: [Errno 2]",
    );
}

#[test]
fn a_server_in_a_wheel_says_why_before_python_does() {
    check(
        include_str!("../samples/llama-missing.log"),
        "E gguf_init_from_file: failed to open GGUF file",
        "No such file or directory",
    );
    check(
        include_str!("../samples/llama-truncated.log"),
        "data is not within the file bounds",
        "corrupted or incomplete",
    );
}

#[test]
fn failures_of_many_kinds() {
    for (log, begins, names) in [
        (
            "INFO 11-22 10:00:00 [a.py:1] x\n[rank1]: Traceback (most recent call last):\n[rank0]: Traceback (most recent call last):\n\
             [rank1]:   File \"a.py\", line 1\n[rank0]:   File \"a.py\", line 2\n[rank0]: ValueError: zero\n[rank1]: ValueError: one\n",
            "[rank1]: Traceback",
            "ValueError: one",
        ),
        (
            "[2025-11-22 10:00:00 TP0] Load weight begin.\n[2025-11-22 10:00:03 TP0] Scheduler hit an exception: Traceback (most recent call last):\n  \
             File \"s.py\", line 3, in run\n    load()\nRuntimeError: not enough memory\n",
            "Scheduler hit an exception",
            "RuntimeError: not enough memory",
        ),
        (
            "loading\nterminate called after throwing an instance of 'std::runtime_error'\n  what():  bad model\nAborted (core dumped)\n",
            "terminate called",
            "terminate called",
        ),
        (
            "load_tensors: x\nggml_backend: /src/ggml.c:10: GGML_ASSERT(a == b) failed\n",
            "GGML_ASSERT",
            "GGML_ASSERT",
        ),
        (
            "thread 'main' (17) panicked at src/main.rs:3:5:\nno model\n",
            "panicked at",
            "panicked at",
        ),
        (
            "run.sh: line 3: 4188 Killed  vllm serve x\n",
            "Killed",
            "Killed",
        ),
        (
            "bash: line 1: vllm: command not found\n",
            "command not found",
            "vllm",
        ),
        ("sh: 1: vllm: not found\n", "not found", "vllm"),
        (
            "/usr/bin/python3: No module named vllm\n",
            "No module",
            "vllm",
        ),
        (
            "usage: vllm serve [-h]\nvllm: error: unrecognized arguments: --swap-space 4\n",
            "unrecognized",
            "--swap-space",
        ),
        (
            "start\nSegmentation fault (core dumped)\n",
            "Segmentation fault",
            "Segmentation fault",
        ),
        (
            "\x1b[1;36m(EngineCore_DP0 pid=7)\x1b[0;0m ERROR 11-22 10:00:00 [core.py:1] Traceback (most recent call last):\n\
             \x1b[1;36m(EngineCore_DP0 pid=7)\x1b[0;0m ERROR 11-22 10:00:00 [core.py:1]   File \"a\"\n\
             \x1b[1;36m(EngineCore_DP0 pid=7)\x1b[0;0m ERROR 11-22 10:00:00 [core.py:1] KeyError: 'x'\n",
            "Traceback",
            "KeyError: 'x'",
        ),
        (
            "Error: listen tcp 127.0.0.1:11434: bind: address already in use\n",
            "bind:",
            "in use",
        ),
        (
            "2025-11-22T10:00:00.123Z ERROR server: no GPU\n",
            "no GPU",
            "no GPU",
        ),
    ] {
        check(log, begins, names);
    }
}

#[test]
fn an_old_failure_is_not_the_last_one() {
    let idle = "INFO 11-22 10:00:00 [a.py:1] waiting\n".repeat(60);
    let log = format!("ValueError: first\n{idle}ValueError: second\n");
    check(&log, "second", "second");
    // Yet a report that points up is followed there.
    let log = format!(
        "Traceback (most recent call last):\n  File \"a\"\nValueError: first\n{idle}RuntimeError: Engine core initialization failed. See root cause above.\n"
    );
    check(&log, "Traceback", "first");
}

#[test]
fn what_was_survived_is_past() {
    let log = "ValueError: x\nINFO:     Application startup complete.\n";
    assert!(find(log).is_some_and(|failure| failure.past));
    let log = format!("ValueError: x\n{}", "INFO: alive\n".repeat(300));
    assert!(find(&log).is_some_and(|failure| failure.past));
}

#[test]
fn healthy_logs_fail_nowhere() {
    for log in [
        include_str!("../samples/vllm-ready.log"),
        include_str!("../samples/llama-ready.log"),
        "0 errors, error_rate=0.0, no error\nINFO error handler installed\nerrors: []\n",
        "",
    ] {
        assert_eq!(find(log), None, "{log}");
    }
}
