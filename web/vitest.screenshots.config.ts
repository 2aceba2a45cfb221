import { defineConfig } from 'vitest/config';
import stories from './vitest.e2e.config.ts';

/** The pictures of docs/screenshots: told like the stories, and only when they are asked for. */
export default defineConfig({ test: { ...stories.test, include: ['e2e/screenshots.ts'] } });
