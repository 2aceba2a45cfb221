import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A person's terminal: a shell with a home directory of its own, which lasts as long as the terminal. */
export class Terminal {
  private constructor(readonly home: string) {}

  static async open(): Promise<Terminal> {
    return new Terminal(await mkdtemp(join(tmpdir(), 'home-')));
  }

  /** Runs commands as they are pasted, and gives all that they print. Where one fails, the story ends. */
  async paste(commands: string): Promise<string> {
    const shell = spawn('sh', ['-e'], { cwd: this.home, env: { PATH: process.env.PATH, HOME: this.home } });
    let printed = '';
    for (const stream of [shell.stdout, shell.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (printed += text));
    }
    shell.stdin.end(commands);
    const [code] = (await once(shell, 'close')) as [number | null];
    if (code !== 0) throw new Error(`the commands failed (${code}):\n${commands}\n---\n${printed}`);
    return printed;
  }

  async close(): Promise<void> {
    await rm(this.home, { recursive: true, force: true });
  }
}
