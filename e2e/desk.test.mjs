// The desk by keyboard alone: the list of work, its keys, the help, the search.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { PHONE, launch, shot, signIn, tooWide, url } from './browser.mjs';

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser.close(); });

test('j, k, Enter, / and ? do what the help on the page says', async () => {
  const clerk = await signIn(browser, 'qicao');
  for (const title of ['键盘公告一', '键盘公告二']) {
    await clerk.goto(`${url}/desk/new`);
    await clerk.getByRole('button', { name: '公告公示', exact: true }).first().click();
    await clerk.getByLabel('标题', { exact: true }).fill(title);
    await clerk.getByRole('button', { name: '保存草稿' }).click();
    await clerk.getByRole('heading', { level: 1, name: title }).waitFor();
  }
  await clerk.goto(`${url}/desk?view=mine&q=键盘公告`);
  await shot(clerk, 'desk-work-1440');
  const here = () => clerk.evaluate(() => document.activeElement.textContent);
  await clerk.keyboard.press('j');
  const first = await here();
  assert.match(first, /键盘公告/);
  await clerk.keyboard.press('j');
  assert.notEqual(await here(), first);
  await clerk.keyboard.press('k');
  assert.equal(await here(), first);
  await clerk.keyboard.press('/');
  assert.equal(await clerk.evaluate(() => document.activeElement.id), 'q');
  await clerk.keyboard.type('jk?');
  assert.match(await clerk.getByLabel('查找稿件和已公开的信息').last().inputValue(), /jk\?$/, 'letters typed are letters');
  await clerk.keyboard.press('Escape');
  await clerk.keyboard.press('?');
  await clerk.getByText('下一条').waitFor();
  await clerk.keyboard.press('j');
  await clerk.keyboard.press('Enter');
  await clerk.getByRole('heading', { level: 1, name: first }).waitFor();
  await clerk.context().close();
});

test('single keys can be switched off', async () => {
  const clerk = await signIn(browser, 'qicao');
  await clerk.keyboard.press('?');
  await clerk.getByRole('button', { name: '关闭单键操作' }).click();
  await clerk.keyboard.press('/');
  assert.notEqual(await clerk.evaluate(() => document.activeElement.id), 'q');
  await clerk.reload();
  await clerk.keyboard.press('/');
  assert.notEqual(await clerk.evaluate(() => document.activeElement.id), 'q', 'it stays off');
  await clerk.context().close();
});

test('a list is saved, and found again on a phone', async () => {
  const clerk = await signIn(browser, 'qicao', { viewport: PHONE });
  await clerk.getByLabel('查找稿件和已公开的信息').last().fill('公告');
  await clerk.getByRole('button', { name: '查找', exact: true }).click();
  await clerk.getByText('把这个列表存下来').click();
  await clerk.getByLabel('列表的名字').fill('公告的');
  await clerk.getByRole('button', { name: '存下来' }).click();
  await clerk.getByRole('link', { name: '公告的', exact: true }).waitFor();
  await shot(clerk, 'desk-work-390');
  assert.ok(await tooWide(clerk) <= 0);
  await clerk.getByRole('button', { name: '删去列表“公告的”' }).click();
  await clerk.getByRole('link', { name: '公告的', exact: true }).waitFor({ state: 'detached' });
  await clerk.context().close();
});

test('a notice is drafted, screened and approved by keyboard alone', async () => {
  const title = '只用键盘的公告';
  /** Goes on with the tab key until the focus is where it should be. */
  const to = async (page, what) => {
    for (let step = 0; step < 90; step += 1) {
      await page.keyboard.press('Tab');
      const here = await page.evaluate(() => {
        const el = document.activeElement;
        return `${el.id} ${el.textContent.trim()}`;
      });
      if (what.test(here)) return;
    }
    assert.fail(`the tab key never comes to ${what}`);
  };
  const clerk = await signIn(browser, 'qicao');
  await to(clerk, /^ 起草$/);
  await clerk.keyboard.press('Enter');
  await clerk.getByRole('heading', { level: 1, name: '起草什么' }).waitFor();
  await clerk.locator('#q:focus').waitFor();
  await clerk.keyboard.type('公告公示');
  await clerk.keyboard.press('Enter');
  await clerk.getByRole('link', { name: '看全部' }).waitFor();
  await to(clerk, /^ 公告公示$/);
  await clerk.keyboard.press('Enter');
  await clerk.locator('form[data-editor]').waitFor();
  await to(clerk, /^f-title /);
  await clerk.keyboard.type(title);
  await to(clerk, /^f-kind /);
  await clerk.keyboard.press('ArrowDown');
  await to(clerk, /^f-issued_on /);
  await clerk.keyboard.type('11202026');
  await to(clerk, /^f-body /);
  await clerk.keyboard.type('联系电话 13812345678。');
  await to(clerk, /^ 提交审查$/);
  await clerk.keyboard.press('Enter');
  await clerk.getByRole('heading', { level: 1, name: '我的工作' }).waitFor();
  await clerk.getByText('已提交审查，接下来由审查人办理').waitFor();

  const screener = await signIn(browser, 'shencha');
  await screener.goto(`${url}/desk?q=${encodeURIComponent(title)}`);
  await screener.keyboard.press('j');
  await screener.keyboard.press('Enter');
  await screener.getByRole('heading', { level: 1, name: title }).waitFor();
  await screener.keyboard.press('j');
  await screener.keyboard.press('r');
  await to(screener, /^ 审查通过，转批准$/);
  await screener.keyboard.press('Enter');
  await screener.getByRole('heading', { level: 1, name: '我的工作' }).waitFor();

  const approver = await signIn(browser, 'pizhun');
  await approver.goto(`${url}/desk?q=${encodeURIComponent(title)}`);
  await approver.keyboard.press('j');
  await approver.keyboard.press('Enter');
  await approver.getByRole('heading', { level: 1, name: title }).waitFor();
  await approver.keyboard.press('Shift+P');
  await approver.getByRole('heading', { level: 1, name: '我的工作' }).waitFor();
  for (const page of [clerk, screener, approver]) await page.context().close();
});
