// A citizen comments on a clause on a phone by keyboard without script and tracks it; a clerk answers; results are drawn.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { findings } from './axe.mjs';
import { PHONE, launch, shot, signIn, tooWide, url, visitor } from './browser.mjs';

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser.close(); });

const OPEN = '《学校周边道路交通安全办法（草案）》公开征求意见';
const WAITING = '《校车运营管理规定（草案）》公开征求意见';
const DONE = '《中小学生接送站设置办法（草案）》公开征求意见';

/** Presses Tab until what has the focus is this. */
async function tabTo(page, wanted) {
  const handle = await wanted.elementHandle();
  for (let presses = 0; presses < 120; presses += 1) {
    if (await handle.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  assert.fail('the keyboard does not get there');
}

test('a citizen comments on a clause on a phone by keyboard without script, and tracks it', async () => {
  const page = await visitor(browser, { javaScriptEnabled: false });
  await page.goto(`${url}/consultations`);
  assert.ok(await tooWide(page) <= 0);
  await shot(page, 'consultations-390');
  await tabTo(page, page.getByRole('link', { name: OPEN }));
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: OPEN }).waitFor();
  assert.ok(await tooWide(page) <= 0);
  await shot(page, 'consultation-390');
  await tabTo(page, page.getByRole('link', { name: '对第三条提意见' }));
  await page.keyboard.press('Enter');
  await page.getByText('您在说的是：第三条').waitFor();
  await tabTo(page, page.getByLabel('您的意见'));
  await page.keyboard.insertText('手机上提的意见：写明护学岗的电话。');
  assert.equal(await page.getByLabel('针对哪一条').inputValue(), 'art-3');
  assert.ok(await tooWide(page) <= 0);
  await shot(page, 'comment-form-390');
  await tabTo(page, page.getByRole('button', { name: '提交意见' }));
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: '意见已经收到' }).waitFor();
  const code = await page.locator('#receipt-code').textContent();
  assert.match(code, /^([0-9A-Z]{5}-){3}[0-9A-Z]{5}$/);
  await page.goto(`${url}/track`);
  await page.getByLabel('查询码').fill(code.toLowerCase());
  await page.getByRole('button', { name: '查询', exact: true }).click();
  await page.getByText('手机上提的意见').waitFor();
  assert.ok(await tooWide(page) <= 0);
  await shot(page, 'comment-tracked-390');
  await page.context().close();
});

test('with script the form does its work and takes the quick lane', async () => {
  const page = await visitor(browser);
  await page.goto(`${url}/consultations`);
  await page.getByRole('link', { name: OPEN }).click();
  await page.getByRole('link', { name: '答问卷' }).click();
  await page.getByLabel('赞成', { exact: true }).check();
  await page.waitForFunction(() => document.querySelector('input[name=work]').value !== '');
  await page.getByRole('button', { name: '提交问卷' }).click();
  await page.getByRole('heading', { level: 1, name: '问卷已经收到' }).waitFor();
  await page.context().close();
});

test('the pages of consultations have nothing serious on a phone and on a desktop', async () => {
  const wrong = [];
  for (const viewport of [PHONE, { width: 1440, height: 900 }]) {
    const page = await visitor(browser, { viewport, bypassCSP: true });
    await page.goto(`${url}/consultations`);
    wrong.push(...await findings(page, 'consultations'));
    await shot(page, `consultations-${viewport.width}`);
    for (const [name, title] of Object.entries({ open: OPEN, waiting: WAITING, done: DONE })) {
      await page.goto(`${url}/consultations`);
      await page.getByRole('link', { name: title }).click();
      await page.getByRole('heading', { level: 1, name: title }).waitFor();
      assert.ok(await tooWide(page) <= 0, name);
      wrong.push(...await findings(page, name));
      await shot(page, `consultation-${name}-${viewport.width}`);
      if (name !== 'open') continue;
      const address = page.url();
      for (const form of ['/comment?clause=art-2', '/questionnaire']) {
        await page.goto(address + form);
        assert.ok(await tooWide(page) <= 0, form);
        wrong.push(...await findings(page, form));
        await shot(page, `consultation${form.slice(0, 8).replace('/', '-')}-${viewport.width}`);
      }
    }
    await page.context().close();
  }
  assert.deepEqual(wrong, []);
});

test('a clerk groups and answers comments by keyboard, and axe finds nothing at the desk', async () => {
  const wrong = [];
  const clerk = await signIn(browser, 'qicao', { bypassCSP: true });
  await clerk.getByText('等您审核、截止或者答复').waitFor();
  await clerk.goto(`${url}/desk/consultations`);
  wrong.push(...await findings(clerk, 'desk consultations'));
  await shot(clerk, 'desk-consultations-1440');
  await clerk.goto(`${url}/consultations`);
  await clerk.getByRole('link', { name: OPEN }).click();
  const draft = await clerk.getByRole('link', { name: '草案的公开页' }).getAttribute('href');
  await clerk.goto(`${url}/desk/consultations/new?draft=${draft.split('/').at(-1)}`);
  wrong.push(...await findings(clerk, 'new consultation'));
  await shot(clerk, 'desk-consultation-new-1440');
  await clerk.goto(`${url}/desk/consultations`);
  await clerk.getByRole('link', { name: WAITING }).click();
  await clerk.getByText('还有 3 条几乎相同').waitFor();
  wrong.push(...await findings(clerk, 'one consultation'));
  await shot(clerk, 'desk-consultation-1440');
  await clerk.getByLabel('选中第 2 号意见').focus();
  await clerk.keyboard.press('Space');
  await clerk.getByLabel('把勾选的归为新的一类').focus();
  await clerk.keyboard.insertText('写明护学岗的时段');
  await clerk.keyboard.press('Enter');
  await clerk.getByRole('heading', { level: 3, name: '1. 写明护学岗的时段（4 条）' }).waitFor();
  await clerk.getByLabel('部分采纳').focus();
  await clerk.keyboard.press('Space');
  await clerk.getByLabel('理由，或者怎样采纳').fill('由学校公布');
  await clerk.getByRole('button', { name: '答复这一类' }).focus();
  await clerk.keyboard.press('Enter');
  await clerk.locator('section strong', { hasText: '部分采纳' }).waitFor();
  wrong.push(...await findings(clerk, 'answered'));
  await shot(clerk, 'desk-consultation-answered-1440');
  const address = clerk.url().split('?')[0];
  await clerk.setViewportSize(PHONE);
  for (const path of ['/desk/consultations', '/desk/consultations?view=done', new URL(address).pathname]) {
    await clerk.goto(url + path);
    assert.ok(await tooWide(clerk) <= 0, path);
    wrong.push(...await findings(clerk, path));
  }
  await shot(clerk, 'desk-consultation-390');
  await clerk.context().close();
  assert.deepEqual(wrong, []);
});
