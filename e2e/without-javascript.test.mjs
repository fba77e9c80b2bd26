// Everything a citizen needs works in a browser that runs no script.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, publicPages, signIn, url, visitor } from './browser.mjs';

const javaScriptEnabled = false;
let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser.close(); });

test('searching, narrowing and reading', async () => {
  const page = await visitor(browser, { javaScriptEnabled });
  await page.goto(url);
  await page.getByRole('searchbox').first().fill('食品安全');
  await page.getByRole('button', { name: '搜索' }).first().click();
  assert.match(decodeURIComponent(page.url()), /\/search\?.*q=食品安全/);
  assert.ok(await page.locator('main mark').count() > 0, 'the words found are marked');
  await page.locator('main .results a[href^="/d/"]').first().click();
  assert.match(page.url(), /\/d\//);
  assert.ok((await page.locator('h1').innerText()).length > 4);
  assert.equal(await page.getByRole('button', { name: '复制引用' }).isVisible(), false, 'no button that does nothing');
});

test('the seal opens and leads to a receipt', async () => {
  const page = await visitor(browser, { javaScriptEnabled });
  await page.goto(url + (await publicPages()).document);
  const seal = page.locator('details.seal');
  await seal.locator('summary').click();
  const link = seal.locator('a[href$="/receipt"]');
  assert.ok(await link.isVisible());
  const receipt = await (await fetch(new URL(await link.getAttribute('href'), url))).text();
  assert.match(receipt, /^c2sp\.org\/tlog-proof@v1\n/);
});

test('an order is followed clause by clause, and from a task back to its clause', async () => {
  const page = await visitor(browser, { javaScriptEnabled });
  await page.goto(url + (await publicPages()).order.replace('/tasks', ''));
  await page.getByRole('link', { name: '逐条落实情况' }).click();
  const clauses = page.locator('.fulfilled > li');
  assert.equal(await clauses.count(), 9);
  assert.ok(await clauses.filter({ hasText: '还没有公布任务' }).count() > 0, 'what nobody tells of is said');
  await page.getByRole('heading', { name: '对应的条款已经修改' }).waitFor();
  await page.getByRole('navigation', { name: '按落实情况筛选' }).getByRole('link', { name: '逾期' }).click();
  assert.equal(await clauses.count(), 1);
  assert.match(await clauses.first().innerText(), /逾期 \d+ 天/);
  await clauses.first().locator('.tasks a').first().click();
  await page.getByRole('link', { name: '逐条落实情况' }).click();
  assert.match(page.url(), /\/tasks#RW-/);
  assert.ok(await page.locator(':target').isVisible());
});

test('large print is kept from page to page', async () => {
  const page = await visitor(browser, { javaScriptEnabled });
  await page.goto(`${url}/agencies`);
  await page.getByRole('link', { name: '显示设置' }).first().click();
  await page.getByLabel('长者模式').check();
  await page.getByRole('button', { name: '保存并返回' }).click();
  assert.equal(new URL(page.url()).pathname, '/agencies');
  await page.goto(`${url}/i/notice`);
  assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize), '24px');
});

test('signing in and starting a draft', async () => {
  const page = await signIn(browser, 'sjz-qicao', { javaScriptEnabled });
  await page.getByRole('link', { name: '起草新信息' }).click();
  await page.getByRole('button', { name: '公告公示', exact: true }).first().click();
  await page.getByLabel('标题').fill('不用脚本起草的公告');
  await page.getByRole('button', { name: '保存草稿' }).click();
  await page.goto(`${url}/desk`);
  await page.getByRole('link', { name: '不用脚本起草的公告' }).waitFor();
});

test('an enterprise is looked up by part of its name, and its records are on one page', async () => {
  const page = await visitor(browser, { javaScriptEnabled });
  await page.goto(`${url}/credit`);
  await page.getByLabel(/写企业名称的一部分/).fill('有限公司');
  await page.getByRole('button', { name: '查询' }).click();
  assert.match(page.url(), /\/credit\?q=/);
  const first = page.locator('main .results a[href^="/credit/"]').first();
  const name = await first.innerText();
  await first.click();
  assert.match(page.url(), /\/credit\/[0-9A-Z]{18}$/);
  assert.ok(name.length > 4 && await page.locator('main .timeline > li').count() > 0);
  assert.ok(await page.getByText('公开用时').first().isVisible(), 'whether it was published in time');
});

test('a list is shown as it was on a day, and compared with another', async () => {
  const page = await visitor(browser, { javaScriptEnabled });
  await page.goto(`${url}/i/power-list`);
  await page.getByLabel('看某一天的清单').fill('2026-06-01');
  await page.getByRole('button', { name: '看', exact: true }).click();
  assert.match(page.url(), /on=2026-06-01/);
  await page.getByLabel(/和这一天比较/).fill('2019-01-01');
  await page.getByRole('button', { name: '看', exact: true }).click();
  assert.match(await page.locator('h1').innerText(), /比较/);
  assert.ok(await page.locator('main .results > li').count() > 0);
});
