import { expect, test } from 'vitest';
import { House, Terminal, allow, open, troubles, useHouse, violations } from './support';

const house = useHouse();

/** What a page of ours must never do, and the word by which the harness tells of it. */
const misdeeds: { name: string; act: () => void; told: string }[] = [
  { name: 'an inline style', act: () => document.body.setAttribute('style', 'color: red'), told: 'style-src' },
  { name: 'markup from text', act: () => (document.body.innerHTML = '<b>bold</b>'), told: 'TrustedHTML' },
  { name: 'a call to another host', act: () => void fetch('http://odysseus.example/'), told: 'connect-src' },
  { name: 'a link to another host', act: () => location.assign('http://odysseus.example/'), told: 'another host' },
  { name: 'an error', act: () => void setTimeout(() => Promise.reject(new Error('lost')), 0), told: 'lost' },
  {
    name: 'a page that asks without end',
    // At once: how fast a machine that is busy answers does not matter.
    act: () => void Promise.all(Array.from({ length: 30 }, () => fetch('/api/auth/status'))),
    told: 'asked 25 times',
  },
  { name: 'a warning', act: () => console.warn('careful'), told: 'careful' },
];

test.for(misdeeds)('the harness sees $name', async ({ act, told }) => {
  const page = await open(house, { path: '/', as: null });
  allow(page, 'nothing of the kind');
  expect(await troubles(page.context())).toEqual([]);
  await page.evaluate(act).catch(() => 0);
  await expect.poll(() => troubles(page.context())).toContainEqual(expect.stringContaining(told));
  allow(page, /./);
});

test('axe runs under the policy, and sees what is wrong', async () => {
  const page = await open(house, { path: '/' });
  await page.evaluate(() => document.body.append(document.createElement('input')));
  expect(await violations(page)).toContainEqual(expect.stringContaining('Form elements must have labels'));
});

test('a killed house comes back with what it had, under its own address', async () => {
  const house = await House.start();
  try {
    const agent = await house.admin.agent(['todos:write']);
    const added = await agent.call('POST', '/api/codex/todos', { action: 'add', title: 'Call dentist' });
    expect(added.status).toBe(200);
    const before = house.url;
    await house.kill();
    await house.restart();
    expect(house.url).toBe(before);
    expect(JSON.stringify(await house.admin.api('GET', '/api/todos'))).toContain('Call dentist');
  } finally {
    await house.stop();
  }
});

test('a house without an account prints its link', async () => {
  const house = await House.start({ admin: false });
  try {
    expect(await house.setupLink()).toContain(`${house.url}/setup?token=`);
  } finally {
    await house.stop();
  }
});

test('a terminal runs what is pasted, and says which of it failed', async () => {
  const terminal = await Terminal.open();
  expect(await terminal.paste('cd "$HOME" && pwd')).toBe(`${terminal.home}\n`);
  await expect(terminal.paste('echo before\nfalse\necho after')).rejects.toThrow(/before\n$/);
  await terminal.close();
});
