import { api, asProblem, done, type Input, type Problem } from '../../../lib/api';
import { InStep } from '../../../lib/in-step';
import { InTurn } from '../../../lib/pages';
import { areasOf, type Scope, type Token } from './access';
import type { KindName } from './kinds';

/** A token just made, while its secret can still be shown. It is kept in this page's memory and nowhere else. */
export interface Fresh {
  id: string;
  secret: string;
  kind: KindName;
  /** Whether the person has copied it. */
  copied: boolean;
}

/** What a change sends. */
type Patch = Input<'tokens.update'>;

class Tokens {
  /** The person's tokens, the latest first; nothing before they were read. */
  list = $state.raw<Token[]>();
  /** Everything that can be granted. */
  scopes = $state.raw<Scope[]>([]);
  areas = $derived(areasOf(this.scopes));
  /** Why they could not be read. */
  problem = $state.raw<Problem>();
  /** Why the last change of a token failed, by its id. */
  failures = $state.raw<Record<string, Problem>>({});
  fresh = $state<Fresh>();

  /** The list as the server last told it: what shows again when a change fails. */
  #confirmed: Token[] = [];
  readonly #turns = new InTurn();
  readonly #step = new InStep();

  get(id: string): Token | undefined {
    return this.list?.find((token) => token.id === id);
  }

  /** Reads everything, again too. */
  async load(): Promise<void> {
    try {
      const read = () => Promise.all([done(api.GET('/api/tokens')), done(api.GET('/api/tokens/profiles'))]);
      const [list, profiles] = (await this.#step.read(read)) ?? [];
      this.problem = undefined;
      if (!list || !profiles) return;
      this.scopes = profiles.scopes;
      this.#confirm(list);
    } catch (error) {
      this.problem = asProblem(error);
    }
  }

  /** Makes a token. Throws a {@link Problem}. */
  async create(input: Input<'tokens.create'>, kind: KindName): Promise<Token> {
    const { token: secret, ...made } = await this.#step.change(done(api.POST('/api/tokens', { body: input })));
    this.fresh = { id: made.id, secret, kind, copied: false };
    this.#confirm([made, ...this.#confirmed.filter(({ id }) => id !== made.id)]);
    return made;
  }

  /** Shows a change at once and sends it, one after the other; when it fails, what was true before shows again. */
  async change(id: string, shown: Partial<Token>, patch: Patch): Promise<void> {
    this.#fail(id, undefined);
    this.list = this.list?.map((token) => (token.id === id ? { ...token, ...shown } : token));
    const send = () => done(api.PATCH('/api/tokens/{id}', { params: { path: { id } }, body: patch }));
    try {
      const changed = await this.#step.change(this.#turns.run(send));
      this.#confirmed = this.#confirmed.map((token) => (token.id === id ? changed : token));
    } catch (error) {
      this.#fail(id, asProblem(error));
      this.list = this.#confirmed;
    }
    if (!this.#step.changing) this.list = this.#confirmed;
  }

  /** Revokes a token for good. Throws a {@link Problem}. */
  async revoke(id: string): Promise<void> {
    await this.#step.change(done(api.DELETE('/api/tokens/{id}', { params: { path: { id } } })));
    if (this.fresh?.id === id) this.fresh = undefined;
    this.#confirm(this.#confirmed.filter((token) => token.id !== id));
  }

  #confirm(list: Token[]): void {
    this.#confirmed = list;
    this.list = list;
  }

  #fail(id: string, problem: Problem | undefined): void {
    const { [id]: _, ...rest } = this.failures;
    this.failures = problem ? { ...rest, [id]: problem } : rest;
  }
}

/** The person's tokens. */
export const tokens = new Tokens();
