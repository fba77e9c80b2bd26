// A clerk counts the cases of a quarter and drafts what becomes public of it, once; the office looks at an agency's.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { findings } from './axe.mjs';
import { PHONE, launch, shot, signIn, tooWide, url } from './browser.mjs';

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser.close(); });

test('a quarter is counted and drafted once', async () => {
  const wrong = [];
  const clerk = await signIn(browser, 'qicao', { bypassCSP: true });
  await clerk.goto(`${url}/desk/cases`);
  await clerk.getByRole('link', { name: '按季度统计的办件情况' }).click();
  await clerk.getByRole('heading', { level: 1, name: /季度办件情况/ }).waitFor();
  wrong.push(...await findings(clerk, 'case-figures'));
  await shot(clerk, 'desk-case-figures-1440');
  // Figures of the last quarter are among what the demonstration has published.
  const quarter = clerk.getByLabel('季度', { exact: true });
  await quarter.selectOption({ index: await quarter.locator('option').count() - 1 });
  await clerk.getByRole('button', { name: '查看' }).click();
  await clerk.waitForURL(/quarter=/);
  const address = clerk.url();
  await clerk.getByRole('button', { name: '起草这个季度的办件情况' }).click();
  await clerk.waitForURL(/\/desk\/d\/[0-9a-f]{32}/);
  const draft = clerk.url();
  await clerk.goto(address);
  await clerk.getByText(/^已经起草/).waitFor();
  assert.equal(await clerk.getByRole('button', { name: '起草这个季度的办件情况' }).count(), 0);
  assert.equal(url + await clerk.getByRole('link', { name: /^打开/ }).getAttribute('href'), draft);
  wrong.push(...await findings(clerk, 'case-figures-drafted'));
  await clerk.context().close();
  assert.deepEqual(wrong, []);
});

test('the office sees the figures of an agency on a phone', async () => {
  const wrong = [];
  const office = await signIn(browser, 'zhuguan', { viewport: PHONE, bypassCSP: true });
  await office.goto(`${url}/desk/cases/overview`);
  await office.getByRole('link', { name: /：按季度统计的办件情况$/ }).first().click();
  await office.getByRole('heading', { level: 1, name: /季度办件情况/ }).waitFor();
  await office.getByText(/^收到 [0-9]+ 件/).waitFor();
  assert.ok(await tooWide(office) <= 0);
  wrong.push(...await findings(office, 'case-figures'));
  await shot(office, 'desk-case-figures-390');
  await office.context().close();
  assert.deepEqual(wrong, []);
});
