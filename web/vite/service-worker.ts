import { createHash } from 'node:crypto';
import type { Plugin } from 'vite';

/** What `src/sw.ts` writes where the list of files is to stand. */
const PLACE = '"__SHELL__"';

/** Files that only one kind of work needs: they are kept once they have been used. */
const ON_USE = /editor|markdown/i;

/**
 * Tells the service worker which files make up the application. With every build their names change, so
 * the worker's text does, and browsers notice the new version by that.
 */
export function serviceWorker(): Plugin {
  return {
    name: 'odysseus:service-worker',
    apply: 'build',
    generateBundle: (_options, bundle) => {
      const worker = bundle['sw.js'];
      if (worker?.type !== 'chunk') return;
      const files = Object.keys(bundle)
        .filter((name) => name.startsWith('assets/') && !ON_USE.test(name))
        .sort();
      const version = createHash('sha256').update(Object.keys(bundle).sort().join()).digest('hex').slice(0, 12);
      const shell = JSON.stringify({ version, files: files.map((file) => `/${file}`) });
      const code = worker.code.replace(PLACE, shell).replace(PLACE.replaceAll('"', '`'), shell);
      if (code === worker.code) throw new Error(`src/sw.ts says nowhere ${PLACE}`);
      worker.code = code;
    },
  };
}
