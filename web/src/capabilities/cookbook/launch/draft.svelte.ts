import { asProblem, type Problem } from '../../../lib/api';
import * as calls from '../calls';
import { type Choices, command, engineForm, engineIn, type EngineChoice, engineOf } from './command';

/** What people type in one go is looked at once. */
const PAUSE = 700;

type Seen = Awaited<ReturnType<typeof calls.preflight>>;

/** A launch that is being prepared. */
export class Draft {
  choices = $state<Choices>({
    engine: 'vllm',
    model: '',
    port: '8000',
    context: '',
    parallel: '',
    quantization: '',
    gpuShare: '',
    open: false,
  });
  /** The server's id. */
  server = $state('local');
  gpus = $state('');
  /** The command that enters an environment other than the server's. */
  environment = $state('');
  /** The command as it was written by hand; nothing while the fields make it. */
  written = $state<string>();
  /** What a look at the machine came to. */
  seen = $state.raw<Seen>();
  /** Why a launch would be refused. */
  problem = $state.raw<Problem>();
  looking = $state(false);

  #settled = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = new AbortController();

  /** What would be launched. */
  cmd = $derived(this.written ?? command(this.choices));
  /** What is sent; nothing while something is missing. */
  body: calls.Serve | undefined = $derived.by(() => {
    const repo_id = this.choices.model.trim();
    const cmd = this.cmd.trim();
    if (!repo_id || !cmd) return undefined;
    return { repo_id, cmd, remote_host: this.server, gpus: this.gpus.trim() || undefined, env_prefix: this.environment.trim() || undefined };
  });

  /** Begins with what the address asks for. */
  constructor(query: URLSearchParams) {
    const cmd = query.get('cmd') ?? undefined;
    const engine = cmd ? engineIn(cmd) : query.has('engine') ? engineOf(query.get('engine')) : 'vllm';
    this.written = cmd;
    this.gpus = query.get('gpus') ?? '';
    this.choices.model = query.get('model') ?? '';
    this.environment = query.get('env') ?? '';
    this.choose(engine);
    const server = query.get('server');
    if (server) this.settle(server);
  }

  /** Chooses an engine; a port that nobody chose becomes its own. */
  choose(engine: EngineChoice): void {
    const { choices } = this;
    if (choices.port === engineForm(choices.engine).port) choices.port = engineForm(engine).port;
    choices.engine = engine;
    if (engine === 'custom') this.written ??= '';
    else if (this.written?.trim() === '') this.written = undefined;
  }

  /** Chooses a server; what runs elsewhere has to be reached from here. */
  settle(server: string): void {
    this.#settled = true;
    this.server = server;
    this.choices.open = server !== 'local';
  }

  /** Begins with the server that is proposed first, if one is; not where one was named, and not later on under the person's hands. */
  propose(server: string | undefined): void {
    if (this.#settled) return;
    this.settle(server ?? this.server);
  }

  /** Looks at the machine once nothing has changed for a moment. */
  lookSoon(): void {
    this.forget();
    if (this.body) this.#timer = setTimeout(() => void this.look(), PAUSE);
  }

  /** Looks at the machine now. */
  async look(): Promise<void> {
    this.forget();
    if (!this.body) return;
    const asked = (this.#asked = new AbortController());
    this.looking = true;
    try {
      this.seen = await calls.preflight(this.body, asked.signal);
    } catch (error) {
      if (!asked.signal.aborted) this.problem = asProblem(error);
    } finally {
      if (asked === this.#asked) this.looking = false;
    }
  }

  /** What was seen is of before. */
  forget(): void {
    clearTimeout(this.#timer);
    this.#asked.abort();
    this.looking = false;
    this.seen = undefined;
    this.problem = undefined;
  }
}
