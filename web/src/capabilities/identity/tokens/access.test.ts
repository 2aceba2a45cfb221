import { expect, test } from 'vitest';
import { areasOf, impliedBy, inWords, proposed, stepOf, withPolicy, withStep, written, type Area, type Scope } from './access';

const scope = (name: string, askable = false, available = true): Scope => ({ name, askable, available, description: name });
const scopes = [
  scope('calendar:read', false, false),
  scope('calendar:write', true, false),
  scope('chat', false, false),
  scope('documents:read'),
  scope('documents:write', true),
  scope('email:draft', false, false),
  scope('email:read', false, false),
  scope('email:send', true, false),
  scope('notifications:read'),
  scope('notifications:write'),
  scope('todos:read'),
  scope('todos:write', true),
];
const areas = areasOf(scopes);

function area(name: string): Area {
  const found = areas.find((other) => other.name === name);
  if (!found) throw new Error(`no area ${name}`);
  return found;
}

test('areas stand in the order of everyday use, those not here yet last; their scopes from weak to strong', () => {
  expect(areas.map(({ name }) => name)).toEqual(['todos', 'documents', 'notifications', 'calendar', 'chat', 'email']);
  expect(area('email').steps.map(({ label }) => label)).toEqual(['Read', 'Read and draft', 'Read, draft, send']);
  expect(area('chat').steps.map(({ label }) => label)).toEqual(['On']);
});

test('a token stands at the strongest scope that it holds, which includes the weaker', () => {
  const step = stepOf(area('email'), { 'email:send': 'ask', 'email:read': 'allow' });
  expect(step?.scope.name).toBe('email:send');
  expect(step && impliedBy(area('email'), step)).toEqual(['email:read', 'email:draft']);
  expect(stepOf(area('todos'), { 'email:send': 'ask' })).toBeUndefined();
});

test('another step takes the place of all others of its area, and asks first unless it was told not to', () => {
  const [read, write] = area('todos').steps;
  const begun = { 'todos:read': 'allow', 'documents:write': 'allow', 'new:thing': 'allow' } as const;
  const more = withStep(area('todos'), begun, write);
  expect(more).toEqual({ 'todos:write': 'ask', 'documents:write': 'allow', 'new:thing': 'allow' });
  const told = write ? withPolicy(more, write, 'allow') : more;
  expect(withStep(area('todos'), told, write)['todos:write']).toBe('allow');
  expect(withStep(area('todos'), told, read)).toEqual({ 'todos:read': 'allow', 'documents:write': 'allow', 'new:thing': 'allow' });
  expect(withStep(area('todos'), told, undefined)['todos:write']).toBeUndefined();
  expect(withStep(area('notifications'), {}, area('notifications').steps[1])).toEqual({ 'notifications:write': 'allow' });
});

test('grants go to the server with their policies', () => {
  expect(written({ 'todos:write': 'ask', 'documents:read': 'allow' })).toEqual(['todos:write=ask', 'documents:read']);
  expect(proposed(scopes)).toEqual({ 'todos:write': 'ask', 'documents:write': 'ask' });
});

test('grants in words name what is unknown rather than hide it', () => {
  const grants = { 'todos:read': 'allow', 'todos:write': 'ask', 'calendar:write': 'ask', 'new:thing': 'allow' } as const;
  expect(inWords(areas, grants)).toEqual([
    'Todos: change, asks before deleting',
    'Calendar: change, asks before deleting, not here yet',
    'new:thing',
  ]);
  expect(inWords(areas, {})).toEqual([]);
});
