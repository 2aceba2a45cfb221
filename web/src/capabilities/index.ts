import type { Capability } from '../lib/capability';

const found = import.meta.glob<{ capability: Capability }>('./*/index.ts', { eager: true });

/** Every capability of the web app: each folder here with an `index.ts` is one. */
export const capabilities: Capability[] = Object.values(found).map((module) => module.capability);
