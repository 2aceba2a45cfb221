import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { callOf, fieldsOf, type Schema } from './fields';

const document = JSON.parse(readFileSync(new URL('../../../../golden/openapi.json', import.meta.url), 'utf8')) as {
  paths: Record<string, Record<string, { requestBody?: { content: Record<string, { schema: Schema }> } }>>;
};

function body(method: string, path: string) {
  const schema = document.paths[path]?.[method]?.requestBody?.content['application/json']?.schema;
  return fieldsOf(schema ?? {}, 'body');
}

const kinds = (fields: ReturnType<typeof fieldsOf>) => Object.fromEntries(fields.map(({ name, kind }) => [name, kind]));

describe('fields', () => {
  test('of what adds a todo', () => {
    expect(kinds(body('post', '/api/todos'))).toMatchObject({ title: 'text', content: 'long', pinned: 'boolean', items: 'json' });
  });

  test('of what adds a channel: a choice is one, though it may be left out', () => {
    const fields = body('post', '/api/notifications/channels');
    expect(fields.find(({ name }) => name === 'kind')).toMatchObject({ kind: 'choice', required: true, choices: ['ntfy', 'webhook'] });
    expect(fields.find(({ name }) => name === 'priority')).toMatchObject({ kind: 'choice', required: false });
  });

  test('of what changes a password: it is not shown', () => {
    expect(new Set(body('post', '/api/account/password').map(({ kind }) => kind))).toEqual(new Set(['secret']));
  });
});

describe('a call', () => {
  const fields = [
    ...fieldsOf({ properties: { id: { type: 'string' } }, required: ['id'] }, 'path'),
    ...fieldsOf({ properties: { limit: { type: 'integer' } } }, 'query'),
    ...fieldsOf({ properties: { pinned: { type: ['boolean', 'null'] }, items: { type: 'array' }, size: { type: 'number' } } }, 'body'),
  ];

  test('takes each value to its place', () => {
    const typed = { id: 'a/b', limit: '3', pinned: 'false', items: '["x"]', size: '1.5' };
    expect(callOf('/api/todos/{id}', fields, typed)).toEqual({
      call: { href: '/api/todos/a%2Fb?limit=3', body: { pinned: false, items: ['x'], size: 1.5 } },
    });
  });

  test('leaves out what is empty, and keeps the body', () => {
    expect(callOf('/api/todos/{id}', fields, { id: '1' })).toEqual({ call: { href: '/api/todos/1', body: {} } });
  });

  test('is not made of what is wrong', () => {
    expect(callOf('/api/todos/{id}', fields, { items: '[oops' })).toEqual({
      wrong: { id: expect.stringContaining('left out'), items: expect.stringContaining('JSON') },
    });
  });
});
