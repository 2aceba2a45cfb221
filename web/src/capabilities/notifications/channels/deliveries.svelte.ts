import { api, asProblem, done, type Output, type Problem } from '../../../lib/api';

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
  /** Which reading is the latest: answers of earlier ones that come late are old. */
  #turn = 0;

  constructor(channel: string) {
    this.#channel = channel;
  }

  /** Reads as many as are shown, again. */
  async read(): Promise<void> {
    this.#turn += 1;
    const turn = this.#turn;
    try {
      const query = { channel: this.#channel, limit: this.#limit };
      const page = await done(api.GET('/api/notifications/deliveries', { params: { query } }));
      if (turn !== this.#turn) return;
      this.list = page.items;
      this.more = Boolean(page.next_cursor);
      this.problem = undefined;
    } catch (error) {
      if (turn === this.#turn) this.problem = asProblem(error);
    }
  }

  /** Shows more of them. */
  async readMore(): Promise<void> {
    this.#limit += PAGE;
    await this.read();
  }
}
