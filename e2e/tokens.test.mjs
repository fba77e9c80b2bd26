// Tokens of agencies' systems: an administrator makes one, two others look at it, a program pushes with it, and a citizen
// takes the data home.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { findings } from './axe.mjs';
import { PHONE, launch, shot, signIn, tooWide, url } from './browser.mjs';

let browser;
let secret;

before(async () => { browser = await launch(); });
after(async () => { await browser.close(); });

const rows = [
  { decision_no: '冀推许〔2026〕1号', licensee: '石家庄恒泰建材有限公司', licence_type: '普通', content: '准予经营', decided_on: '2026-11-02', status: '有效' },
  { decision_no: '冀推许〔2026〕2号', licensee: '某公司', licence_type: '普通', content: '准予经营', decided_on: '2026-02-30', status: '有效' },
];

const push = (key) => fetch(`${url}/api/v1/items/licence/rows`, {
  method: 'POST', body: JSON.stringify(rows),
  headers: { authorization: `Bearer ${secret}`, 'idempotency-key': key, 'content-type': 'application/json' },
});

async function press(username, button) {
  const page = await signIn(browser, username);
  await page.goto(`${url}/desk/tokens`);
  const row = page.getByRole('row').filter({ hasText: '浏览器测试系统' });
  await row.getByRole('button', { name: button }).click();
  await page.getByRole('heading', { level: 1, name: /^接口令牌/ }).waitFor();
  await page.context().close();
}

test('an administrator makes a token, which is shown once', async () => {
  const admin = await signIn(browser, 'guanli', { bypassCSP: true });
  await admin.getByRole('link', { name: '账号与管理' }).click();
  await admin.getByRole('link', { name: '接口令牌', exact: true }).click();
  await admin.getByLabel('给哪个系统用').fill('浏览器测试系统');
  const until = new Date(Date.now() + 30 * 86400000).toISOString().slice(0, 10);
  await admin.getByLabel('有效到哪天（含）').fill(until);
  await admin.getByLabel('行政许可', { exact: true }).check();
  assert.deepEqual(await findings(admin, 'tokens'), []);
  await admin.getByRole('button', { name: '建立令牌' }).click();
  await admin.getByRole('heading', { level: 1, name: /^请记下令牌/ }).waitFor();
  await shot(admin, 'desk-token-made-1440');
  assert.deepEqual(await findings(admin, 'token made'), []);
  secret = (await admin.locator('#secret').innerText()).trim();
  assert.match(secret, /^mingjing_[0-9a-f]{64}$/);
  await admin.getByRole('link', { name: '回到接口令牌' }).click();
  assert.ok(!(await admin.content()).includes(secret));
});

test('it is good after a screener and an approver looked at it', async () => {
  assert.equal((await push('e2e-1')).status, 403);
  await press('shencha', '审查通过');
  await press('pizhun', '批准');
  const answer = await push('e2e-1');
  assert.equal(answer.status, 200);
  const told = await answer.json();
  assert.equal(told.created, 1);
  assert.deepEqual([told.rows[1].result, told.rows[1].field], ['refused', 'decided_on']);
  const again = await push('e2e-1');
  assert.equal(again.headers.get('idempotency-replayed'), 'true');
  assert.deepEqual(await again.json(), told);
});

test('the page fits a phone, and revoking ends it', async () => {
  const admin = await signIn(browser, 'guanli', { viewport: PHONE });
  await admin.goto(`${url}/desk/tokens`);
  await shot(admin, 'desk-tokens-390');
  assert.equal(await tooWide(admin), 0);
  await admin.getByRole('row').filter({ hasText: '浏览器测试系统' }).getByRole('button', { name: '撤销' }).click();
  await admin.getByText('已撤销').first().waitFor();
  const refused = await push('e2e-2');
  assert.equal(refused.status, 401);
  assert.equal((await refused.json()).type, '/api/docs#unauthorized');
});

test('a citizen takes a full file home with its digest', async () => {
  const context = await browser.newContext({ viewport: PHONE, bypassCSP: true });
  const page = await context.newPage();
  await page.goto(`${url}/data`);
  assert.deepEqual(await findings(page, 'open data'), []);
  await page.getByRole('link', { name: '行政许可', exact: true }).first().click();
  await page.getByRole('heading', { level: 1, name: '行政许可' }).waitFor();
  assert.deepEqual(await findings(page, 'open data of an item'), []);
  await shot(page, 'data-licence-390');
  assert.equal(await tooWide(page), 0);
  const row = page.getByRole('row').filter({ hasText: '.jsonl' }).first();
  const href = await row.getByRole('link').getAttribute('href');
  const bytes = await (await fetch(url + href)).arrayBuffer();
  const digest = Buffer.from(await crypto.subtle.digest('SHA-256', bytes)).toString('hex');
  assert.ok((await row.innerText()).includes(digest));
});
