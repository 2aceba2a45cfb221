import { api, asProblem, done, type Output, type Problem } from '../../lib/api';
import { live, MISSED } from '../../lib/live.svelte';
import type { Notice, NoticeAction } from '../../lib/notices';
import { withPage } from '../../lib/pages';
import { optimistically } from '../../lib/optimistic';
import { toasts } from '../../lib/toasts.svelte';
import { markRead, perform } from './perform';

type Page = Output<'notifications.list'>;

/** As many as are read at once. */
const PAGE = 30;
/** As many as the server gives at once. */
const MOST = 1000;

/**
 * Notifications, the newest first, as the server has them and as they change. What is read in one list is
 * read in all: each hears of the others from the server.
 */
export class NoticeList {
  items = $state.raw<Notice[]>([]);
  /** How many there are that are not read, in this list or not. */
  unread = $state(0);
  stage = $state<'loading' | 'ready' | 'failed'>('loading');
  problem = $state.raw<Problem>();
  /** Whether there are older ones than these. */
  older = $state(false);
  loadingOlder = $state(false);
  #listener: ((notices: Notice[]) => void) | undefined;
  /** Those that came before anybody listened. */
  readonly #untold: Notice[] = [];

  #cursor: string | undefined;
  #reading = 0;
  /** Those raised while the list is on its way, which may be older than they are. */
  #late: Notice[] | undefined;
  /** How often it was heard that some were read: a list that was on its way meanwhile is read again. */
  #reads = 0;

  /** With `unread`, it begins with those that are not read; what is read here stays until it is loaded again. */
  constructor(readonly only: { unread: boolean } = { unread: false }) {}

  /** Loads the list and follows it. Returns what ends that. */
  start(): () => void {
    void this.load();
    return live.on('notification.*', ({ topic, data }) => {
      if (topic === 'notification.raised') this.#add(data.notification as Notice);
      else if (topic === 'notification.read') this.#heardRead(data);
      else if (topic === MISSED) void this.load();
    });
  }

  /** Tells of those that come, also when that was during a gap, and of those that came since the start. */
  listen(listener: (notices: Notice[]) => void): void {
    this.#listener = listener;
    const unread = new Set(this.items.filter(({ read_at }) => !read_at).map(({ id }) => id));
    const came = this.#untold.splice(0).filter(({ id }) => unread.has(id));
    if (came.length) listener(came);
  }

  /** Loads it (again), as long as it is. */
  async load(): Promise<void> {
    this.#reading += 1;
    const reading = this.#reading;
    const reads = this.#reads;
    this.#late ??= [];
    try {
      const page = await this.#page(Math.min(MOST, Math.max(PAGE, this.items.length)));
      // What was asked for later knows better.
      if (reading !== this.#reading) return;
      if (reads !== this.#reads) return void this.load();
      const came = this.stage === 'ready' ? this.#since(page.items) : [];
      this.#take(page, page.items);
      this.stage = 'ready';
      if (came.length) this.#tell(came);
      this.#takeLate();
    } catch (error) {
      if (reading !== this.#reading) return;
      this.#takeLate();
      const problem = asProblem(error);
      // What is there stays, and is read again when the server is back; that it is away is told for the whole page.
      if (this.stage === 'ready' && problem.status === 0) return;
      this.problem = problem;
      if (this.stage === 'loading') this.stage = 'failed';
    }
  }

  /** Loads older ones. */
  async more(): Promise<void> {
    if (this.loadingOlder || !this.#cursor) return;
    this.loadingOlder = true;
    try {
      const page = await this.#page(PAGE, this.#cursor);
      this.#take(page, withPage(this.items, page.items, ({ id }) => id));
    } catch (error) {
      this.problem = asProblem(error);
    } finally {
      this.loadingOlder = false;
    }
  }

  /** Marks one as read. */
  async read(notice: Notice): Promise<void> {
    if (notice.read_at) return;
    await optimistically(() => this.#markOne(notice), () => markRead(notice));
  }

  /** Does something about one, which counts as read then. */
  async act(notice: Notice, action: NoticeAction): Promise<void> {
    const said = await optimistically(() => this.#markOne(notice), () => perform(notice, action));
    if (said) toasts.show(said);
  }

  /** Marks all as read. */
  async readAll(): Promise<void> {
    await optimistically(
      () => {
        const undo = this.#mark(() => true);
        const { unread } = this;
        this.unread = 0;
        return () => {
          undo();
          this.unread += unread;
        };
      },
      () => done(api.POST('/api/notifications/read-all', {})),
    );
  }

  #page(limit: number, cursor?: string): Promise<Page> {
    const query = { limit, cursor, unread: this.only.unread };
    return done(api.GET('/api/notifications', { params: { query } }));
  }

  #take(page: Page, items: Notice[]): void {
    this.items = items;
    this.unread = page.unread;
    this.#cursor = page.next_cursor ?? undefined;
    this.older = this.#cursor !== undefined;
    this.problem = undefined;
  }

  #takeLate(): void {
    const late = this.#late ?? [];
    this.#late = undefined;
    for (const notice of late) this.#add(notice);
  }

  #add(notice: Notice): void {
    if (this.#late) return void this.#late.push(notice);
    if (this.items.some(({ id }) => id === notice.id)) return;
    this.#tell([notice]);
    this.items = [notice, ...this.items];
    this.unread += 1;
  }

  #tell(notices: Notice[]): void {
    if (this.#listener) this.#listener(notices);
    else this.#untold.push(...notices);
  }

  /** Those of a newer list that came after this one was read. */
  #since(items: Notice[]): Notice[] {
    const newest = this.items[0]?.created_at ?? '';
    const known = new Set(this.items.map(({ id }) => id));
    return items.filter((notice) => !notice.read_at && !known.has(notice.id) && notice.created_at >= newest);
  }

  #markOne({ id }: Notice): () => void {
    return this.#mark((notice) => notice.id === id);
  }

  /** Marks those as read, and returns what takes it back. */
  #mark(which: (notice: Notice) => boolean): () => void {
    const now = new Date().toISOString();
    const marked = new Set(this.items.filter((notice) => !notice.read_at && which(notice)).map(({ id }) => id));
    const set = (read_at: string | null) => {
      this.items = this.items.map((notice) => (marked.has(notice.id) ? { ...notice, read_at } : notice));
    };
    set(now);
    this.unread -= marked.size;
    return () => {
      set(null);
      this.unread += marked.size;
    };
  }

  #heardRead(data: Record<string, unknown>): void {
    this.#reads += 1;
    if (data.all) {
      this.#mark(() => true);
      this.unread = 0;
      return;
    }
    const known = this.items.some(({ id }) => id === data.id);
    // One that is not in the list counts all the same.
    if (known) this.#mark(({ id }) => id === data.id);
    else void this.load();
  }
}
