// A citizen signs up for a hearing on a phone by keyboard without script, tracks it, takes it back; everybody sees how a lot
// was drawn; a clerk works at the desk.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { findings } from './axe.mjs';
import { PHONE, launch, shot, signIn, tooWide, url, visitor } from './browser.mjs';

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser.close(); });

const OPEN = '农村公交线路优化方案听证会公告';
const DRAWN = '城区公共停车收费标准调整听证会公告';

/** Presses Tab until what has the focus is this. */
async function tabTo(page, wanted) {
  const handle = await wanted.elementHandle();
  for (let presses = 0; presses < 120; presses += 1) {
    if (await handle.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  assert.fail('the keyboard does not get there');
}

test('a citizen signs up on a phone by keyboard without script, tracks it and takes it back', async () => {
  const page = await visitor(browser, { javaScriptEnabled: false });
  await page.goto(`${url}/hearings`);
  assert.ok(await tooWide(page) <= 0);
  await shot(page, 'hearings-390');
  await tabTo(page, page.getByRole('link', { name: OPEN }));
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: OPEN }).waitFor();
  assert.ok(await tooWide(page) <= 0);
  await shot(page, 'hearing-390');
  await tabTo(page, page.getByRole('link', { name: '我要报名' }));
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: '我要报名' }).waitFor();
  await tabTo(page, page.getByLabel('市民（3 个名额）'));
  await page.keyboard.press('Space');
  await tabTo(page, page.getByLabel('姓名', { exact: true }));
  await page.keyboard.insertText('赵市民');
  await tabTo(page, page.getByLabel('联系电话'));
  await page.keyboard.insertText('12');
  await tabTo(page, page.getByLabel('职业和理由'));
  await page.keyboard.insertText('每天坐这条线去镇上。');
  await tabTo(page, page.getByRole('button', { name: '提交报名' }));
  await page.keyboard.press('Enter');
  await page.getByText('请填写能打通的电话号码').first().waitFor();
  assert.equal(await page.getByLabel('姓名', { exact: true }).inputValue(), '赵市民', 'what was typed stays');
  assert.ok(await page.getByLabel('市民（3 个名额）').isChecked());
  assert.ok(await tooWide(page) <= 0);
  await shot(page, 'sign-up-wrong-390');
  await page.getByLabel('联系电话').fill('0311-86000000');
  await page.getByRole('button', { name: '提交报名' }).click();
  await page.getByRole('heading', { level: 1, name: '报名已经收到' }).waitFor();
  assert.ok(await tooWide(page) <= 0);
  await shot(page, 'sign-up-receipt-390');
  const code = await page.locator('#receipt-code').textContent();
  assert.match(code, /^([0-9A-Z]{5}-){3}[0-9A-Z]{5}$/);
  await page.goto(`${url}/track`);
  await page.getByLabel('查询码').fill(code.toLowerCase());
  await page.getByRole('button', { name: '查询', exact: true }).click();
  await page.getByText('报名已经收到，结果还没有公布').waitFor();
  assert.ok(await tooWide(page) <= 0);
  await shot(page, 'sign-up-tracked-390');
  await page.getByText('不参加了，退出报名').click();
  await page.getByRole('button', { name: '退出报名' }).click();
  await page.getByText('您已退出').waitFor();
  await page.context().close();
});

test('the lot on the page is the one that SHA-256 gives', async () => {
  const page = await visitor(browser, { viewport: { width: 1440, height: 900 } });
  await page.goto(`${url}/hearings`);
  await page.getByRole('link', { name: DRAWN }).click();
  await page.getByText('已抽签，结果已公开').waitFor();
  const id = page.url().split('/').at(-1);
  await page.getByRole('link', { name: '自己算一遍' }).click();
  await page.getByRole('heading', { level: 1, name: '自己核对抽签' }).waitFor();
  const record = await (await fetch(`${url}/d/${id}.json`)).json();
  const fields = record.content?.fields ?? record.fields;
  const sha = (text) => createHash('sha256').update(text).digest('hex');
  assert.equal(sha(fields.lot_seed), fields.lot_commitment);
  for (const { side, places } of fields.lot_quotas) {
    const codes = fields.lot_entries.filter((entry) => entry.side === side).map((entry) => entry.code);
    const order = codes.sort((a, b) => (sha(`${fields.lot_seed}\n\n${a}`) < sha(`${fields.lot_seed}\n\n${b}`) ? -1 : 1));
    const table = page.getByRole('table', { name: `${side}的抽签编号` });
    assert.deepEqual(await table.locator('tbody th').allTextContents(), order);
    assert.equal(await table.getByText('参加', { exact: true }).count(), Math.min(places, codes.length));
  }
  await page.context().close();
});

