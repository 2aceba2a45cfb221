import { expect, test } from 'vitest';
import { needsOf } from './needs';

const seen = { gpu_memory_mb: 18_432, gpus: 1, model_bytes: 8_100_000_000, engine_version: '0.11.0' };

test.each([
  ['nothing was seen', null, []],
  ['all was', seen, ['18 GiB of GPU memory', '8.1 GB on the disk', 'vLLM 0.11.0']],
  ['on several GPUs', { ...seen, gpus: 2, model_bytes: null }, ['18 GiB of GPU memory on 2 GPUs', 'vLLM 0.11.0']],
  ['the model alone', { gpu_memory_mb: null, gpus: null, model_bytes: 0, engine_version: null }, ['0 bytes on the disk']],
])('what a preset needs, where %s', (_, needs, expected) => {
  expect(needsOf({ needs, backend: 'vllm' })).toEqual(expected);
});
