// A citizen appeals on a phone without script, urges and rates; a clerk answers; everybody sees the numbers.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { findings } from './axe.mjs';
import { PHONE, launch, shot, signIn, tooWide, url, visitor } from './browser.mjs';

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser.close(); });

test('a citizen appeals on a phone without script, a clerk answers, and the citizen rates the answer', async () => {
  const wrong = [];
  const page = await visitor(browser, { javaScriptEnabled: false });
  await page.goto(`${url}/appeals/new`);
  await page.getByLabel('咨询', { exact: true }).check();
  await page.getByLabel('一句话说是什么事').fill('手机问的学区划分');
  await page.getByLabel('具体说一说').fill('孩子明年入学，学区怎么划。');
  await page.getByRole('button', { name: /^下一步/ }).click();
  await page.getByRole('heading', { level: 2, name: '提交之前，先看一看' }).waitFor();
  await page.getByText('教育厅').first().waitFor();
  assert.ok(await tooWide(page) <= 0);
  await shot(page, 'appeal-form-390');
  await page.getByLabel(/^说不准/).check();
  await page.getByRole('button', { name: '提交诉求' }).click();
  await page.getByRole('heading', { level: 1, name: '诉求已经收到' }).waitFor();
  const code = await page.locator('#receipt-code').textContent();
  assert.match(code, /^([0-9A-Z]{5}-){3}[0-9A-Z]{5}$/);

  const clerk = await signIn(browser, 'qicao', { bypassCSP: true });
  await clerk.goto(`${url}/desk/appeals`);
  await shot(clerk, 'desk-appeals-1440');
  wrong.push(...await findings(clerk, 'appeals'));
  await clerk.getByRole('row', { name: /手机问的学区划分/ }).getByRole('link').click();
  await clerk.getByRole('button', { name: '受理', exact: true }).click();
  await clerk.getByText('办理中', { exact: true }).waitFor();
  wrong.push(...await findings(clerk, 'appeal'));
  await shot(clerk, 'desk-appeal-1440');
  await clerk.getByLabel('办理结果', { exact: true }).selectOption('explained');
  await clerk.getByLabel('答复内容').fill('学区每年五月公布。');
  await clerk.getByLabel('不公开办理结果的理由（公开的不写）').fill('提出人不同意公开');
  await clerk.getByRole('button', { name: '提交审核' }).click();
  await clerk.getByText('待审核', { exact: true }).waitFor();
  const approver = await signIn(browser, 'pizhun');
  await approver.goto(clerk.url());
  await approver.getByRole('button', { name: '审核通过，答复提出人' }).click();
  await approver.getByText('已答复', { exact: true }).waitFor();

  await page.goto(`${url}/track`);
  await page.getByLabel('查询码').fill(code.toLowerCase());
  await page.getByRole('button', { name: '查询', exact: true }).click();
  await page.getByText('学区每年五月公布。').waitFor();
  assert.ok(await tooWide(page) <= 0);
  await shot(page, 'appeal-track-390');
  await page.getByLabel('满意', { exact: true }).check();
  await page.getByRole('button', { name: '评价' }).click();
  await page.getByText('评价已经记下，谢谢。').waitFor();
  for (const one of [page, clerk, approver]) await one.context().close();
  assert.deepEqual(wrong, []);
});

test('a clerk keeps a template and finds cases by last day, with the keyboard alone', async () => {
  const wrong = [];
  const clerk = await signIn(browser, 'qicao', { bypassCSP: true });
  await clerk.goto(`${url}/desk/templates`);
  wrong.push(...await findings(clerk, 'templates'));
  await clerk.getByRole('link', { name: /新建模板\s*：答复群众诉求/ }).press('Enter');
  await clerk.getByLabel('名称').waitFor();
  wrong.push(...await findings(clerk, 'template-new'));
  await clerk.getByLabel('名称').fill('学区划分');
  await clerk.getByLabel('内容').fill('您好，{编号}收悉。');
  await clerk.getByRole('button', { name: '保存' }).press('Enter');
  await clerk.getByRole('link', { name: '学区划分' }).press('Enter');
  await clerk.getByText('删除这个模板').waitFor();
  wrong.push(...await findings(clerk, 'template'));
  await clerk.goto(`${url}/desk/cases`);
  await clerk.getByRole('heading', { level: 1, name: '在办案件' }).waitFor();
  wrong.push(...await findings(clerk, 'cases'));
  await shot(clerk, 'desk-cases-1440');
  await clerk.close();
  assert.deepEqual(wrong, []);
});

test('the pages of appeals have nothing serious on a phone', async () => {
  const wrong = [];
  const page = await visitor(browser, { viewport: PHONE, bypassCSP: true });
  for (const path of ['/appeals', '/appeals/new', '/i/appeal-answer']) {
    await page.goto(url + path);
    assert.ok(await tooWide(page) <= 0, path);
    wrong.push(...await findings(page, path));
  }
  const clerk = await signIn(browser, 'qicao', { viewport: PHONE, bypassCSP: true });
  for (const path of ['/desk/appeals', '/desk/appeals?view=joint', '/desk/appeals?view=closed', '/desk/appeals/new', '/desk/cases', '/desk/templates']) {
    await clerk.goto(url + path);
    assert.ok(await tooWide(clerk) <= 0, path);
    wrong.push(...await findings(clerk, path));
  }
  assert.deepEqual(wrong, []);
});
