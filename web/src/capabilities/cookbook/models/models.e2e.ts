import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { accessible, type House, open, pair, shot } from '../../../../e2e/support';
import { inHouses, launched, SLOWLY } from '../cookbook.story';

const MANY = 499;
const QUANTS = ['IQ2_XS', 'IQ3_M', 'IQ4_XS', 'Q2_K', 'Q3_K_M', 'Q4_0', 'Q4_K_M', 'Q5_K_M', 'Q6_K', 'Q8_0'];

/** 500 models as people keep them in a folder; the last one has 60 GGUF files. */
async function stocked(house: House): Promise<string> {
  const folder = `${dirname(await house.file('here', ''))}/models`;
  for (let number = 1; number <= MANY; number += 1) {
    const name = `models/model-${String(number).padStart(3, '0')}`;
    await Promise.all([house.file(`${name}/config.json`, '{"model_type":"llama"}'), house.file(`${name}/model.safetensors`, 'x'.repeat(number))]);
  }
  for (const size of [1, 3, 7, 13, 30, 70]) {
    await Promise.all(QUANTS.map((quant) => house.file(`models/many-GGUF/many-${size}B-${quant}.gguf`, 'x'.repeat(size))));
  }
  return folder;
}

inHouses(
  'a model',
  (house, view) => {
    test('it is listed as soon as what brings it is done', async () => {
      const here = dirname(await house.file('here', ''));
      await house.admin.api('PUT', '/api/cookbook/servers', { id: 'local', model_dirs: [`${here}/models`] });
      const page = await open(house, { ...view, path: '/cookbook/models' });
      await page.getByText('No model here yet').waitFor(SLOWLY);
      await house.file('models/late/late-Q4_0.gguf', 'x');
      // Any program that is done.
      await launched(house, 'late', 'python3 -m http.server --help');
      await page.getByRole('list', { name: 'Models' }).getByText('late', { exact: true }).waitFor(SLOWLY);
    });
  },
  pair,
);

inHouses(
  'many models',
  (house, view) => {
    test('they are listed, searched and launched, with the keyboard alone', async () => {
      const folder = await stocked(house);
      await house.admin.api('PUT', '/api/cookbook/servers', { id: 'local', model_dirs: [folder] });
      const page = await open(house, { ...view, path: '/cookbook/models' });
      await page.getByText('500, ').waitFor(SLOWLY);
      const rows = page.getByRole('list', { name: 'Models' });
      expect(await rows.locator('> li').count()).toBe(MANY + 1);
      await accessible(page);
      await shot(page, 'cookbook-models');

      const search = page.getByRole('searchbox', { name: 'Search among the models' });
      await search.focus();
      await page.keyboard.type('model-217');
      await expect.poll(() => rows.locator('> li').count()).toBe(1);
      await search.fill('');
      // What stands in the name of a file finds that file. (The temporary folder's name is searched too, and is random letters.)
      await page.keyboard.type('many-13b q4_');
      const files = page.getByRole('list', { name: 'Files of many-GGUF' });
      await expect.poll(() => files.getByRole('link').count()).toBe(3);
      await accessible(page);
      await shot(page, 'cookbook-models-files');
      await files.getByRole('link', { name: 'Launch many-13B-Q4_K_M.gguf' }).press('Enter');
      await expect.poll(() => page.getByLabel('Command', { exact: true }).inputValue()).toContain(`${folder}/many-GGUF/many-13B-Q4_K_M.gguf`);

      await page.goBack();
      await page.getByText('60 files to launch').press('Enter');
      await expect.poll(() => files.getByRole('link').count()).toBe(60);
      await search.fill('nothing is called that');
      await page.getByRole('button', { name: 'Show all' }).press('Enter');
      await expect.poll(() => rows.locator('> li').count()).toBe(MANY + 1);
    });
  },
  pair,
);
