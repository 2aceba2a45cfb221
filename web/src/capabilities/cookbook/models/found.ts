import type { Model } from '../calls';
import { kindsOf } from './kinds';

/** A GGUF file, or several that are one model. */
export type GgufFile = NonNullable<Model['gguf_files']>[number];

/** A model that a search means, with those of its files that it means. */
export interface Found {
  model: Model;
  /** The files that can be launched, each by itself. */
  files: GgufFile[];
  /** Whether the search is about some of them. */
  narrowed: boolean;
}

/** The models in whose name, folder, kinds or files every word is found. */
export function found(models: Model[], search: string): Found[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return models.flatMap((model): Found[] => {
    const files = (model.gguf_files ?? []).filter(({ role }) => role === 'model');
    const own = [model.repo_id, model.path, ...kindsOf(model)].join(' ').toLowerCase();
    const others = words.filter((word) => !own.includes(word));
    if (!others.length) return [{ model, files, narrowed: false }];
    const meant = files.filter((file) => matches(file, words, own));
    return meant.length ? [{ model, files: meant, narrowed: true }] : [];
  });
}

const matches = ({ rel_path }: GgufFile, words: string[], own: string) =>
  words.every((word) => rel_path.toLowerCase().includes(word) || own.includes(word));
