import { api, asProblem, done, type Input, type Output, type Problem } from '../../../lib/api';
import { InStep } from '../../../lib/in-step';
import { live, MISSED } from '../../../lib/live.svelte';
import { InTurn, withPage } from '../../../lib/pages';

/** A way by which notifications leave the house. */
export type Channel = Output<'notifications.channels'>['items'][number];
/** What is entered for a new one. */
export type NewChannel = Input<'notifications.add_channel'>;
/** What is changed about one. */
export type ChannelChange = Omit<Input<'notifications.update_channel'>, 'id'>;

/** The person's channels, in the order in which they were added. */
export class Channels {
  list = $state.raw<Channel[]>();
  problem = $state.raw<Problem>();
  readonly #step = new InStep();
  readonly #turns = new InTurn();

  /** Reads them, now and when one begins to fail or works again; for an effect. */
  follow(): () => void {
    void this.read();
    const ends = ['notification.delivery', MISSED].map((topic) => live.on(topic, () => void this.read()));
    return () => ends.forEach((end) => end());
  }

  async read(): Promise<void> {
    try {
      const read = await this.#step.read(() => done(api.GET('/api/notifications/channels')));
      if (read) this.list = read.items;
      this.problem = undefined;
    } catch (error) {
      this.problem = asProblem(error);
    }
  }

  /** Adds one. Resolves to it and, of a webhook, the secret that was made: it is told this once. Throws a {@link Problem}. */
  async add(body: NewChannel): Promise<Output<'notifications.add_channel'>> {
    const added = await this.#step.change(done(api.POST('/api/notifications/channels', { body })));
    // A reading that was under way may have it already.
    this.list = withPage(this.list, [added.channel], ({ id }) => id);
    return added;
  }

  /** Changes one. Throws a {@link Problem}. */
  async update(id: string, body: ChannelChange): Promise<void> {
    const send = () => done(api.PATCH('/api/notifications/channels/{id}', { params: { path: { id } }, body }));
    // One after the other: of two the later counts.
    const changed = await this.#step.change(this.#turns.run(send));
    if (this.#step.changing) await this.read();
    else this.#put(changed);
  }

  /** Switches one on or off: shown at once, taken back where that fails. Throws a {@link Problem}. */
  async enable(channel: Channel, enabled: boolean): Promise<void> {
    this.#put({ ...channel, enabled });
    try {
      await this.update(channel.id, { enabled });
    } catch (error) {
      this.#put(channel);
      throw error;
    }
  }

  /** Removes one for good. Throws a {@link Problem}. */
  async remove(id: string): Promise<void> {
    await this.#step.change(done(api.DELETE('/api/notifications/channels/{id}', { params: { path: { id } } })));
    this.list = this.list?.filter((channel) => channel.id !== id);
  }

  /** Sends a message through one. Resolves to what the other side said; throws a {@link Problem} where it did not take it. */
  async test(id: string): Promise<Output<'notifications.test_channel'>> {
    const answer = await done(api.POST('/api/notifications/channels/{id}/test', { params: { path: { id } } }));
    await this.read();
    return answer;
  }

  #put(channel: Channel): void {
    this.list = this.list?.map((other) => (other.id === channel.id ? channel : other));
  }
}
