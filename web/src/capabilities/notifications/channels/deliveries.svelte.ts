import { api, asProblem, done, type Output, type Problem } from '../../../lib/api';
import { live, MISSED } from '../../../lib/live.svelte';

/** A notification on its way through a channel. */
export type Delivery = Output<'notifications.deliveries'>['items'][number];

/** So many are read at once. */
const PAGE = 10;

/** What was sent through one channel lately, newest first. */
export class RecentDeliveries {
  list = $state.raw<Delivery[]>();
  problem = $state.raw<Problem>();
  more = $state(false);

  readonly #channel: string;
  #limit = PAGE;

  constructor(channel: string) {
    this.#channel = channel;
  }

  /** Reads them, now and as they go on; for an effect. */
  follow(): () => void {
    void this.read();
    const heard = ({ data }: { data: Record<string, unknown> }) => data.channel_id === this.#channel && void this.read();
    const ends = [live.on('notification.delivery', heard), live.on(MISSED, () => void this.read())];
    return () => ends.forEach((end) => end());
  }

  /** Reads as many as are shown, again. */
  async read(): Promise<void> {
    try {
      const query = { channel: this.#channel, limit: this.#limit };
      const page = await done(api.GET('/api/notifications/deliveries', { params: { query } }));
      this.list = page.items;
      this.more = Boolean(page.next_cursor);
      this.problem = undefined;
    } catch (error) {
      this.problem = asProblem(error);
    }
  }

  /** Shows more of them. */
  async readMore(): Promise<void> {
    this.#limit += PAGE;
    await this.read();
  }
}
