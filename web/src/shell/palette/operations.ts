import { api, done } from '../../lib/api';
import { fieldsOf, type Field, type Schema } from './fields';

/** What an operation does to the world: only `read` and `write` can be run without a second thought. */
export type Effect = 'read' | 'write' | 'destroy' | 'send' | 'launch';

/** An operation of the API, as its OpenAPI document tells of it. */
export interface Operation {
  /** `todos.add`. */
  name: string;
  effect: Effect;
  /** What it does, in a sentence, and all of it. */
  summary: string;
  description: string;
  method: string;
  path: string;
  fields: Field[];
  /** Whether it answers with a file rather than with facts. */
  file: boolean;
}

interface Described {
  operationId: string;
  'x-odysseus-effect'?: Effect;
  summary?: string;
  description?: string;
  parameters?: { name: string; in: 'path' | 'query'; required?: boolean; description?: string; schema: Schema }[];
  requestBody?: { content: { 'application/json'?: { schema: Schema } } };
  responses: { 200?: { content?: Record<string, unknown> } };
}

/** It never ends, and the pages follow it already. */
const STREAM = '/api/events';

let known: Promise<Operation[]> | undefined;

/** All operations that a signed-in person can call, by name. Read from the server once. */
export function operations(): Promise<Operation[]> {
  known ??= read();
  known.catch(() => (known = undefined));
  return known;
}

async function read(): Promise<Operation[]> {
  const document = (await done(api.GET('/api/openapi.json'))) as unknown as { paths: Record<string, Record<string, Described>> };
  return Object.entries(document.paths)
    .filter(([path]) => !path.startsWith('/api/codex/') && path !== STREAM)
    .flatMap(([path, methods]) => Object.entries(methods).flatMap(([method, described]) => operationOf(method, path, described) ?? []))
    .sort((a, b) => a.name.localeCompare(b.name));
}

function operationOf(method: string, path: string, described: Described): Operation | undefined {
  const effect = described['x-odysseus-effect'];
  if (!effect) return undefined;
  const parameters = (described.parameters ?? []).flatMap(({ name, in: place, required, description, schema }) =>
    fieldsOf({ properties: { [name]: { ...schema, description } }, required: required ? [name] : [] }, place),
  );
  const body = described.requestBody?.content['application/json']?.schema;
  return {
    name: described.operationId,
    effect,
    summary: described.summary ?? '',
    // Scopes are for tokens; who is signed in needs none.
    description: (described.description ?? '').replace(/\n\nNeeds .*$/s, '').replaceAll(/(?<!\n)\n(?!\n)/g, ' '),
    method: method.toUpperCase(),
    path,
    fields: [...parameters, ...(body ? fieldsOf(body, 'body') : [])],
    file: !('application/json' in (described.responses[200]?.content ?? {})),
  };
}
