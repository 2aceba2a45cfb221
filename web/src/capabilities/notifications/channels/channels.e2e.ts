import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingHttpHeaders, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';
import { type Person, accessible, allow, late, pair, shot, story, useHouse } from '../../../../e2e/support';

const house = useHouse();

/** What the other side got. */
interface Received {
  headers: IncomingHttpHeaders;
  text: string;
  body: Record<string, unknown>;
}

/** The other side of a channel: a real server on this machine, which answers as the story wants. */
async function receiver(answer: (received: Received, response: ServerResponse) => void) {
  const got: Received[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const text = Buffer.concat(parts).toString();
      const received = { headers: request.headers, text, body: JSON.parse(text) as Record<string, unknown> };
      got.push(received);
      answer(received, response);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return { got, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** An agent asks whether it may delete something, so that there is a notification. */
async function somethingHappens(person: Person): Promise<void> {
  const agent = await person.agent(['todos:write=ask']);
  const { id } = await person.api('POST', '/api/todos', { title: 'Call dentist' });
  const asked = await agent.call('POST', '/api/codex/todos', { action: 'delete', id });
  expect(asked.status).toBe(428);
}

/** Axe looks at the page as a person does who has just come: from its top. */
async function accessibleFromTop(page: Page): Promise<void> {
  await page.evaluate(() => scrollTo(0, 0));
  await accessible(page);
}

story(house, 'ntfy brings notifications to the phone', { path: '/settings/reminders' }, async ({ page, person }) => {
  allow(page, 'status of 409', 'status of 400', 'status of 503');
  let working = true;
  const phone = await receiver(({ body }, response) => {
    response.statusCode = working ? 200 : 500;
    response.end(working ? JSON.stringify({ event: 'message', topic: body.topic }) : 'out of order');
  });
  await page.getByText('No channel yet').waitFor();
  await accessibleFromTop(page);
  await shot(page, 'channels-empty');

  await page.getByRole('button', { name: 'Add a channel' }).press('Enter');
  await page.getByRole('menuitem', { name: 'ntfy' }).press('Enter');
  const form = page.getByRole('dialog', { name: 'ntfy, to your phone' });
  await expect.poll(() => form.getByLabel('Topic').inputValue()).toMatch(/^odysseus-[a-z2-9]{20}$/);
  await form.getByLabel('Topic').fill('what a topic');
  await form.getByLabel('Server').fill(`${phone.url}/`);
  await form.getByText('Use another server').waitFor();
  await accessibleFromTop(page);
  await shot(page, 'channels-ntfy');
  await form.getByLabel('Topic').press('Enter');
  await form.getByText('An ntfy topic is 1 to 64 letters').waitFor();
  await form.getByLabel('Topic').fill('odysseus-story');
  await form.getByText('More').click();
  await form.getByLabel('Access token', { exact: true }).fill('tk_secret');
  await form.getByLabel('Name').fill('My phone');
  await form.getByLabel('Name').press('Enter');

  const card = page.getByRole('listitem', { name: 'My phone' });
  await card.getByRole('button', { name: 'Send a test' }).click();
  await card.getByText('The server took the message (200).').waitFor();
  expect(phone.got[0]?.headers.authorization).toBe('Bearer tk_secret');
  expect(phone.got[0]?.body).toMatchObject({ topic: 'odysseus-story', title: 'Test from Odysseus', priority: 4 });
  expect(await page.content()).not.toContain('tk_secret');
  await accessibleFromTop(page);

  await somethingHappens(person);
  await expect.poll(() => phone.got.length).toBe(2);
  await card.getByText('Recent deliveries').click();
  await card.getByText(/^Delivered/).waitFor();
  await accessibleFromTop(page);
  await shot(page, 'channels');

  working = false;
  await card.getByRole('button', { name: 'Send a test' }).click();
  await card.getByText('127.0.0.1 answered 500 Internal Server Error: out of order').waitFor();
  await somethingHappens(person);
  await card.getByText('Not delivered yet').waitFor();
  // After five seconds there is another one.
  await card.getByText(/^(One|\d+) attempts?$/).click();
  await card.getByRole('list').getByText('out of order').first().waitFor();
  await accessibleFromTop(page);

  // Switched off, it is left alone.
  await card.getByRole('switch', { name: 'My phone is on' }).press('Space');
  await card.getByText('Stopped: the channel was switched off').waitFor();
  const before = phone.got.length;
  await somethingHappens(person);
  await expect.poll(() => person.api('GET', '/api/notifications')).toMatchObject({ total: 3 });
  expect(phone.got).toHaveLength(before);

  await page.getByRole('button', { name: 'What to do about My phone' }).press('Enter');
  await page.getByRole('menuitem', { name: 'Change' }).press('Enter');
  const change = page.getByRole('dialog', { name: 'Change My phone' });
  await change.getByText('More').click();
  await change.getByLabel('Take the stored token away').check();
  await change.getByLabel('Priority').selectOption('min');
  await change.getByRole('button', { name: 'Save' }).click();
  await card.getByText('Silent, folded away').waitFor();
  await expect.poll(() => person.api('GET', '/api/notifications/channels')).toMatchObject({ items: [{ has_secret: false }] });

  await page.getByRole('button', { name: 'What to do about My phone' }).press('Enter');
  await page.getByRole('menuitem', { name: 'Remove' }).press('Enter');
  await page.getByRole('button', { name: 'Remove', exact: true }).click();
  await page.getByText('No channel yet').waitFor();
});

story(house, 'a webhook is signed with a secret shown once, until the other side wants no more', { path: '/settings/reminders', in: pair }, async (scene) => {
  const { page, person } = scene;
  allow(page, 'status of 400');
  let gone = false;
  const program = await receiver((_, response) => {
    response.statusCode = gone ? 410 : 200;
    response.end(gone ? 'never again' : 'thanks');
  });
  await page.getByRole('button', { name: 'Add a channel' }).click();
  await page.getByRole('menuitem', { name: 'Webhook' }).click();
  const form = page.getByRole('dialog', { name: 'Webhook, to a program' });
  await form.getByLabel('Address').fill('http://169.254.169.254/latest');
  await form.getByLabel('Address').press('Enter');
  await form.getByText('169.254.169.254 is a cloud metadata service, which this request may not reach.').waitFor();
  await form.getByLabel('Address').fill(`${program.url}/hook`);
  await form.getByLabel('Name').fill('My script');
  await form.getByLabel('Name').press('Enter');

  const once = page.getByRole('dialog', { name: 'Keep the signing secret' });
  const secret = await once.locator('code').innerText();
  expect(secret).toMatch(/^whsec_/);
  await accessibleFromTop(page);
  await shot(page, 'channels-secret');
  await page.keyboard.press('Escape');
  await once.getByRole('button', { name: 'I have kept it' }).click();
  await expect.poll(() => page.content()).not.toContain(secret);

  const card = page.getByRole('listitem', { name: 'My script' });
  await card.getByRole('button', { name: 'Send a test' }).click();
  await card.getByText('The other side took the message (200). It said: thanks').waitFor();
  const first = program.got[0];
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  const signed = `${String(first?.headers['webhook-id'])}.${String(first?.headers['webhook-timestamp'])}.${first?.text}`;
  expect(first?.headers['webhook-signature']).toBe(`v1,${createHmac('sha256', key).update(signed).digest('base64')}`);

  gone = true;
  await somethingHappens(person);
  await card.getByText('It was switched off because the other side wants nothing any more.').waitFor();
  await expect.poll(() => card.getByRole('switch').isChecked()).toBe(false);
  await accessibleFromTop(page);
  await shot(page, 'channels-gone');
});

story(house, 'this browser shows notifications once it is allowed to', { in: pair, permissions: ['notifications'] }, async ({ page }) => {
  await page.goto('/settings/reminders');
  await page.getByText('It shows them while Odysseus is open in some tab.').waitFor();
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  const shown = () =>
    page.evaluate(async () => {
      const registration = await navigator.serviceWorker.ready;
      return (await registration.getNotifications()).map(({ title }) => title);
    });
  // Without a desktop Chromium forgets some notifications the moment it has shown them: then another test is sent.
  const sent = async () => {
    await page.getByRole('button', { name: 'Send a test' }).first().click();
    await page.getByText('A notification is on its way.').waitFor();
    return shown();
  };
  await expect.poll(sent).toEqual(['Test from Odysseus']);
  await accessibleFromTop(page);
});

story(house, 'an answer from before a change takes nothing back', { in: pair, path: '/settings/reminders' }, async ({ page, person }) => {
  const other = await receiver((_, response) => void response.end());
  const add = (name: string) => person.api('POST', '/api/notifications/channels', { kind: 'webhook', url: other.url, name });
  await page.getByText('No channel yet').waitFor();
  await add('First');
  await add('Second');
  await page.reload();
  const [first, second] = ['First', 'Second'].map((name) => page.getByRole('switch', { name: `${name} is on` }));
  if (!first || !second) throw new Error('two were added');
  await second.waitFor();

  // What is read here before, and is told when the person has gone on.
  const old = await late(page, '**/api/notifications/channels');
  await page.getByRole('listitem').filter({ has: first }).getByRole('button', { name: 'Send a test' }).click();
  await old.asked;
  await first.press('Space');
  await expect.poll(() => first.isChecked()).toBe(false);
  await page.getByRole('button', { name: 'What to do about Second' }).press('Enter');
  await page.getByRole('menuitem', { name: 'Remove' }).press('Enter');
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await page.getByText('Second is removed.').waitFor();
  await old.arrive();
  await page.getByText('The other side took the message').waitFor();
  expect([await first.isChecked(), await second.count()]).toEqual([false, 0]);

  // The first answer comes when the second change is on its way.
  const on = await late(page, '**/api/notifications/channels/*', { method: 'PATCH' });
  await first.press('Space');
  await on.asked;
  await first.press('Space');
  await on.arrive();
  await expect.poll(async () => (await person.api<{ items: { enabled: boolean }[] }>('GET', '/api/notifications/channels')).items).toMatchObject([{ enabled: false }]);
  await expect.poll(() => first.isChecked()).toBe(false);
});
