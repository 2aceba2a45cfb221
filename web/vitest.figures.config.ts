import { defineConfig } from 'vitest/config';
import stories from './vitest.e2e.config.ts';

/** What `cargo xtask bench` asks the browser. */
export default defineConfig({ test: { ...stories.test, include: ['e2e/figures.ts'] } });
