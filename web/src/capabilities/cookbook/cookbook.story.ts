import { type Locator, type Page } from 'playwright-core';
import { describe } from 'vitest';
import { type House, type HouseOptions, useHouse, type View, views } from '../../../e2e/support';

export { freePort } from '../../../e2e/support';

/** What the stories of the Cookbook share. */

/** Tells stories in each window, each in a house of its own: what runs is seen by every administrator of a house. */
export function inHouses(
  name: string,
  tell: (house: House, view: View) => void,
  windows: readonly View[] = views,
  options?: HouseOptions,
): void {
  for (const view of windows) describe(`${name} (${view.name})`, () => tell(useHouse(options), view));
}

/** Launches a program as a model server of that name. Returns its session. */
export async function launched(house: House, model: string, cmd: string): Promise<string> {
  const answer = await house.admin.api<{ session_id: string }>('POST', '/api/cookbook/serve', { repo_id: model, cmd });
  return answer.session_id;
}

/** A program that answers as a model server does. */
export const answering = (port: number) => `python3 -m http.server ${port} --bind 127.0.0.1`;
/** One that ends at once and says why. */
export const FAILING = 'python3 -m http.server --nope';

/** For what a machine that is busy otherwise takes its time for. */
export const SLOWLY = { timeout: 30_000 };

/** The row of a task. */
export const rowOf = (page: Page, name: string): Locator => page.locator('[data-row]').filter({ hasText: name });

/** A machine with a GPU, which says what the one of NVIDIA's says. */
export const WITH_GPU: HouseOptions = {
  programs: {
    'nvidia-smi': `case "$*" in
*compute-apps*) echo 'GPU-1, 4711, 18432, /opt/vllm/bin/python3' ;;
*) echo '0, GPU-1, 24564, 18900, 5664, 63, 71, 550.54.14, NVIDIA GeForce RTX 4090' ;;
esac`,
  },
};

/** A model server that says how busy it is in the words of vLLM. */
export const BUSY = `import http.server, sys
print('INFO 11-22 10:00:00 [loggers.py:127] Engine 000: Avg prompt throughput: 12.0 tokens/s, Avg generation throughput: '
      '81.4 tokens/s, Running: 2 reqs, Waiting: 1 reqs, GPU KV cache usage: 3.1%', flush=True)
http.server.ThreadingHTTPServer(('127.0.0.1', int(sys.argv[2])), http.server.SimpleHTTPRequestHandler).serve_forever()
`;
