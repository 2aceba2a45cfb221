import { api, asProblem, done, type Input } from '../../../lib/api';
import { InTurn } from '../../../lib/pages';
import { session, type Account } from '../../../lib/session.svelte';

type Change = Input<'account.update'>;
type Field = keyof Change;

/** How long it is said that something was saved, in milliseconds. */
const SAID = 2500;

/** Changes to one's own account: each is shown at once, and taken back with the server's sentence where it is refused. */
export class OwnAccount {
  /** What is wrong with the last change of a field. */
  problems = $state<Partial<Record<Field, string>>>({});
  /** Whether something was saved a moment ago. */
  saved = $state(false);
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** One is sent after the other: what answers the last holds all of them. */
  readonly #turns = new InTurn();

  /** Changes one field. Resolves to whether it was taken. */
  async change<F extends Field>(field: F, value: NonNullable<Change[F]> & Account[F]): Promise<boolean> {
    const before = session.account?.[field];
    delete this.problems[field];
    if (before === value) return true;
    show({ [field]: value });
    try {
      const send = () => done(api.PATCH('/api/account', { body: { [field]: value } }));
      await session.change(this.#turns.run(send));
    } catch (error) {
      if (session.account?.[field] === value) show({ [field]: before });
      const problem = asProblem(error);
      this.problems[field] = problem.at(field) ?? problem.sentence;
      return false;
    }
    this.saved = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => (this.saved = false), SAID);
    return true;
  }
}

function show(change: Partial<Account>): void {
  if (session.account) session.account = { ...session.account, ...change };
}
