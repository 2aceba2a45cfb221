import { keyboard } from '../../lib/keyboard.svelte';
import { go } from '../../lib/router.svelte';

/** The keys of the Cookbook's pages; what this returns takes them away. */
export function keys(): () => void {
  return keyboard.bind([{ keys: 'c', label: 'Launch a model', run: () => go('/cookbook/launch') }]);
}