test('the pages of hearings have nothing serious on a phone and on a desktop', async () => {
  const wrong = [];
  for (const viewport of [PHONE, { width: 1440, height: 900 }]) {
    const page = await visitor(browser, { viewport, bypassCSP: true });
    await page.goto(`${url}/hearings`);
    wrong.push(...await findings(page, 'hearings'));
    await shot(page, `hearings-${viewport.width}`);
    for (const [name, title] of Object.entries({ open: OPEN, drawn: DRAWN })) {
      await page.goto(`${url}/hearings`);
      await page.getByRole('link', { name: title }).click();
      await page.getByRole('heading', { level: 1, name: title }).waitFor();
      const address = page.url();
      for (const [part, behind] of Object.entries({ page: '', check: '/check', form: '/sign-up' })) {
        await page.goto(address + behind);
        assert.ok(await tooWide(page) <= 0, `${name} ${part}`);
        wrong.push(...await findings(page, `${name} ${part}`));
        await shot(page, `hearing-${name}-${part}-${viewport.width}`);
      }
      await page.goto(address.replace('/hearings/', '/d/'));
      await page.getByText('参加人网上报名，公开抽签').waitFor();
      assert.ok(await tooWide(page) <= 0, `${name} notice`);
      wrong.push(...await findings(page, `${name} notice`));
      await shot(page, `hearing-${name}-notice-${viewport.width}`);
    }
    await page.context().close();
  }
  assert.deepEqual(wrong, []);
});

test('a clerk sees who signed up, masked, and axe finds nothing at the desk', async () => {
  const wrong = [];
  const clerk = await signIn(browser, 'qicao', { bypassCSP: true });
  await clerk.goto(`${url}/desk/hearings`);
  wrong.push(...await findings(clerk, 'desk hearings'));
  await shot(clerk, 'desk-hearings-1440');
  await clerk.getByRole('link', { name: OPEN }).click();
  await clerk.getByText('甲**').waitFor();
  wrong.push(...await findings(clerk, 'one hearing'));
  await shot(clerk, 'desk-hearing-1440');
  const address = clerk.url();
  await clerk.getByRole('link', { name: '登记来电、来信、来访的报名' }).click();
  wrong.push(...await findings(clerk, 'writing in'));
  await clerk.getByLabel('代表方面').selectOption({ index: 1 });
  await clerk.getByLabel('姓名', { exact: true }).fill('丙市民');
  await clerk.getByLabel('职业和理由').fill('在小区住了二十年，不会上网');
  await clerk.getByLabel('联系电话').fill('12');
  await clerk.getByRole('button', { name: '登记' }).click();
  await clerk.getByText('请填写能打通的电话号码').first().waitFor();
  assert.equal(await clerk.getByLabel('姓名', { exact: true }).inputValue(), '丙市民', 'what was typed is kept');
  await shot(clerk, 'desk-sign-up-new-1440');
  await clerk.getByLabel('联系电话').fill('0311-88880000');
  await clerk.getByRole('button', { name: '登记' }).click();
  await clerk.locator('#receipt-code').waitFor();
  wrong.push(...await findings(clerk, 'written in'));
  await clerk.goto(address);
  await clerk.getByText('丙**').waitFor();
  await clerk.getByText('查看报名人的姓名、电话和理由').click();
  await clerk.locator('#person-number').fill('1');
  await clerk.getByRole('button', { name: '查看（记入操作记录）' }).click();
  await clerk.getByText('甲市民').waitFor();
  wrong.push(...await findings(clerk, 'one person'));
  await shot(clerk, 'desk-sign-up-1440');
  await clerk.setViewportSize(PHONE);
  for (const path of ['/desk/hearings', '/desk/hearings?view=done', new URL(address).pathname]) {
    await clerk.goto(url + path);
    assert.ok(await tooWide(clerk) <= 0, path);
    wrong.push(...await findings(clerk, path));
  }
  await shot(clerk, 'desk-hearing-390');
  await clerk.context().close();
  assert.deepEqual(wrong, []);
});
