"""`llama-server` for the tests: llama.cpp's own HTTP server, behind the flags of the program of that name.

The server, its log lines and its failures are llama.cpp's, from the module xllamacpp. Only the command line is
ours: it knows the flags in FLAGS, and refuses what it cannot read in the words of llama.cpp's `common/arg.cpp`.
"""

import signal
import sys

import xllamacpp


class Refused(Exception):
    """A command line that cannot be read; the words are the message."""


def set_to(name):
    return lambda params, value: setattr(params, name, value)


def threads(params, count):
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = count


def model(params, path):
    params.model.path = path


def host(params, name):
    params.hostnames = [name]


# Each flag with the kind of its value, none for a switch, and what it does.
FLAGS = {
    ("-m", "--model"): (str, model),
    ("--host",): (str, host),
    ("--port",): (int, set_to("port")),
    ("-c", "--ctx-size"): (int, set_to("n_ctx")),
    ("-t", "--threads"): (int, threads),
    ("-np", "--parallel"): (int, set_to("n_parallel")),
    ("-ngl", "--gpu-layers", "--n-gpu-layers"): (str, lambda params, layers: None),
    ("-a", "--alias"): (str, lambda params, names: setattr(params, "model_alias", set(names.split(",")))),
    ("--api-key",): (str, lambda params, keys: setattr(params, "api_keys", keys.split(","))),
    ("--jinja",): (None, lambda params: setattr(params, "use_jinja", True)),
    ("--no-warmup",): (None, lambda params: setattr(params, "warmup", False)),
    ("--metrics",): (None, lambda params: setattr(params, "endpoint_metrics", True)),
}


def parse(words):
    """The parameters that a command line means, over the server's defaults."""
    params = xllamacpp.CommonParams()
    host(params, "127.0.0.1")
    # Threads of llama.cpp wait by spinning: with more than one, a busy machine is many times slower.
    threads(params, 1)
    known = {name: flag for names, flag in FLAGS.items() for name in names}
    words = iter(words)
    for word in words:
        name = word.replace("_", "-") if word.startswith("--") else word
        if name not in known:
            raise Refused(f"error: invalid argument: {name}")
        kind, apply = known[name]
        if kind is None:
            apply(params)
            continue
        value = next(words, None)
        if value is None:
            raise Refused(unusable(name, "expected value for argument"))
        try:
            apply(params, kind(value))
        except (ValueError, OverflowError):
            raise Refused(unusable(name, "stoi")) from None
    if not params.model.path:
        raise Refused("error: --model is required\n")
    return params


def unusable(name, problem):
    names = ", ".join(next(names for names in FLAGS if name in names))
    return f'error while handling argument "{name}": {problem}\n\nusage:\n{names}\n\nto show complete usage, run with -h'


def serve(params):
    """Serves until it is told to end (SIGTERM, SIGINT); gives the exit code."""
    ends = {signal.SIGTERM, signal.SIGINT}
    # Before the server's threads are made, which inherit this: the signals wait for `sigwait`.
    signal.pthread_sigmask(signal.SIG_BLOCK, ends)
    try:
        server = xllamacpp.Server(params)
    except RuntimeError:
        return 1  # why is in the log already
    signal.sigwait(ends)
    del server
    return 0


def main(words):
    if "--version" in words:
        build = xllamacpp.BUILD_INFO
        print(f"version: {build['build_number']} ({build['commit']})", file=sys.stderr)
        print(f"built with {build['compiler']} for {build['build_target']}", file=sys.stderr)
        return 0
    if {"-h", "--help"} & set(words):
        print("\n".join(["usage:", *map(", ".join, FLAGS)]))
        return 0
    try:
        return serve(parse(words))
    except Refused as problem:
        print(problem, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
