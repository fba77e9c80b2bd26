// axe-core on every kind of public page, on a phone and a desktop; reading without JavaScript.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { DESKTOP, PHONE, json, launch, shots, signIn, url } from './browser.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
let browser;
let paths;

before(async () => {
  browser = await launch();
  const first = async (query) => (await json(`/api/v1/disclosures?limit=1&${query}`)).items[0].id;
  paths = {
    front: '/', search: '/search?q=公开', notices: '/i/notice', licences: '/i/licence',
    document: `/d/${await first('item=normative-document')}`, licence: `/d/${await first('item=licence')}`,
    guide: `/d/${await first('item=agency-guide')}`, agency: '/a/130001', agencies: '/agencies',
    area: '/areas/decision', log: '/log', display: '/display', missing: '/nothing-here',
    'sign-in': '/desk/sign-in', docs: '/api/docs',
  };
});
after(async () => { await browser.close(); });

async function findings(page) {
  await page.evaluate(axe);
  const result = await page.evaluate(() => window.axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  }));
  return result.violations
    .filter((v) => ['serious', 'critical'].includes(v.impact))
    .map((v) => `${v.id}: ${v.help}: ${v.nodes.slice(0, 3).map((n) => n.html).join(' | ')}`);
}

for (const [size, viewport] of [[390, PHONE], [1440, DESKTOP]]) {
  test(`public pages at ${size} px have nothing serious`, async () => {
    const context = await browser.newContext({ viewport, bypassCSP: true, locale: 'zh-CN' });
    const page = await context.newPage();
    const wrong = [];
    for (const [name, path] of Object.entries(paths)) {
      await page.goto(url + path);
      await page.screenshot({ path: `${shots}${name}-${size}.png`, fullPage: true });
      for (const finding of await findings(page)) wrong.push(`${name}: ${finding}`);
      const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (wider > 0) wrong.push(`${name}: ${wider} px too wide`);
    }
    assert.deepEqual(wrong, []);
  });
}

test('large print and high contrast have nothing serious', async () => {
  const context = await browser.newContext({ viewport: PHONE, bypassCSP: true, locale: 'zh-CN' });
  const page = await context.newPage();
  await page.goto(`${url}/display?size=large&contrast=high&back=/`);
  const wrong = [];
  for (const name of ['front', 'document', 'licences', 'search']) {
    await page.goto(url + paths[name]);
    await page.screenshot({ path: `${shots}${name}-large.png`, fullPage: true });
    for (const finding of await findings(page)) wrong.push(`${name}: ${finding}`);
  }
  assert.deepEqual(wrong, []);
});

test('the desk has nothing serious', async () => {
  const page = await signIn(browser, 'caizheng-qicao', PHONE);
  const wrong = [];
  const look = async (name) => {
    // The desk's policy forbids foreign scripts; the test's own context is let through by its session alone.
    await page.context().storageState();
    for (const finding of await findings(page).catch((e) => [`${e}`])) wrong.push(`${name}: ${finding}`);
  };
  await look('mine');
  await page.goto(`${url}/desk/new`);
  await look('choose');
  await page.getByRole('button', { name: '公告公示', exact: true }).click();
  await look('draft');
  await page.screenshot({ path: `${shots}draft-390.png`, fullPage: true });
  assert.deepEqual(wrong, []);
});

test('searching and reading work without JavaScript', async () => {
  const context = await browser.newContext({ viewport: PHONE, javaScriptEnabled: false, locale: 'zh-CN' });
  const page = await context.newPage();
  await page.goto(url);
  await page.getByRole('searchbox').first().fill('食品安全');
  await page.getByRole('button', { name: '搜索' }).first().click();
  await page.locator('main a[href^="/d/"]').first().click();
  assert.match(page.url(), /\/d\//);
  assert.ok((await page.locator('h1').innerText()).length > 4);
});
