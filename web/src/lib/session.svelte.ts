import { api, ask, asProblem, done, onSessionEnd, type Output, type Problem } from './api';
import { InStep } from './in-step';

/** The account of the person who is signed in. */
export type Account = Output<'account.get'>;

/** How far the person has come. */
type Stage = 'starting' | 'unreachable' | 'no-account-yet' | 'signed-out' | 'signed-in';

/** What signing in came to: done, or a code of the second factor is wanted. */
export type SignInResult = 'signed-in' | 'needs-code';

class Session {
  /** How far the person has come. */
  stage = $state<Stage>('starting');
  /** The account; present while `stage` is `signed-in`. */
  account = $state.raw<Account>();
  /** Why nobody knows who is signed in; present while `stage` is `unreachable`. */
  problem = $state.raw<Problem>();
  /** Whether the session ended in the middle of work, and the person is asked to sign in over it. */
  ended = $state(false);

  readonly #step = new InStep();
  #back: (() => void)[] = [];
  /** The other tabs: one cookie is for all of them, so that who signs in or out there does so here. */
  #tabs: BroadcastChannel | undefined;

  /** Asks the server who is signed in. */
  async start(): Promise<void> {
    if (!this.#tabs) {
      this.#tabs = new BroadcastChannel('odysseus.session');
      this.#tabs.onmessage = ({ data }: MessageEvent<string | undefined>) => void this.#heard(data);
    }
    try {
      const status = await done(api.GET('/api/auth/status'));
      const { authenticated, configured } = status as { authenticated: boolean; configured: boolean };
      if (authenticated) await this.#enter();
      else this.stage = configured ? 'signed-out' : 'no-account-yet';
    } catch (error) {
      this.problem = asProblem(error);
      this.stage = 'unreachable';
    }
  }

  /** Reads the account again, after it was changed, or may have been. */
  async refresh(): Promise<void> {
    const account = await this.#step.read(() => done(api.GET('/api/account')));
    if (account) this.#know(account);
  }

  /** Waits for a call that changes the account and shows it as it is then. Throws a {@link Problem}. */
  async change(call: Promise<Partial<Account>>): Promise<void> {
    const changed = await this.#step.change(call);
    if (this.account && !this.#step.changing) this.account = { ...this.account, ...changed };
  }

  /** Signs in. Throws a {@link Problem}. */
  async signIn(input: { username: string; password: string; totp_code?: string; remember?: boolean }): Promise<SignInResult> {
    const answer = await post('/api/auth/login', input);
    if (answer.requires_totp) return 'needs-code';
    await this.#enter();
    return 'signed-in';
  }

  /** Makes the first account, with the token of the one-time link, and signs in. Throws a {@link Problem}. */
  async setUp(input: { token: string; username: string; password: string; time_zone?: string }): Promise<void> {
    await post('/api/auth/setup', input);
    await this.#enter();
  }

  /** Signs out here. */
  async signOut(): Promise<Problem | undefined> {
    try {
      await post('/api/auth/logout', {});
    } catch (error) {
      return asProblem(error);
    }
    // What still asks while the page goes need not be answered, and the person not be asked.
    onSessionEnd(() => new Promise(() => undefined));
    this.#tabs?.postMessage(undefined);
    // A fresh page: nothing of this person stays in memory.
    location.assign('/');
    return undefined;
  }

  async #enter(): Promise<void> {
    const account = await done(api.GET('/api/account', { fetch: ask }));
    if (!this.#know(account)) return;
    onSessionEnd(() => this.#askAgain());
    this.stage = 'signed-in';
    this.ended = false;
    for (const back of this.#back.splice(0)) back();
    this.#tabs?.postMessage(account.id);
  }

  /** Whose page this is now. Somebody else may have signed in over this person's: it is not theirs to see. */
  #know(account: Account): boolean {
    const same = !this.account || this.account.id === account.id;
    if (same) this.account = account;
    else location.assign('/');
    return same;
  }

  /** Another tab tells who is signed in now, or that nobody is. */
  async #heard(id: string | undefined): Promise<void> {
    if (this.account && this.account.id !== id) return location.assign('/');
    if (!id) return;
    // Still unanswered calls keep waiting where this fails: the page and what was typed in it stay.
    if (this.ended) await this.#enter().catch(() => undefined);
    else if (this.stage !== 'signed-in') await this.start();
    // What is refused from now on may have been asked before.
    else onSessionEnd(() => this.#askAgain());
  }

  #askAgain(): Promise<void> {
    this.ended = true;
    return new Promise((resolve) => this.#back.push(resolve));
  }
}

/** Who is signed in. */
export const session = new Session();

/** Sign-in answers 401 for a wrong password: that is an answer, and no ended session. */
async function post(path: string, body: object): Promise<Record<string, unknown>> {
  const headers = { 'Content-Type': 'application/json' };
  const response = await ask(
    new Request(new URL(path, location.origin), { method: 'POST', headers, body: JSON.stringify(body) }),
  );
  return (await response.json()) as Record<string, unknown>;
}
