import { live, type LiveEvent } from '../../../lib/live.svelte';
import type { Notice } from '../../../lib/notices';
import { place } from '../../../lib/router.svelte';
import { feed } from '../feed';
import { isShownAt } from '../leads';
import { markRead } from '../perform';
import { permission } from '../permission/permission.svelte';
import { settles } from './settles';
import { closeSystem, showSystem } from './system';

/** What tabs tell each other: this notification is shown, so no other has to. */
interface Taken {
  taken: string;
}

/** The time that the tab with the focus has to take a notification, before the system shows it. */
const TAKE_WITHIN = 250;
/** After a gap no more than these are shown; the bell has the rest. */
const MOST_AT_ONCE = 3;

/**
 * Notifications as they come: shown once, whatever number of tabs is open.
 *
 * The tab that has the focus shows a card, which stays until the person does something about it. Where none has
 * it, the system shows the notification; that is up to the tab that leads the stream. Where the system may not,
 * it waits for the next tab that is looked at.
 */
class Alerts {
  /** What this tab shows, the latest last. */
  cards = $state.raw<Notice[]>([]);
  /** What to say to those who do not see the cards. */
  said = $state('');
  /** Whether this is a good moment to ask for notifications of the system. */
  asking = $state(false);

  #waiting = new Map<string, Notice>();
  /** What has been heard of. */
  #heard = new Set<string>();
  #tabs = new BroadcastChannel('odysseus.alerts');

  /** Begins. Called once, when somebody is signed in. */
  start(): void {
    feed.listen((notices) => this.#raise(notices));
    this.#tabs.onmessage = ({ data }: MessageEvent<Taken>) => this.#waiting.delete(data.taken);
    live.on('*', (event) => this.#hear(event));
    addEventListener('focus', () => this.#takeWaiting());
    document.addEventListener('visibilitychange', () => this.#takeWaiting());
  }

  /** Takes a card away. */
  close(id: string): void {
    this.cards = this.cards.filter((card) => card.id !== id);
    if (this.cards.length === 0) this.said = '';
  }

  /** Shows those of them that came last, where they can best be seen. */
  #raise(notices: Notice[]): void {
    const came = notices.filter(({ id }) => !this.#heard.has(id));
    for (const { id } of came) this.#heard.add(id);
    const newest = came.toSorted((a, b) => a.created_at.localeCompare(b.created_at)).slice(-MOST_AT_ONCE);
    for (const notice of newest) this.#waiting.set(notice.id, notice);
    if (attended()) this.#takeWaiting();
    else if (live.leads) setTimeout(() => void this.#showBySystem(newest), TAKE_WITHIN);
  }

  /** Takes all away: the person sees them in the list under the bell. */
  clear(): void {
    this.cards = [];
    this.said = '';
    this.asking = false;
  }

  #takeWaiting(): void {
    if (!attended() || this.#waiting.size === 0) return;
    const taken = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { id } of taken) this.#tabs.postMessage({ taken: id } satisfies Taken);
    this.cards = [...this.cards, ...taken.filter((notice) => !isShownAt(place.path, notice))];
    this.said = taken.map(({ title }) => title).join('. ');
  }

  async #showBySystem(notices: Notice[]): Promise<void> {
    if (permission.state !== 'granted') return;
    for (const notice of notices) {
      if (!this.#waiting.has(notice.id) || !(await showSystem(notice))) continue;
      this.#waiting.delete(notice.id);
      this.#tabs.postMessage({ taken: notice.id } satisfies Taken);
    }
  }

  #hear(event: LiveEvent): void {
    if (event.topic === 'notification.read') {
      const read = (id: string) => event.data.all === true || id === event.data.id;
      for (const id of this.#waiting.keys()) if (read(id)) this.#waiting.delete(id);
      for (const { id } of this.cards) if (read(id)) this.close(id);
      if (live.leads) void closeSystem(({ id }) => read(id));
    } else if (live.leads) {
      // What was dealt with elsewhere needs no notification any more; should this fail, the bell still has it.
      const settled = feed.items.filter((notice) => !notice.read_at && settles(event, notice));
      for (const notice of settled) void markRead(notice).catch(() => undefined);
    }
  }
}

/** Whether the person looks at this very tab. */
function attended(): boolean {
  return document.visibilityState === 'visible' && document.hasFocus();
}

/** What has just come. */
export const alerts = new Alerts();
