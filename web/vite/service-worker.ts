import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

/** What `src/sw/files.ts` writes where the list of files is to stand. */
const PLACE = /["'`]__SHELL__["'`]/;

/** Files that only one kind of work needs: they are kept once they have been used. */
const ON_USE = /editor|markdown/i;

/**
 * Tells the service worker which files make up the application, and a version that is another one when any of
 * them is: browsers notice a new version by the worker's text.
 */
export function serviceWorker(): Plugin {
  let publicFolder = '';
  return {
    name: 'odysseus:service-worker',
    apply: 'build',
    enforce: 'post',
    configResolved: (config) => {
      publicFolder = config.publicDir;
    },
    generateBundle: (_options, bundle) => {
      const worker = bundle['sw.js'];
      if (worker?.type !== 'chunk') return;
      const hashed = Object.keys(bundle).filter((name) => name.startsWith('assets/')).sort();
      const named = readdirSync(publicFolder).sort();
      const hash = createHash('sha256').update(hashed.join());
      for (const name of named) hash.update(name).update(readFileSync(join(publicFolder, name)));
      const files = [...hashed.filter((name) => !ON_USE.test(name)), ...named].map((name) => `/${name}`);
      const shell = JSON.stringify({ version: hash.digest('hex').slice(0, 12), files });
      if (!PLACE.test(worker.code)) throw new Error(`the service worker says nowhere ${PLACE.source}`);
      worker.code = worker.code.replace(PLACE, () => shell);
    },
  };
}
