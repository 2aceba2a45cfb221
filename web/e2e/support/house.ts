import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { Agent, PASSWORD, Person } from './person';
import { freePort } from './port';

/** The zone of everybody in the stories, people and browsers alike. */
export const ZONE = 'Europe/Berlin';

export interface HouseOptions {
  /** Whether there is an account at the start. Without it the story begins at the one-time link. */
  readonly admin?: boolean;
  /** Programs that its machine has besides, by name: what they are as scripts of sh. */
  readonly programs?: Readonly<Record<string, string>>;
}

/** A running Odysseus: the real program, on data and a port of its own. */
export class House {
  /** Its address, without a slash at the end. */
  url = '';
  /** What it has logged. */
  log = '';

  private printed = '';
  private data = '';
  private child: ChildProcess | undefined;
  private first: Person | undefined;
  private people = 0;

  constructor(private readonly options: HouseOptions = {}) {}

  /** Starts one; `useHouse` also ends it. */
  static async start(options?: HouseOptions): Promise<House> {
    const house = new House(options);
    await house.start();
    return house;
  }

  /** Starts it on an empty data directory and a free port. */
  async start(): Promise<void> {
    this.data = await mkdtemp(join(tmpdir(), 'odysseus-'));
    await mkdir(this.bin, { recursive: true });
    for (const [name, text] of Object.entries(this.options.programs ?? {})) {
      await writeFile(join(this.bin, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
    }
    // Nobody else takes it while this is away.
    await this.run(`127.0.0.1:${await freePort()}`);
    if (this.options.admin !== false) this.first = await this.signIn('ann');
  }

  /** Starts it again, on the same data and port; one that runs is asked to end before. */
  async restart(): Promise<void> {
    await this.end('SIGTERM');
    await this.run(new URL(this.url).host);
  }

  /** Ends it at once, as a power cut would. `restart` brings it back. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** Has it do nothing more until `resume`: its port is open, and nobody answers. */
  pause(): void {
    this.child?.kill('SIGSTOP');
  }

  resume(): void {
    this.child?.kill('SIGCONT');
  }

  /** Ends it and removes its data. */
  async stop(): Promise<void> {
    await this.end('SIGTERM');
    await this.endTerminals();
    // What was ended may be writing its last word.
    await rm(this.data, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }

  /** Where the programs are that its machine has besides. */
  private get bin(): string {
    return join(this.data, '.local/bin');
  }

  /** A file of its own in its home. Gives its path. */
  async file(name: string, text: string): Promise<string> {
    const path = join(this.data, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
    return path;
  }

  /** The first account, which runs this Odysseus. */
  get admin(): Person {
    if (!this.first) throw new Error('nobody has an account here: the house was started without an admin');
    return this.first;
  }

  /** Somebody new, with nothing of theirs yet: stories that share a house do not meet. */
  async person(): Promise<Person> {
    this.people += 1;
    const name = `ben${this.people}`;
    await this.admin.api('POST', '/api/users', { name, password: PASSWORD, zone: ZONE });
    return this.signIn(name);
  }

  /** A new session. Each comes from an address of its own, since sign-ins are limited by address. */
  signIn(name: string): Promise<Person> {
    const at = ++sessions;
    return Person.signIn(this.url, name, `10.0.${at >> 8}.${at & 255}`);
  }

  /** Somebody with that token. */
  agent(token: string): Agent {
    return new Agent(this.url, token);
  }

  /** The one-time link for the first account. */
  async setupLink(): Promise<string> {
    for (;;) {
      const link = /http:\S+\/setup\?token=\S+/.exec(this.printed)?.[0];
      if (link) return link;
      if (!this.child?.stdout) throw new Error('the server printed no link');
      await once(this.child.stdout, 'data');
    }
  }

  private async run(listen: string): Promise<void> {
    const child = spawn(program(), ['serve', '--listen', listen, '--data-dir', join(this.data, 'data')], {
      env: { ...environment(this.data), PATH: `${this.bin}:${process.env.PATH}`, ...(this.options.admin === false ? {} : ADMIN) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    const ended = new Promise<never>((_, reject) => {
      child.once('error', reject);
      child.once('exit', (code) => reject(new Error(`the server ended (${code})\n${this.log}`)));
    });
    const from = this.log.length;
    const ready = new Promise<string>((resolve) => {
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        this.log += text;
        const address = / is at (http:\S+)/.exec(this.log.slice(from))?.[1];
        if (address) resolve(address);
      });
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        this.printed += text;
      });
    });
    this.url = await Promise.race([ready, ended]);
    // From here on an end is no failure: stories end servers.
    ended.catch(() => undefined);
  }

  /** Ends what it left running in tmux, which outlives the server. */
  private async endTerminals(): Promise<void> {
    const folders = (await readdir(this.data)).filter((name) => name.startsWith('tmux-'));
    for (const folder of folders) {
      for (const socket of await readdir(join(this.data, folder))) {
        spawnSync('tmux', ['-S', join(this.data, folder, socket), 'kill-server']);
      }
    }
  }

  private async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const child = this.child;
    this.child = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    await once(child, 'exit');
  }
}

let sessions = 0;

/** A house for all stories of a file. */
export function useHouse(options?: HouseOptions): House {
  const house = new House(options);
  beforeAll(() => house.start());
  afterAll(() => house.stop());
  return house;
}

const ADMIN = { ODYSSEUS_ADMIN_USER: 'ann', ODYSSEUS_ADMIN_PASSWORD: PASSWORD };

/** Nothing of the person's own environment, except where the program and its web app are. */
function environment(home: string): NodeJS.ProcessEnv {
  const { ODYSSEUS_WEB_DIR } = process.env;
  return {
    HOME: home,
    // Terminals of its own: it sees none of those that somebody else has open here.
    TMUX_TMPDIR: home,
    TZ: ZONE,
    // We are the proxy in front: that lets `signIn` come from many addresses.
    ODYSSEUS_TRUSTED_PROXY: '127.0.0.1',
    ...(ODYSSEUS_WEB_DIR ? { ODYSSEUS_WEB_DIR } : {}),
  };
}

/** The program under test: `ODYSSEUS_BIN`, or what `cargo build` made. */
function program(): string {
  const target = process.env.CARGO_TARGET_DIR ?? join(import.meta.dirname, '../../../target');
  const path = process.env.ODYSSEUS_BIN ?? join(target, 'debug/odysseus');
  if (existsSync(path)) return path;
  throw new Error(`there is no ${path}: run cargo build, or name the program in ODYSSEUS_BIN`);
}
