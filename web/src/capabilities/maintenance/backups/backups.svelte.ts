import { api, asProblem, done, type Output, type Problem } from '../../../lib/api';
import { InStep } from '../../../lib/in-step';

/** What is known of the backups. */
export type Backups = Output<'backups.list'>;
/** One that is there. */
export type Backup = Backups['items'][number];
/** When they are made by themselves. */
export type Schedule = Output<'backups.settings'>;

/** The backups of this Odysseus. */
class BackupsState {
  list = $state.raw<Backups>();
  schedule = $state.raw<Schedule>();
  /** Why they could not be read. */
  problem = $state.raw<Problem>();
  /** Whether one is being made at this page's wish. */
  making = $state(false);
  /** What came of it. */
  made = $state.raw<Output<'backups.create'> | Problem>();
  readonly #step = new InStep();

  /** Reads everything anew. */
  async read(): Promise<void> {
    try {
      const read = () => Promise.all([done(api.GET('/api/backups')), done(api.GET('/api/backups/settings'))]);
      [this.list, this.schedule] = (await this.#step.read(read)) ?? [this.list, this.schedule];
      this.problem = undefined;
    } catch (error) {
      this.problem = asProblem(error);
    }
  }

  /** Makes one now. */
  async make(): Promise<void> {
    if (this.making) return;
    this.making = true;
    this.made = undefined;
    try {
      this.made = await done(api.POST('/api/backups'));
    } catch (error) {
      this.made = asProblem(error);
    }
    this.making = false;
    await this.read();
  }

  /** Deletes one for good. Throws a {@link Problem}. */
  async remove(name: string): Promise<void> {
    await this.#step.change(done(api.DELETE('/api/backups/{name}', { params: { path: { name } } })));
    if (this.list) this.list = { ...this.list, items: this.list.items.filter((item) => item.name !== name) };
    if (this.made && 'name' in this.made && this.made.name === name) this.made = undefined;
  }

  /** Changes when and where they are made. Throws a {@link Problem}. */
  async configure(changes: Parameters<typeof change>[0]): Promise<void> {
    this.schedule = await this.#step.change(change(changes));
    await this.read();
  }
}

function change(changes: { every?: Schedule['every']; at?: string; keep?: number; directory?: string | null }): Promise<Schedule> {
  return done(api.PATCH('/api/backups/settings', { body: changes }));
}

/** The backups of this Odysseus. */
export const backups = new BackupsState();
