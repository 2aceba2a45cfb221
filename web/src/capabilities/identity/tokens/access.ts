import type { Output } from '../../../lib/api';

/** What a token may do, as people decide it: how far it may go in each area, and where it asks first. */

/** A token, as the server lists it. */
export type Token = Output<'tokens.list'>[number];
/** A scope that can be granted. */
export type Scope = Output<'tokens.profiles'>['scopes'][number];
/** Scopes by name, each with what happens before it deletes, sends or starts something. */
export type Grants = Record<string, 'allow' | 'ask'>;

/** How far a token may go in an area: the scope that it holds there. */
export interface Step {
  scope: Scope;
  /** "Read and change". */
  label: string;
}

/** An area of Odysseus with its scopes, the weakest first; each includes those before it. */
export interface Area {
  name: string;
  label: string;
  /** Whether this Odysseus has it already. */
  available: boolean;
  steps: Step[];
}

/** The verbs of scopes, from the weakest. What stands after them in the list is stronger. */
const VERBS = ['read', 'draft', 'write', 'launch', 'send'] as const;

const LABELS: Record<string, string> = {
  read: 'Read',
  write: 'Read and change',
  draft: 'Read and draft',
  send: 'Read, draft, send',
  launch: 'See and run',
};

/** In a summary, after the name of the area. */
const SHORT: Record<string, string> = { read: 'read', write: 'change', draft: 'draft', send: 'send', launch: 'run' };

/** What a scope's policy is about. */
const ASKED: Record<string, string> = { write: 'Deleting', send: 'Sending', launch: 'Starting and stopping' };
const ASKS: Record<string, string> = { write: 'asks before deleting', send: 'asks before sending', launch: 'asks before each start and stop' };

/** What a new agent is proposed: the everyday areas, asking before it deletes. */
const PROPOSED = ['todos:write', 'memory:write', 'documents:write'];

function parts(scope: string): [area: string, verb: string] {
  const [area = '', verb = ''] = scope.split(':');
  return [area, verb];
}

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

/** The areas that can be granted: those that are here first, as the person knows them. */
export function areasOf(scopes: Scope[]): Area[] {
  const names = [...new Set(scopes.map(({ name }) => parts(name)[0]))];
  const areas = names.map((name): Area => {
    const own = scopes.filter((scope) => parts(scope.name)[0] === name);
    const strength = (scope: Scope) => VERBS.indexOf(parts(scope.name)[1] as (typeof VERBS)[number]);
    const steps = own
      .toSorted((a, b) => strength(a) - strength(b))
      .map((scope) => ({ scope, label: LABELS[parts(scope.name)[1]] ?? 'On' }));
    return { name, label: capital(name), available: own.some(({ available }) => available), steps };
  });
  const rank = ({ name }: Area) => {
    const proposed = PROPOSED.findIndex((scope) => parts(scope)[0] === name);
    return proposed < 0 ? PROPOSED.length : proposed;
  };
  return areas.toSorted((a, b) => Number(b.available) - Number(a.available) || rank(a) - rank(b));
}

/** How far these grants go in an area; nothing is "off". */
export function stepOf(area: Area, grants: Grants): Step | undefined {
  return area.steps.findLast(({ scope }) => grants[scope.name]);
}

/** What a step's policy is about ("Deleting"), where one makes a difference. */
export function askedAbout({ scope }: Step): string | undefined {
  return scope.askable ? (ASKED[parts(scope.name)[1]] ?? 'What cannot be taken back') : undefined;
}

/** The scopes that a step includes without being named. */
export function impliedBy(area: Area, step: Step): string[] {
  return area.steps.slice(0, area.steps.indexOf(step)).map(({ scope }) => scope.name);
}

/** The grants with another step in an area. Where asking makes a difference, it asks unless it was told not to. */
export function withStep(area: Area, grants: Grants, step: Step | undefined): Grants {
  const rest = Object.fromEntries(Object.entries(grants).filter(([name]) => parts(name)[0] !== area.name));
  if (!step) return rest;
  const kept = grants[step.scope.name] ?? (step.scope.askable ? 'ask' : 'allow');
  return { ...rest, [step.scope.name]: kept };
}

/** The grants with another policy for a step. */
export function withPolicy(grants: Grants, step: Step, policy: 'allow' | 'ask'): Grants {
  return { ...grants, [step.scope.name]: policy };
}

/** Grants as the server takes them: `todos:write=ask`. */
export function written(grants: Grants): string[] {
  return Object.entries(grants).map(([name, policy]) => (policy === 'ask' ? `${name}=ask` : name));
}

/** The last moment of a token, in milliseconds: one that is good through a day ends with it, and not on the next. */
export function lastMoment(token: Token): number | undefined {
  return token.expires_at ? new Date(token.expires_at).getTime() - 1 : undefined;
}

/** The grants of a token. */
export function grantsOf(token: Token): Grants {
  return Object.fromEntries(token.scopes.map((scope) => [scope, token.policies[scope] ?? 'allow']));
}

/** What is proposed for a new agent, of what can be granted. */
export function proposed(scopes: Scope[]): Grants {
  const here = PROPOSED.filter((name) => scopes.some((scope) => scope.name === name));
  return Object.fromEntries(here.map((name) => [name, 'ask']));
}

/** What grants allow, in a few words: "Todos: change, asks before deleting", one for each area. */
export function inWords(areas: Area[], grants: Grants): string[] {
  const known = areas.flatMap((area) => {
    const step = stepOf(area, grants);
    if (!step) return [];
    const verb = parts(step.scope.name)[1];
    const asks = grants[step.scope.name] === 'ask' ? ASKS[verb] : undefined;
    const words = [SHORT[verb] ?? 'on', asks, area.available ? undefined : 'not here yet'].filter(Boolean).join(', ');
    return [`${area.label}: ${words}`];
  });
  const names = new Set(areas.flatMap((area) => area.steps.map(({ scope }) => scope.name)));
  return [...known, ...Object.keys(grants).filter((name) => !names.has(name))];
}
