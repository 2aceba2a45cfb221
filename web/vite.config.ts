import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import { compressed } from './vite/compressed.ts';
import { serviceWorker } from './vite/service-worker.ts';

/** Where `npm run dev` finds a running Odysseus. */
const server = process.env.ODYSSEUS_URL ?? 'http://127.0.0.1:7000';

/** Our own library, and what it is made with. */
const BASE = /\/src\/lib\/|\/node_modules\/(svelte|clsx|esm-env|@lucide|openapi-fetch|eventsource-parser)\//;

export default defineConfig({
  plugins: [svelte(), serviceWorker(), compressed()],
  build: {
    target: 'es2023',
    // Small files stay files: the policy of the pages lets nothing be loaded from within a style.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // What the licences of the libraries inside ask for: their words come along.
    license: { fileName: 'licenses.txt' },
    rollupOptions: {
      input: { app: 'index.html', sw: 'src/sw.ts' },
      output: {
        entryFileNames: (chunk) => (chunk.name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js'),
        chunkFileNames: 'assets/[name]-[hash].js',
        // What several pages stand on is one file: a browser asks over six connections, not fifty.
        codeSplitting: { groups: [{ name: 'base', test: BASE, minShareCount: 2 }] },
      },
    },
  },
  server: { proxy: { '/api': server } },
  test: { include: ['src/**/*.test.ts'], environment: 'node' },
});
