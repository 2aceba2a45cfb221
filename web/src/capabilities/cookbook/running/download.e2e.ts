import { expect, test } from 'vitest';
import { accessible, open, pair, shot } from '../../../../e2e/support';
import { inHouses, rowOf } from '../cookbook.story';

/** Says how far it is as the command line of Hugging Face does, and stays there. */
const HF = `[ "$1" = download ] || { echo 1.0; exit; }
printf 'model.safetensors:  26%%|##6       | 1.21G/4.70G [00:32<02:05, 38.0MB/s]\\n'
exec sleep 600`;

inHouses(
  'a download',
  (house, view) => {
    test('it tells how far it is, how fast and how long still', async () => {
      await house.admin.api('POST', '/api/cookbook/downloads', { repo_id: 'org/tiny' });
      const page = await open(house, { ...view, path: '/cookbook' });
      const row = rowOf(page, 'tiny');
      for (const figure of ['26 %', '1.2 of 4.7 GB', '38 MB/s', '2 min left']) await row.getByText(figure, { exact: true }).waitFor();
      expect(await row.getByText(/downloading/i).count()).toBe(1);
      await accessible(page);
      await shot(page, 'cookbook-download');
      await row.getByRole('link', { name: 'tiny', exact: true }).click();
      await page.getByRole('status').getByText('1.2 of 4.7 GB', { exact: true }).waitFor();
      await accessible(page);
      await shot(page, 'cookbook-download-task');
      await page.getByRole('button', { name: 'Stop', exact: true }).click();
      await page.getByRole('status').getByText('Stopped', { exact: true }).waitFor({ timeout: 30_000 });
    });
  },
  pair,
  { programs: { hf: HF } },
);
