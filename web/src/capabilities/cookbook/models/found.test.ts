import { expect, test } from 'vitest';
import type { Model } from '../calls';
import { found } from './found';

const model = (repo_id: string, files: string[] = []): Model => ({
  repo_id,
  size: '1 MB',
  bytes: 1,
  nb_files: 1,
  has_incomplete: false,
  status: 'ready',
  path: `/models/${repo_id}`,
  is_diffusion: false,
  is_gguf: files.length > 0,
  gguf_files: files.map((name) => ({ name, rel_path: name, size_bytes: 1, role: name.startsWith('mmproj') ? 'projector' : 'model' })),
});

const models = [
  model('Qwen/Qwen3-8B'),
  model('Qwen/Qwen3-8B-GGUF', ['a-Q4_K_M.gguf', 'a-Q8_0.gguf', 'mmproj-a-Q4_K_M.gguf']),
  model('org/Llama', ['b-IQ2_XS.gguf']),
];

test.each<[string, string[]]>([
  ['', ['Qwen3-8B', 'Qwen3-8B-GGUF: a-Q4_K_M.gguf a-Q8_0.gguf', 'Llama: b-IQ2_XS.gguf']],
  ['  QWEN 8b ', ['Qwen3-8B', 'Qwen3-8B-GGUF: a-Q4_K_M.gguf a-Q8_0.gguf']],
  ['gguf llama', ['Llama: b-IQ2_XS.gguf']],
  ['q4_k', ['Qwen3-8B-GGUF: a-Q4_K_M.gguf (some)']],
  ['qwen q8', ['Qwen3-8B-GGUF: a-Q8_0.gguf (some)']],
  ['llama q8', []],
])('“%s” means %j', (search, expected) => {
  const names = found(models, search).map(({ model, files, narrowed }) => {
    const list = files.length ? `: ${files.map(({ rel_path }) => rel_path).join(' ')}` : '';
    return `${model.repo_id.split('/')[1]}${list}${narrowed ? ' (some)' : ''}`;
  });
  expect(names).toEqual(expected);
});
