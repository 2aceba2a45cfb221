import type { Capability } from '../lib/capability';

const found = import.meta.glob<{ capability: Capability }>('./*/index.ts', { eager: true });

/** Where its first place in the navigation is; those without one come last. */
const order = ({ pages }: Capability) => Math.min(...(pages ?? []).map(({ nav }) => nav?.order ?? Infinity));

/** Every capability of the web app, in the order of the navigation: each folder here with an `index.ts` is one. */
export const capabilities: Capability[] = Object.values(found)
  .map((module) => module.capability)
  .sort((a, b) => (order(a) < order(b) ? -1 : 1));
