import type { BrowserContext } from 'playwright-core';
import { type Answer, good, send } from './client';

/** The password of every person in the stories. */
export const PASSWORD = 'correct horse battery';

/** Somebody with an account, signed in: what a story does beside the page, it does as them. */
export class Person {
  private constructor(
    readonly url: string,
    readonly name: string,
    private readonly cookie: string,
  ) {}

  /** Signs in. `from` is the address that the sign-in is counted for. */
  static async signIn(url: string, name: string, from: string): Promise<Person> {
    const account = { username: name, password: PASSWORD };
    const answer = await send(`${url}/api/auth/login`, 'POST', { 'x-forwarded-for': from }, account);
    good(answer, `${name} signs in`);
    const cookie = answer.headers.getSetCookie()[0]?.split(';')[0];
    if (!cookie) throw new Error(`${name} got no cookie`);
    return new Person(url, name, cookie);
  }

  /** Calls the API with their session, as a page of ours does. */
  call<T = unknown>(method: string, path: string, body?: unknown): Promise<Answer<T>> {
    return send<T>(this.url + path, method, { cookie: this.cookie, origin: this.url }, body);
  }

  /** The same, of which only the body counts: anything but success ends the story. */
  async api<T = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<T> {
    return good(await this.call<T>(method, path, body), `${method} ${path}`);
  }

  /** A new token of theirs: `['todos:write', 'documents:write=ask']`. */
  async token(scopes: string[], name = 'Claude Agent'): Promise<string> {
    const made = await this.api<{ token: string }>('POST', '/api/tokens', { name, scopes });
    return made.token;
  }

  /** An agent with a new token of theirs. */
  async agent(scopes: string[], name?: string): Promise<Agent> {
    return new Agent(this.url, await this.token(scopes, name));
  }

  /** Gives their session to a browser. */
  async enter(context: BrowserContext): Promise<void> {
    const [name = '', value = ''] = this.cookie.split('=');
    await context.addCookies([{ name, value, url: this.url, httpOnly: true, sameSite: 'Strict' }]);
  }
}

/** A program with a token. */
export class Agent {
  constructor(
    readonly url: string,
    readonly token: string,
  ) {}

  /** Calls the API: `agent.call('POST', '/api/codex/todos', { action: 'add', title: 'Call dentist' })`. */
  call<T = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<Answer<T>> {
    return send<T>(this.url + path, method, { authorization: `Bearer ${this.token}` }, body);
  }
}
