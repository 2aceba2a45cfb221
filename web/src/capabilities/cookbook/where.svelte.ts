import { MISSED } from '../../lib/live.svelte';
import { place } from '../../lib/router.svelte';
import * as calls from './calls';
import { Reading } from './reading.svelte';

/** The server that a name means: its id, its name or its host. */
export const serverOf = (servers: calls.Server[], wanted: string): calls.Server | undefined =>
  servers.find(({ id, name, host }) => [id, name, host].includes(wanted));

/** Which machine a page is about: the one that its address names (`?host=`), and otherwise this one. */
export class Where {
  readonly #servers = new Reading(calls.servers);

  /** As the address names it. */
  readonly name = $derived(place.query.get('host') ?? 'local');
  /** All machines. */
  readonly known = $derived(this.#servers.value?.servers ?? []);
  /** What is set of it; nothing while that is not known. */
  readonly server = $derived(serverOf(this.known, this.name));

  /** Follows which machines there are; what this returns ends it. */
  follow(): () => void {
    return this.#servers.follow(['cookbook.servers_changed', MISSED]);
  }
}
