/** The fields of a form, from the JSON Schema of what an operation takes. */

/** As much of a JSON Schema as inputs of operations use. */
export interface Schema {
  type?: string | string[];
  description?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  examples?: unknown[];
  minimum?: number;
  maximum?: number;
  maxLength?: number;
  'x-rare'?: boolean;
}

/** A field of a form. */
export interface Field {
  name: string;
  /** Where its value goes. */
  in: 'path' | 'query' | 'body';
  kind: 'text' | 'long' | 'secret' | 'number' | 'boolean' | 'choice' | 'json';
  required: boolean;
  help: string;
  /** What may be chosen, where it is a choice. */
  choices: string[];
  /** What holds without it, or what it may look like. */
  example: string;
  minimum?: number;
  maximum?: number;
  whole: boolean;
  /** Whether most calls leave it out. */
  rare: boolean;
}

/** Longer texts than this are written in more than one line. */
const LONG = 20_000;

/** The fields for the properties of an object. */
export function fieldsOf(schema: Schema, place: Field['in']): Field[] {
  return Object.entries(schema.properties ?? {}).map(([name, property]) => {
    const required = schema.required?.includes(name) ?? false;
    const plain = withoutNull(property);
    const example = property.default ?? plain.default ?? property.examples?.[0];
    return {
      name,
      in: place,
      kind: kindOf(name, plain),
      required,
      help: (property.description ?? plain.description ?? '').replaceAll(/(?<!\n)\n(?!\n)/g, ' '),
      choices: choicesOf(plain),
      example: example === undefined || example === null ? '' : typeof example === 'string' ? example : JSON.stringify(example),
      minimum: plain.minimum,
      maximum: plain.maximum,
      whole: plain.type === 'integer',
      rare: !required && (property['x-rare'] ?? plain['x-rare'] ?? false),
    };
  });
}

/** What it is when it is not left out. */
function withoutNull(schema: Schema): Schema {
  const others = schema.anyOf?.filter((one) => one.type !== 'null');
  if (others?.length === 1 && others[0]) return withoutNull(others[0]);
  if (!Array.isArray(schema.type)) return schema;
  const types = schema.type.filter((type) => type !== 'null');
  return { ...schema, type: types.length === 1 ? types[0] : types };
}

function choicesOf({ enum: values, oneOf }: Schema): string[] {
  const all = values ?? oneOf?.map((one) => one.const) ?? [];
  return all.filter((value) => typeof value === 'string');
}

function kindOf(name: string, schema: Schema): Field['kind'] {
  if (choicesOf(schema).length) return 'choice';
  if (schema.type === 'boolean') return 'boolean';
  if (schema.type === 'integer' || schema.type === 'number') return 'number';
  if (schema.type !== 'string') return 'json';
  if (/password|secret/.test(name)) return 'secret';
  return (schema.maxLength ?? 0) > LONG ? 'long' : 'text';
}

/** A call made from what was typed: the address, and the body where there is one. */
export interface Call {
  href: string;
  body?: Record<string, unknown>;
}

/** What is wrong with what was typed, by field. */
export type Wrong = Record<string, string>;

/** Makes the call, or says what is wrong. An empty field is left out. */
export function callOf(path: string, fields: Field[], typed: Record<string, string | number | null>): { call: Call } | { wrong: Wrong } {
  const wrong: Wrong = {};
  const query = new URLSearchParams();
  let body: Record<string, unknown> | undefined;
  let href = path;
  for (const field of fields) {
    if (field.in === 'body') body ??= {};
    // Number fields give numbers.
    const text = String(typed[field.name] ?? '');
    if (text === '') {
      if (field.required) wrong[field.name] = 'It cannot be left out.';
      continue;
    }
    if (field.in === 'path') href = href.replace(`{${field.name}}`, encodeURIComponent(text));
    else if (field.in === 'query') query.set(field.name, text);
    else {
      try {
        (body ??= {})[field.name] = valueOf(field, text);
      } catch {
        wrong[field.name] = 'This is no JSON: texts stand in "double quotes", lists in [brackets].';
      }
    }
  }
  if (Object.keys(wrong).length) return { wrong };
  return { call: { href: query.size ? `${href}?${query.toString()}` : href, body } };
}

function valueOf({ kind }: Field, text: string): unknown {
  if (kind === 'number') return Number(text);
  if (kind === 'boolean') return text === 'true';
  return kind === 'json' ? JSON.parse(text) : text;
}
