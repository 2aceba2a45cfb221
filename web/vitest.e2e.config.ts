import { defineConfig } from 'vitest/config';

/** The browser stories: the real program, a real Chromium. See e2e/README.md. */
export default defineConfig({
  test: {
    include: ['src/**/*.e2e.ts', 'e2e/**/*.e2e.ts'],
    environment: 'node',
    pool: 'forks',
    maxWorkers: 2,
    // What a story waits for comes at once, or late on a machine that builds at the same time. A story waits often.
    testTimeout: 240_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 15_000 } },
    retry: 0,
    watch: false,
  },
});
