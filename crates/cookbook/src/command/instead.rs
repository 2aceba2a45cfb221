//! What to do instead of what people write out of habit.

/// What leads elsewhere, by the program's name.
const INSTEAD: &[(&[&str], &str)] = &[
    (
        &["cd", "pushd"],
        "Leave `cd` out and give absolute paths, or paths from `~/`.",
    ),
    (
        &[
            "source",
            ".",
            "conda",
            "mamba",
            "micromamba",
            "eval",
            "deactivate",
        ],
        "Give the environment as `env_prefix` (`source /path/venv/bin/activate`, `conda activate NAME`) or set it for the \
         server, or start the program by its absolute path (`/path/venv/bin/vllm`).",
    ),
    (
        &["export", "env", "set"],
        "Write variables before the program: `CUDA_VISIBLE_DEVICES=0 vllm serve …`.",
    ),
    (
        &[
            "nohup", "setsid", "disown", "screen", "tmux", "exec", "time", "nice", "timeout",
            "stdbuf", "unbuffer",
        ],
        "Leave it out and start with the program: it runs in a terminal session of its own, which outlives yours.",
    ),
    (
        &["sudo", "su", "doas", "runuser"],
        "Programs run as the user that the server is set up with; set up another server for another user.",
    ),
    (
        &["sh", "bash", "zsh", "dash", "fish", "busybox", "xargs"],
        "Start the model server itself; no shell is started.",
    ),
    (
        &[
            "docker",
            "podman",
            "nerdctl",
            "apptainer",
            "singularity",
            "kubectl",
        ],
        "Containers are not started; give the program inside, such as `vllm serve …`.",
    ),
    (
        &["llama-cli", "llama-run", "main", "server", "llama-simple"],
        "Use `llama-server -m /models/name.gguf --port 8080`.",
    ),
    (
        &["uv", "uvx", "pipx", "poetry", "pdm", "pipenv"],
        "Start the program in its environment by its path (`/path/venv/bin/vllm serve …`), and install by \
         `pip install …`.",
    ),
    (
        &[
            "uvicorn",
            "gunicorn",
            "hypercorn",
            "torchrun",
            "accelerate",
            "ray",
            "deepspeed",
        ],
        "Use the engine's own server (`vllm serve …`, `python3 -m sglang.launch_server …`), or a script file: \
         `python3 /path/server.py`.",
    ),
    (
        &["mlx_lm.server", "mlx_lm"],
        "Write `python3 -m mlx_lm.server --model …`.",
    ),
    (
        &["transformers", "transformers-cli"],
        "Write `python3 -m transformers.commands.transformers_cli serve …`.",
    ),
    (
        &["hf", "huggingface-cli", "wget", "curl", "git", "aria2c"],
        "Models are fetched by the Cookbook's download.",
    ),
    (
        &["kill", "pkill", "killall", "fuser"],
        "Stop a server by the Cookbook's stop, which ends all of its processes and no others.",
    ),
];

/// What to do instead of starting that program.
pub(super) fn of(program: Option<&str>) -> Option<&'static str> {
    let name = program?.rsplit('/').next()?;
    INSTEAD
        .iter()
        .find(|(names, _)| names.contains(&name))
        .map(|(_, hint)| *hint)
}
