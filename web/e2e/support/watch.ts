import type { BrowserContext, ConsoleMessage, Request } from 'playwright-core';

/** Who asks the same more often than this in this time (milliseconds) asks without end. */
const OFTEN = 25;
const WHILE = 2000;

/** Writes down what must not happen in a page: complaints, refusals by the policy, talk with strangers, hammering. */
export class Watch {
  private readonly found: string[] = [];
  private readonly allowed: (string | RegExp)[] = [];
  private readonly asked = new Map<string, number[]>();

  private constructor(private readonly home: string) {}

  /** Watches all pages of a browser's context, also those opened later. */
  static async over(context: BrowserContext, home: string): Promise<Watch> {
    const watch = new Watch(home);
    context.on('console', (message) => watch.console(message));
    context.on('weberror', (error) => watch.note(`error: ${error.error().stack ?? error.error().message}`));
    context.on('request', (request) => watch.request(request));
    // The browser's own message does not always tell which rule it was.
    await context.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => {
        const { effectiveDirective, blockedURI, sample, sourceFile, lineNumber } = event;
        console.error(`policy: ${effectiveDirective} refused ${blockedURI} ${sample} (${sourceFile}:${lineNumber})`);
      });
    });
    return watch;
  }

  /** Lets pass, before and after, what holds this text or fits this pattern: a failure that the story is about. */
  allow(...patterns: (string | RegExp)[]): void {
    this.allowed.push(...patterns);
  }

  /** What happened that must not. */
  get troubles(): readonly string[] {
    return this.found.filter((text) => !this.allowed.some((pattern) => fits(pattern, text)));
  }

  private console(message: ConsoleMessage): void {
    if (message.type() !== 'error' && message.type() !== 'warning') return;
    const { url, lineNumber } = message.location();
    this.note(`${message.type()}: ${message.text()} (${url}:${lineNumber})`);
  }

  private request(request: Request): void {
    const { protocol, origin } = new URL(request.url());
    if (protocol === 'data:' || protocol === 'blob:') return;
    if (origin === this.home) this.hammering(request);
    else this.note(`a request to another host: ${request.url()}`);
  }

  private hammering(request: Request): void {
    if (request.method() !== 'GET') return;
    const now = Date.now();
    const times = (this.asked.get(request.url()) ?? []).filter((time) => now - time < WHILE);
    times.push(now);
    this.asked.set(request.url(), times);
    if (times.length === OFTEN) this.note(`asked ${OFTEN} times in ${now - (times[0] ?? now)} ms: ${request.url()}`);
  }

  private note(text: string): void {
    this.found.push(text);
  }
}

function fits(pattern: string | RegExp, text: string): boolean {
  return typeof pattern === 'string' ? text.includes(pattern) : pattern.test(text);
}
