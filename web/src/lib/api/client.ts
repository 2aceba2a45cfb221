import createClient from 'openapi-fetch';
import type { operations, paths } from './generated/openapi';
import { Problem, problemOf, unreachable } from './problem';

/** What to do when the session has ended in the middle of work; resolves once the person is back. */
type SignInAgain = () => Promise<void>;

let signInAgain: SignInAgain | undefined;
/** How many sessions there were: a call may be refused only after the one it was made in has been followed by another. */
let sessions = 0;

/**
 * Tells the client, at the beginning of a session, whom to ask for a new sign-in at its end: calls refused with 401 wait for
 * it, then go out again.
 */
export function onSessionEnd(ask: SignInAgain | undefined): void {
  signInAgain = ask;
  sessions += 1;
}

let answered: string | null = null;

/** When the server answered last, by its own clock, which tells whole seconds (RFC 9110 §6.6.1). */
export function serverTime(): Date | undefined {
  return answered ? new Date(answered) : undefined;
}

/** So long is waited until something that is read begins to come, in milliseconds: a look at a far machine may take 20 s. */
const PATIENCE = 30_000;

/** The answer, however it is. What is only read is given up when nothing comes; whether something was done is for the answer to say. */
async function answerTo(request: Request): Promise<Response> {
  if (request.method !== 'GET') return fetch(request);
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), PATIENCE);
  return fetch(request, { signal: AbortSignal.any([request.signal, late.signal]) }).finally(() => clearTimeout(timer));
}

/** `fetch` that throws a {@link Problem} for every answer but success. */
export async function ask(request: Request): Promise<Response> {
  const response = await answerTo(request).catch((error: unknown) => {
    throw request.signal.aborted ? error : unreachable();
  });
  answered = response.headers.get('Date') ?? answered;
  if (response.ok) return response;
  throw await problemOf(response);
}

/** The same, which waits for a new sign-in where the session has ended, and then goes out again. */
export async function send(request: Request): Promise<Response> {
  const again = request.clone();
  const made = sessions;
  try {
    return await ask(request);
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 401 || !signInAgain) throw error;
  }
  if (made === sessions) await signInAgain();
  return send(again);
}

/** The server's routes, typed from its OpenAPI document. */
export const api = createClient<paths, 'application/json'>({ baseUrl: location.origin, fetch: send });

/**
 * The body of the answer: `await done(api.GET('/api/todos'))`.
 *
 * Throws a {@link Problem} when the call failed or was never answered.
 */
export async function done<T>(call: Promise<{ data?: T }>): Promise<T> {
  const { data } = await call;
  return data as T;
}

type Success<O> = O extends { responses: { 200: { content: { 'application/json': infer T } } } } ? T : never;

/** What an operation answers: `Output<'todos.get'>`. */
export type Output<N extends keyof operations> = Success<operations[N]>;

type JsonBody<O> = O extends { requestBody?: { content: { 'application/json': infer B } } } ? B : never;

/** What an operation takes in its body: `Input<'todos.add'>`. */
export type Input<N extends keyof operations> = JsonBody<operations[N]>;
