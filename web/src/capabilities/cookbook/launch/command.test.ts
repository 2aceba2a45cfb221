import { expect, test } from 'vitest';
import { type Choices, command, engineIn, entering } from './command';

const none: Choices = { engine: 'vllm', model: '', port: '', context: '', parallel: '', quantization: '', gpuShare: '', open: false };
const made = (choices: Partial<Choices>) => command({ ...none, ...choices });

test('the fields make a command that the engine understands', () => {
  expect(made({ model: 'org/name', port: '8000', context: '8192', parallel: '2', quantization: 'awq', gpuShare: '0.8', open: true })).toBe(
    'vllm serve org/name --host 0.0.0.0 --port 8000 --max-model-len 8192 --tensor-parallel-size 2 --quantization awq --gpu-memory-utilization 0.8',
  );
  expect(made({ engine: 'llama_cpp', model: '/models/a.gguf', port: '8080', gpuShare: '99' })).toBe(
    'llama-server --model /models/a.gguf --host 127.0.0.1 --port 8080 --n-gpu-layers 99',
  );
  expect(made({ engine: 'llama_cpp', model: 'org/name:Q4_K_M' })).toBe('llama-server --hf-repo org/name:Q4_K_M --host 127.0.0.1');
  expect(made({ engine: 'sglang', model: 'org/name', context: '4096' })).toBe(
    'python3 -m sglang.launch_server --model-path org/name --host 127.0.0.1 --context-length 4096',
  );
  expect(made({ engine: 'ollama', model: 'qwen3:8b', port: '11500', context: '4096' })).toBe(
    'OLLAMA_HOST=127.0.0.1:11500 OLLAMA_CONTEXT_LENGTH=4096 ollama serve',
  );
  expect(made({ engine: 'custom', model: 'x' })).toBe('');
  expect(made({})).toBe('');
});

test('words with more than plain signs are quoted', () => {
  expect(made({ engine: 'llama_cpp', model: "/my models/it's.gguf" })).toContain(String.raw`--model '/my models/it'\''s.gguf'`);
  expect(made({ model: '$(touch x)' })).toContain("serve '$(touch x)'");
});

test('an environment is entered as its kind is', () => {
  expect(entering('venv', '~/venvs/vllm')).toBe('source ~/venvs/vllm/bin/activate');
  expect(entering('venv', '/my envs/a')).toBe("source '/my envs/a/bin/activate'");
  expect(entering('conda', 'vllm')).toBe('conda activate vllm');
  expect(entering('none', '')).toBeUndefined();
});

test('the engine of a command is told by its program', () => {
  const engines = ['vllm serve a', '/opt/bin/llama-server -m a', 'A=1 ollama serve', 'python3 -m sglang.launch_server', 'python3 -m http.server'];
  expect(engines.map(engineIn)).toEqual(['vllm', 'llama_cpp', 'ollama', 'sglang', 'custom']);
});
