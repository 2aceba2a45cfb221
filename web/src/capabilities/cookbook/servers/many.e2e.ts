import { expect, test } from 'vitest';
import { allow, open, pair } from '../../../../e2e/support';
import { freePort, inHouses, SLOWLY } from '../cookbook.story';

const MANY = 60;

inHouses(
  'many machines',
  (house, view) => {
    test('those in sight are looked at, the others when one comes to them', async () => {
      const port = await freePort();
      for (let number = 10; number < 10 + MANY; number += 1) {
        await house.admin.api('PUT', '/api/cookbook/servers', { name: `Rack ${number}`, host: `nobody@127.0.0.${number}`, port });
      }
      const page = await open(house, { ...view, path: '/welcome' });
      allow(page, 'status of 503');
      const asked = new Set<string>();
      page.on('request', (request) => {
        const url = new URL(request.url());
        if (url.pathname === '/api/cookbook/host') asked.add(url.searchParams.get('host') ?? '');
      });
      await page.goto('/cookbook/servers');
      const list = page.getByRole('list', { name: 'Servers', exact: true });
      const card = (name: string) => list.locator('> li').filter({ has: page.getByRole('heading', { name, exact: true }) });
      await card('Rack 10').getByRole('heading', { name: 'It does not answer' }).waitFor(SLOWLY);
      await card('This machine').getByRole('meter', { name: 'Memory' }).waitFor(SLOWLY);
      expect(asked.size).toBeLessThan(MANY / 2);
      await card('Rack 69').scrollIntoViewIfNeeded();
      await card('Rack 69').getByRole('heading', { name: 'It does not answer' }).waitFor(SLOWLY);
      expect(asked.size).toBeLessThan(MANY);
    });
  },
  pair,
);
