import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { clients, quoted } from './setup';

const URL = 'http://127.0.0.1:7000';
const TOKEN = 'ody_abc';

test.for(["it's", '$HOME `id` "x" \\', 'a\nb', ''])('%j is one word of the shell', (text) => {
  expect(execFileSync('sh', ['-c', `printf %s ${quoted(text)}`], { encoding: 'utf8' })).toBe(text);
});

const blocks = Object.entries(clients).flatMap(([kind, list]) =>
  list.flatMap(({ name, blocks }) => blocks(URL, TOKEN).map((block) => ({ what: `${kind}: ${name}`, ...block }))),
);

test.for(blocks)('$what: what is pasted is sound', ({ title, text }) => {
  expect(text).toContain(URL.slice(7));
  if (title.startsWith('In ')) {
    expect(JSON.stringify(JSON.parse(text))).toContain(`"Authorization":"Bearer ${TOKEN}"`);
  } else {
    execFileSync('bash', ['-n'], { input: text });
    // zsh reads comments, and bash history, otherwise when they are typed or pasted.
    expect(text).not.toMatch(/[#!]/);
  }
});

test('a failing download ends the set-up and not the shell, in which the variables stay', () => {
  const [block] = clients.claude[0]?.blocks(URL, TOKEN) ?? [];
  const script = `curl() { echo refused; return 22; }\n${block?.text}\necho "still $ODYSSEUS_API_TOKEN"`;
  const printed = execFileSync('bash', ['-c', script], { encoding: 'utf8', env: { PATH: process.env.PATH, HOME: '/nowhere/at/all' }, stdio: 'pipe' });
  expect(printed).not.toContain('capabilities');
  expect(printed).toContain('still ody_abc');
});
