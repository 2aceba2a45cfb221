import { freePort, type Person } from '../support';

/** What the pictures of the Cookbook need of what was launched. */
export interface Launched {
  /** The session of the one that failed. */
  readonly failed: string;
}

/** A machine with a GPU and with vLLM, as far as either is to be seen: neither can be had where pictures are taken. */
export const PROGRAMS = {
  'nvidia-smi': `busy=$((60 + $(date +%N | cut -c1-4 | sed 's/^0*//') % 36))
case "$*" in
*compute-apps*) echo 'GPU-1, 4711, 18432, VLLM::EngineCore' ;;
*) echo "0, GPU-1, 24564, 18900, 5664, $busy, 71, 550.54.14, NVIDIA GeForce RTX 4090" ;;
esac`,
  vllm: `exec python3 - "$@" <<'END'
import http.server, sys, threading, time
model, port = sys.argv[2], int(sys.argv[sys.argv.index('--port') + 1])
core = '(EngineCore_DP0 pid=812)'
def say(text):
    print(text, flush=True)
say('(APIServer pid=790) INFO 11-23 10:00:01 [api_server.py:1977] vLLM API server version 0.11.0')
say(f"{core} INFO 11-23 10:00:07 [core.py:77] Initializing a V1 LLM engine (v0.11.0) with config: model='{model}', dtype=torch.bfloat16, max_seq_len=40960")
say(f'{core} INFO 11-23 10:00:11 [gpu_model_runner.py:2602] Starting to load model {model}...')
if '32B' in model:
    say(f'{core} Loading safetensors checkpoint shards:  43% Completed | 6/14 [00:09<00:12,  1.52s/it]')
    time.sleep(100000)
if '70B' in model:
    for line in ['EngineCore failed to start.', 'Traceback (most recent call last):',
                 '  File "/opt/vllm/lib/python3.12/site-packages/vllm/v1/engine/core.py", line 699, in run_engine_core',
                 '    engine_core = EngineCoreProc(*args, **kwargs)',
                 'torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 448.00 MiB. GPU 0 has a total capacity of 23.99 GiB of which 312.00 MiB is free.']:
        say(f'{core} ERROR 11-23 10:00:31 [core.py:708] {line}')
    sys.exit(1)
say(f'{core} INFO 11-23 10:00:31 [default_loader.py:267] Loading weights took 4.61 seconds')
say('(APIServer pid=790) INFO:     Application startup complete.')
def tell():
    while True:
        say('(APIServer pid=790) INFO 11-23 10:01:01 [loggers.py:127] Engine 000: Avg prompt throughput: 212.4 tokens/s, '
            'Avg generation throughput: 87.2 tokens/s, Running: 2 reqs, Waiting: 1 reqs, GPU KV cache usage: 11.3%')
        time.sleep(10)
threading.Thread(target=tell, daemon=True).start()
class Quiet(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
    def log_message(self, *words):
        pass
http.server.ThreadingHTTPServer(('127.0.0.1', port), Quiet).serve_forever()
END`,
};

/** Launches three servers: one that is busy, one that loads, one that fails. */
export async function launchAll(person: Person): Promise<Launched> {
  const serve = async (model: string, more = '') => {
    const cmd = `vllm serve ${model} --port ${await freePort()}${more}`;
    return (await person.api<{ session_id: string }>('POST', '/api/cookbook/serve', { repo_id: model, cmd })).session_id;
  };
  const failed = await serve('meta-llama/Llama-3.3-70B-Instruct');
  const loading = await serve('Qwen/Qwen3-32B-AWQ', ' --max-model-len 16384');
  const ready = await serve('meta-llama/Llama-3.1-8B-Instruct');
  await until(person, failed, 'failed');
  await until(person, loading, 'loading');
  await until(person, ready, 'ready');
  return { failed };
}

async function until(person: Person, session: string, state: string): Promise<void> {
  for (;;) {
    const task = await person.api<{ state: string }>('GET', `/api/cookbook/tasks/${session}`);
    if (task.state === state) return;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}
