import { expect, test } from 'vitest';
import { accessible, allow, open, shot } from '../../../e2e/support';
import { answering, freePort, inHouses, launched, SLOWLY } from './cookbook.story';

inHouses('machines, models and presets', (house, view) => {
  test('a server is added, refused where it is wrong, and removed', async () => {
    const page = await open(house, { ...view, path: '/welcome' });
    await page.getByRole('link', { name: 'Add a server: Add a GPU server' }).click();
    await page.getByRole('dialog', { name: 'Add a server' }).getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('heading', { name: 'This machine' }).waitFor();
    await page.getByRole('meter', { name: 'Memory' }).waitFor(SLOWLY);
    await accessible(page);
    await shot(page, 'cookbook-servers');

    await page.getByRole('button', { name: 'Add a server' }).click();
    const dialog = page.getByRole('dialog', { name: 'Add a server' });
    await dialog.getByLabel('Name').fill('Attic');
    await dialog.getByLabel('Host').fill('-oProxyCommand=sh');
    await dialog.getByRole('radio', { name: 'venv' }).check();
    await dialog.getByLabel('Its folder').fill('~/venvs/vllm');
    allow(page, 'status of 400', 'status of 503');
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await expect.poll(() => dialog.getByLabel('Host').getAttribute('aria-invalid')).toBe('true');
    await accessible(page);
    await shot(page, 'cookbook-server');
    // Nobody listens there, which is said in the server's own place.
    await dialog.getByLabel('Host').fill('nobody@127.0.0.1');
    const port = dialog.getByLabel('ssh port');
    await port.fill('22x');
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await expect.poll(() => port.getAttribute('aria-invalid')).toBe('true');
    await dialog.getByText('A port is a number up to 65535').waitFor();
    await port.fill(String(await freePort()));
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByRole('heading', { name: 'Attic' }).waitFor();
    await page.getByRole('heading', { name: 'It does not answer' }).waitFor(SLOWLY);
    await accessible(page);
    await page.getByRole('button', { name: 'More about Attic' }).click();
    await page.getByRole('menuitem', { name: 'Remove' }).click();
    await page.getByRole('heading', { name: 'Attic' }).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('heading', { name: 'Attic' }).waitFor();
    // The first page knows.
    await page.goto('/welcome');
    await page.getByRole('heading', { name: 'Add a GPU server (done)' }).waitFor();
    await page.goBack();
    // The same later on.
    await page.getByRole('button', { name: 'More about Attic' }).click();
    await page.getByRole('menuitem', { name: 'Remove' }).click();
    await page.getByRole('heading', { name: 'Attic' }).waitFor({ state: 'detached' });
    // The page shows it before the server has done it.
    await expect.poll(async () => JSON.stringify(await house.admin.api('GET', '/api/cookbook/servers'))).not.toContain('Attic');
    await page.goto('/trash?kind=cookbook-servers');
    await page.getByRole('button', { name: 'Restore Attic' }).waitFor();
    await accessible(page);
    await shot(page, 'cookbook-trash');
    await page.getByRole('button', { name: 'Restore Attic' }).click();
    await page.getByText('The trash is empty').waitFor();
    await expect.poll(async () => JSON.stringify(await house.admin.api('GET', '/api/cookbook/servers'))).toContain('Attic');
    await page.goto('/cookbook/servers');
    await page.getByRole('heading', { name: 'Attic' }).waitFor();

    await page.getByLabel('Token').fill('hf_abcdefghijklmnopqrstuvwxyz');
    await page.getByRole('button', { name: 'Store' }).click();
    await page.getByRole('button', { name: 'Take it away' }).waitFor();
    await expect.poll(() => house.admin.api('GET', '/api/cookbook/hugging-face')).toEqual({ configured: true });
    await page.getByRole('button', { name: 'Take it away…' }).press('Enter');
    const taking = page.getByRole('dialog', { name: 'Take the token away?' });
    await taking.getByRole('button', { name: 'Cancel' }).click();
    expect(await house.admin.api('GET', '/api/cookbook/hugging-face')).toEqual({ configured: true });
    await page.getByRole('button', { name: 'Take it away…' }).press('Enter');
    await accessible(page);
    await taking.getByRole('button', { name: 'Take it away' }).click();
    await page.getByText('The token is taken away.').waitFor();
    expect(await house.admin.api('GET', '/api/cookbook/hugging-face')).toEqual({ configured: false });
  });

  test('a launch that reached ready is a preset, which is launched and removed', async () => {
    const page = await open(house, { ...view, path: '/cookbook/presets' });
    await page.getByText('No preset yet').waitFor();
    await accessible(page);
    const port = await freePort();
    const session = await launched(house, 'tiny-model', answering(port));
    await page.getByText('Verified just now').waitFor(SLOWLY);
    await house.admin.api('POST', `/api/cookbook/tasks/${session}/stop`);
    await accessible(page);
    await shot(page, 'cookbook-presets');
    await page.getByRole('button', { name: 'Launch tiny-model' }).click();
    await page.getByRole('status').getByText('Ready', { exact: true }).waitFor(SLOWLY);
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    await page.getByRole('status').getByText('Stopped', { exact: true }).waitFor(SLOWLY);
    await page.goto('/cookbook/presets');
    await page.getByRole('button', { name: 'More about tiny-model' }).click();
    await page.getByRole('menuitem', { name: 'Remove' }).click();
    await page.getByText('No preset yet').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('button', { name: 'Launch tiny-model' }).waitFor();
    await page.getByRole('button', { name: 'More about tiny-model' }).click();
    await page.getByRole('menuitem', { name: 'Remove' }).click();
    await page.getByText('No preset yet').waitFor();
    await expect.poll(async () => JSON.stringify(await house.admin.api('GET', '/api/cookbook/presets'))).not.toContain('tiny-model');
    await page.goto('/trash?kind=cookbook-presets');
    await page.getByRole('button', { name: 'Restore tiny-model' }).click();
    await page.getByText('The trash is empty').waitFor();
    await expect.poll(async () => JSON.stringify(await house.admin.api('GET', '/api/cookbook/presets'))).toContain('tiny-model');
    await page.goto('/cookbook/presets');
    await page.getByRole('button', { name: 'Launch tiny-model' }).waitFor();
  });

  test('the models of a machine are listed, or how the first comes', async () => {
    const page = await open(house, { ...view, path: '/cookbook/models' });
    await page.getByText('No model here yet').waitFor(SLOWLY);
    await accessible(page);
    await shot(page, 'cookbook-models-empty');
    await page.getByRole('button', { name: 'Download a model' }).click();
    await page.getByRole('dialog', { name: 'Download a model' }).getByLabel('Model').waitFor();
    await accessible(page);
  });

  test('the fields make the command, until it is written by hand', async () => {
    const page = await open(house, { ...view, path: '/cookbook/launch' });
    allow(page, 'status of 409', 'status of 400');
    const command = page.getByLabel('Command', { exact: true });
    await page.getByLabel('Model', { exact: true }).fill('org/name');
    await page.getByLabel('Context').fill('8192');
    await expect.poll(() => command.inputValue()).toBe('vllm serve org/name --host 127.0.0.1 --port 8000 --max-model-len 8192');
    // vLLM is not installed here: what would be refused is said before anything is started.
    await expect.poll(() => command.getAttribute('aria-invalid'), { timeout: 30_000 }).toBe('true');
    await accessible(page);
    await shot(page, 'cookbook-refused');
    await command.fill('vllm serve other/name');
    await page.getByText('the fields above no longer change it').waitFor();
    await expect.poll(() => page.getByLabel('Context').isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Make it of the fields again' }).click();
    await expect.poll(() => command.inputValue()).toContain('--max-model-len 8192');
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => command.inputValue()).toBe('vllm serve other/name');
  });
});
