import { SvelteMap } from 'svelte/reactivity';
import type { Gpu, Host } from '../calls';

/** So many readings are kept of each GPU. */
export const MOST = 60;

/** How busy GPUs were, as this tab has seen it; nothing of it is stored. */
class Readings {
  readonly #seen = new SvelteMap<string, readonly number[]>();

  /** Keeps what a look at a machine showed. */
  add(server: string, { gpus }: Pick<Host, 'gpus'>): void {
    for (const gpu of gpus) {
      if (gpu.util_pct == null) continue;
      const key = keyOf(server, gpu);
      this.#seen.set(key, [...(this.#seen.get(key) ?? []), gpu.util_pct].slice(-MOST));
    }
  }

  /** How busy a GPU was, in percent, the latest last. Read as state. */
  of(server: string, gpu: Pick<Gpu, 'index' | 'uuid'>): readonly number[] {
    return this.#seen.get(keyOf(server, gpu)) ?? [];
  }
}

const keyOf = (server: string, { index, uuid }: Pick<Gpu, 'index' | 'uuid'>) => `${server} ${uuid || index}`;

/** How busy GPUs were. */
export const readings = new Readings();
