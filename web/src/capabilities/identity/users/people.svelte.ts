import { api, asProblem, done, type Input, type Output, type Problem } from '../../../lib/api';
import { live } from '../../../lib/live.svelte';
import { InTurn, withPage } from '../../../lib/pages';
import { session } from '../../../lib/session.svelte';

/** Somebody with an account. */
export type UserInfo = Output<'users.list'>['items'][number];

/** So many are read at once. */
const PAGE = 50;

/** Everybody with an account here, by name. */
export class People {
  list = $state.raw<UserInfo[]>();
  total = $state(0);
  problem = $state.raw<Problem>();
  loadingMore = $state(false);
  #next: string | null | undefined;
  readonly #turns = new InTurn();

  /** Reads them, now and when they change; for an effect. */
  follow(): () => void {
    void this.read();
    return live.on('users.*', () => void this.read());
  }

  /** Reads as many as are shown, again. */
  read(): Promise<void> {
    return this.#afterOthers(async () => {
      const shown = this.list?.length ?? 0;
      let list: UserInfo[] = [];
      do {
        list = withPage(list, await this.#page(list.length ? this.#next : undefined), ({ id }) => id);
      } while (this.#next && list.length < shown);
      this.list = list;
    });
  }

  /** Whether there are more than are shown. */
  get more(): boolean {
    return this.list !== undefined && this.list.length < this.total;
  }

  /** Reads the next page. */
  async readMore(): Promise<void> {
    this.loadingMore = true;
    await this.#afterOthers(async () => {
      // Somebody who was renamed meanwhile may come twice.
      if (this.#next) this.list = withPage(this.list, await this.#page(this.#next), ({ id }) => id);
    });
    this.loadingMore = false;
  }

  /** Adds somebody. Throws a {@link Problem}. */
  async add(body: Input<'users.add'>): Promise<void> {
    await done(api.POST('/api/users', { body }));
    await this.read();
  }

  /** Renames somebody, or makes or unmakes an administrator. Throws a {@link Problem}. */
  async update(id: string, body: Omit<Input<'users.update'>, 'id'>): Promise<void> {
    await done(api.PATCH('/api/users/{id}', { params: { path: { id } }, body }));
    // An administrator who gave that up may not list the others any more.
    if (id === session.account?.id) await session.refresh();
    if (session.account?.admin) await this.read();
  }

  /** Sets somebody's password. Throws a {@link Problem}. */
  async setPassword(id: string, body: Omit<Input<'users.set_password'>, 'id'>): Promise<void> {
    await done(api.POST('/api/users/{id}/password', { params: { path: { id } }, body }));
    await this.read();
  }

  /** Removes somebody for good. Throws a {@link Problem}. */
  async remove(id: string): Promise<void> {
    await done(api.DELETE('/api/users/{id}', { params: { path: { id } } }));
    await this.read();
  }

  async #afterOthers(read: () => Promise<void>): Promise<void> {
    try {
      await this.#turns.run(read);
      this.problem = undefined;
    } catch (error) {
      this.problem = asProblem(error);
    }
  }

  async #page(cursor: string | null | undefined): Promise<UserInfo[]> {
    const query = { limit: PAGE, cursor: cursor ?? undefined };
    const page = await done(api.GET('/api/users', { params: { query } }));
    this.#next = page.next_cursor;
    this.total = page.total;
    return page.items;
  }
}
