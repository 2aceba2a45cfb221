import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { Terminal } from './shell';

/** Another machine: a real sshd on loopback, with host keys, a port and a home directory of its own. */
export class Sshd {
  /** What it has logged. */
  log = '';
  private child: ChildProcess | undefined;

  private constructor(
    /** The shell of its user, who has pasted nothing yet: nobody is let in. */
    readonly terminal: Terminal,
    readonly port: number,
  ) {}

  /** Starts one on that port, which nobody else has. */
  static async start(port: number): Promise<Sshd> {
    const sshd = new Sshd(await Terminal.open(), port);
    await mkdir(sshd.directory);
    await sshd.changeKey();
    await sshd.restart();
    return sshd;
  }

  /** As Odysseus is told of it. */
  readonly host = `${userInfo().username}@127.0.0.1`;

  /** How often somebody has signed in. */
  get signIns(): number {
    return this.log.split('Accepted publickey').length - 1;
  }

  /** `SHA256:…` of its key, as its owner sees it. */
  async fingerprint(): Promise<string> {
    const listed = await this.terminal.paste(`ssh-keygen -lf ${this.file('key.pub')}`);
    return listed.split(' ')[1] ?? '';
  }

  /** Gives it another key; `restart` puts it into use. */
  async changeKey(): Promise<void> {
    await rm(this.file('key'), { force: true });
    await this.terminal.paste(`ssh-keygen -q -t ed25519 -N '' -f ${this.file('key')}`);
  }

  /** Starts it, again if it runs. */
  async restart(): Promise<void> {
    this.stop();
    const { home } = this.terminal;
    const lines = [
      `ListenAddress 127.0.0.1:${this.port}`,
      `HostKey ${this.file('key')}`,
      `AuthorizedKeysFile ${join(home, '.ssh/authorized_keys')}`,
      `SetEnv HOME=${home} TMUX_TMPDIR=${home} SHELL=/bin/sh`,
      'PidFile none',
      'StrictModes no',
      'UsePAM no',
      'UseDNS no',
      'PermitRootLogin prohibit-password',
      'PasswordAuthentication no',
      'KbdInteractiveAuthentication no',
      'LogLevel VERBOSE',
      'MaxStartups 100',
    ];
    await writeFile(this.file('config'), `${lines.join('\n')}\n`);
    // It wants this directory even where it has no use for it.
    await mkdir('/run/sshd', { recursive: true }).catch(() => undefined);
    const child = spawn('/usr/sbin/sshd', ['-D', '-e', '-f', this.file('config')], { stdio: ['ignore', 'ignore', 'pipe'] });
    this.child = child;
    child.stderr.setEncoding('utf8').on('data', (text: string) => (this.log += text));
    child.once('error', (error) => (this.log += error.message));
    while (!(await answers(this.port))) {
      if (child.exitCode !== null) throw new Error(`sshd did not start:\n${this.log}`);
    }
  }

  /** Ends it at once with all connections; what was started over them goes on. */
  stop(): void {
    this.signal('SIGKILL');
    this.child = undefined;
  }

  /** Whatever is sent stays unanswered until `resume`, as when a cable is pulled. */
  pause(): void {
    this.signal('SIGSTOP');
  }

  resume(): void {
    this.signal('SIGCONT');
  }

  /** Ends it with all that was started on it, and leaves nothing behind. */
  async close(): Promise<void> {
    this.resume();
    this.stop();
    const { home } = this.terminal;
    for (const folder of (await readdir(home)).filter((name) => name.startsWith('tmux-'))) {
      for (const socket of await readdir(join(home, folder))) spawnSync('tmux', ['-S', join(home, folder, socket), 'kill-server']);
    }
    await this.terminal.close();
  }

  private get directory(): string {
    return join(this.terminal.home, 'sshd');
  }

  private file(name: string): string {
    return join(this.directory, name);
  }

  /** Tells the listener and everything below it, which is held first so that it starts nothing more. */
  private signal(signal: NodeJS.Signals): void {
    if (!this.child?.kill('SIGSTOP') || this.child.pid === undefined) return;
    for (const pid of [...descendants(this.child.pid), this.child.pid]) {
      try {
        process.kill(pid, signal);
      } catch {
        // It has ended by itself.
      }
    }
  }
}

/** All processes below that one. */
function descendants(process: number): number[] {
  const { stdout } = spawnSync('ps', ['-o', 'pid=', '--ppid', String(process)], { encoding: 'utf8' });
  const children = stdout.split(/\s+/).filter(Boolean).map(Number);
  return [...children, ...children.flatMap(descendants)];
}

/** Whether somebody greets there. */
async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  const greeted = await Promise.race([once(socket, 'data'), once(socket, 'close')]).catch(() => undefined);
  socket.destroy();
  return String(greeted?.[0]).startsWith('SSH-');
}
