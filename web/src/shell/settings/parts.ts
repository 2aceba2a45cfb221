import { capabilities } from '../../capabilities';
import type { SettingsPart } from '../../lib/capability';
import { session } from '../../lib/session.svelte';

/** The parts of Settings that this person may see, in order. */
export function settingsParts(): SettingsPart[] {
  return capabilities
    .flatMap((capability) => capability.settings ?? [])
    .filter((part) => !part.admin || session.account?.admin)
    .sort((a, b) => a.order - b.order);
}

/** How much waits for the person in all parts of Settings. */
export function waitingInSettings(): number {
  return settingsParts().reduce((sum, part) => sum + (part.count?.() ?? 0), 0);
}
