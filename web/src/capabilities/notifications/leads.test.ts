import { expect, test } from 'vitest';
import type { Notice } from '../../lib/notices';
import { settles } from './alerts/settles';
import { isShownAt, leadsTo } from './leads';

function notice(about: Partial<Notice>): Notice {
  const blank = { id: 'n', kind: 'reminder.due', title: 'Call dentist', body: '', url: null, data: null, read_at: null };
  return { ...blank, created_at: '2026-11-23T08:00:00Z', ...about };
}

test.for([
  ['a reminder to its todo', { url: '/todos?open=7' }, '/todos?open=7'],
  ['what has no place to the list', { kind: 'what.ever' }, '/notifications'],
  ['another host is not followed', { kind: 'what.ever', url: 'https://odysseus.example/' }, '/notifications'],
  ['nor one without a scheme', { kind: 'what.ever', url: '//odysseus.example/' }, '/notifications'],
  ['nor one that only looks like a path', { kind: 'what.ever', url: '/\\odysseus.example/' }, '/notifications'],
  ['nor a script', { kind: 'what.ever', url: 'javascript:alert(1)' }, '/notifications'],
] as const)('it leads: %s', ([, about, href]) => {
  expect(leadsTo(notice(about))).toBe(href);
});

test('a question needs no card on the page of the approvals, a reminder does among the todos', () => {
  const question = notice({ kind: 'approval.asked', url: '/settings/approvals?ask=7' });
  expect(isShownAt('/settings/approvals', question)).toBe(true);
  expect(isShownAt('/todos', question)).toBe(false);
  expect(isShownAt('/todos', notice({ url: '/todos?open=a' }))).toBe(false);
});

test.for([
  ['the todo is done', 'todos.changed', { id: 't', what: 'completed' }, true],
  ['the todo is snoozed', 'todos.changed', { id: 't', what: 'snoozed' }, true],
  ['the todo is edited', 'todos.changed', { id: 't', what: 'updated' }, false],
  ['another todo is done', 'todos.changed', { id: 'u', what: 'completed' }, false],
  ['all are put in order', 'todos.changed', { id: null, what: 'reordered' }, false],
  ['an approval of that name is decided', 'approval.decided', { id: 't' }, false],
] as const)('a reminder is settled or not: %s', ([, topic, data, settled]) => {
  expect(settles({ topic, data }, notice({ data: { todo_id: 't' } }))).toBe(settled);
});

test('a question is settled by its answer', () => {
  const question = notice({ kind: 'approval.asked', data: { approval_id: 'q' } });
  expect(settles({ topic: 'approval.decided', data: { id: 'q' } }, question)).toBe(true);
  expect(settles({ topic: 'approval.decided', data: {} }, notice({ data: {} }))).toBe(false);
});
