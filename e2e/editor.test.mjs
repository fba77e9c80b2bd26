// The editor: what is typed is saved by itself, survives a lost network and a second editor, and is judged at once.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { PHONE, launch, shot, signIn, url } from './browser.mjs';

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser.close(); });

/** A new notice of this clerk; answers its address. */
async function begin(page) {
  await page.goto(`${url}/desk/new`);
  await page.getByRole('button', { name: '公告公示', exact: true }).first().click();
  await page.locator('form[data-editor]').waitFor();
  return page.url();
}
const state = (page) => page.locator('#save-state');
const says = (page, words) => state(page).filter({ hasText: words }).waitFor({ timeout: 15000 });

test('what is typed is saved by itself within seconds', async () => {
  const clerk = await signIn(browser, 'caizheng-qicao');
  const address = await begin(clerk);
  await clerk.getByLabel('标题').fill('自动保存的公告');
  await says(clerk, '正在填写');
  await says(clerk, '已保存');
  const again = await clerk.context().newPage();
  await again.goto(address);
  assert.equal(await again.getByLabel('标题').inputValue(), '自动保存的公告');
  await clerk.context().close();
});

test('a mistake is told beside its field as soon as the field is left, and goes when it is mended', async () => {
  const clerk = await signIn(browser, 'caizheng-qicao', { viewport: PHONE });
  await begin(clerk);
  await clerk.getByLabel('类别').selectOption('公示');
  await clerk.getByLabel('起', { exact: true }).fill('2026-11-30');
  await clerk.getByLabel('止', { exact: true }).fill('2026-11-01');
  await clerk.getByLabel('联系单位').focus();
  const error = clerk.locator('#f-open_period-error');
  await error.waitFor();
  assert.equal(await clerk.locator('#f-title-error').count(), 0, 'a field nobody came to is left in peace');
  assert.match(await clerk.locator('#f-open_period').getAttribute('aria-describedby'), /f-open_period-error/);
  await shot(clerk, 'editor-mistake-390');
  await clerk.getByLabel('止', { exact: true }).fill('2026-12-10');
  await clerk.getByLabel('联系单位').focus();
  await error.waitFor({ state: 'detached' });
  await clerk.context().close();
});

test('a session that ended loses nothing, whatever is pressed', async () => {
  const clerk = await signIn(browser, 'caizheng-qicao');
  const address = await begin(clerk);
  clerk.on('dialog', (dialog) => dialog.accept());
  for (const [press, words] of [['保存草稿', '会话过期后写的第一段。'], ['提交审查', '会话过期后写的第二段。']]) {
    await clerk.context().clearCookies();
    await clerk.getByLabel('正文').fill(words);
    await clerk.getByRole('button', { name: press }).click();
    await says(clerk, '登录已过期，内容暂存在本机');
    assert.equal(clerk.url(), address, 'nobody is sent away from what was typed');
    await clerk.getByRole('link', { name: '重新登录后再打开这份稿件' }).click();
    await clerk.getByLabel('用户名').fill('caizheng-qicao');
    await clerk.getByLabel('密码').fill('mingjing-demo-2026');
    await clerk.getByRole('button', { name: '登录', exact: true }).click();
    await clerk.waitForURL(address);
    await clerk.getByLabel('正文').waitFor();
    assert.equal(await clerk.getByLabel('正文').inputValue(), words);
    await says(clerk, '已保存');
  }
  await clerk.getByLabel('标题').fill('会话过期后的公告');
  const loaded = clerk.waitForEvent('load');
  await clerk.getByRole('button', { name: '保存草稿' }).click();
  await loaded;
  await clerk.goto(`${address}/submit`);
  assert.equal(clerk.url(), address, 'the address of a step leads to the draft');
  await clerk.context().close();
});

test('without network nothing is lost, a reload included', async () => {
  const clerk = await signIn(browser, 'caizheng-qicao');
  await begin(clerk);
  let asked = 0;
  clerk.on('dialog', (dialog) => { asked += 1; dialog.accept(); });
  await clerk.route('**/autosave', (route) => route.abort());
  await clerk.getByLabel('标题').fill('断网时写的公告');
  await clerk.getByLabel('正文').fill('第一段。\n\n第二段。');
  await says(clerk, '网络断开，内容暂存在本机');
  await shot(clerk, 'editor-offline-1440');
  await clerk.reload();
  assert.equal(asked, 1, 'leaving with unsaved text warns');
  assert.equal(await clerk.getByLabel('标题').inputValue(), '断网时写的公告');
  assert.equal(await clerk.getByLabel('正文').inputValue(), '第一段。\n\n第二段。');
  await clerk.unroute('**/autosave');
  await says(clerk, '已保存');
  await clerk.reload();
  assert.equal(await clerk.getByLabel('标题').inputValue(), '断网时写的公告', 'the server has it now');
  await clerk.context().close();
});

test('two people at different places of one draft: both have everything, and nobody is asked', async () => {
  const one = await signIn(browser, 'caizheng-qicao');
  const address = await begin(one);
  await one.getByLabel('标题').fill('各写各的公告');
  await one.getByLabel('正文').fill('第一段。\n\n第二段。\n\n第三段。');
  await says(one, '已保存');
  const other = await one.context().newPage();
  await other.goto(address);
  await other.getByLabel('联系单位').fill('预算处');
  await other.getByLabel('正文').fill('第一段。\n\n第二段。\n\n结尾。');
  await says(other, '已保存');
  await one.getByLabel('标题').fill('合在一起的公告');
  await one.getByLabel('正文').fill('开头。\n\n第二段。\n\n第三段。');
  await says(one, '和别人刚才的修改合在一起');
  assert.equal(await one.locator('#conflict').count(), 0);
  for (const page of [one, other]) {
    if (page === other) await other.reload();
    assert.equal(await page.getByLabel('标题').inputValue(), '合在一起的公告');
    assert.equal(await page.getByLabel('联系单位').inputValue(), '预算处');
    assert.equal(await page.getByLabel('正文').inputValue(), '开头。\n\n第二段。\n\n结尾。');
  }
  await one.context().close();
});

test('files are dropped, come with progress, and go on after the network was away', async () => {
  const clerk = await signIn(browser, 'caizheng-qicao');
  const address = await begin(clerk);
  await clerk.getByLabel('标题').fill('带附件的公告');
  const text = '一行名单。\n'.repeat(60000);
  let pieces = 0;
  await clerk.route('**/uploads/*', (route) => {
    if (route.request().method() !== 'PATCH') return route.continue();
    pieces += 1;
    return pieces === 2 ? route.abort() : route.continue();
  });
  const dropped = await clerk.evaluateHandle((words) => {
    const all = new DataTransfer();
    all.items.add(new File([words], '名单.txt', { type: 'text/plain' }));
    all.items.add(new File(['说明'], '说明.txt', { type: 'text/plain' }));
    all.items.add(new File(['MZ\0\0'], '程序.exe'));
    return all;
  }, text);
  await clerk.locator('.drop').dispatchEvent('drop', { dataTransfer: dropped });
  await clerk.getByText('网络断开，恢复后接着上传').waitFor();
  await shot(clerk, 'editor-uploading-1440');
  await clerk.locator('#files').getByText('名单.txt').first().waitFor({ timeout: 20000 });
  await clerk.locator('#files').getByText('说明.txt').first().waitFor({ timeout: 20000 });
  await clerk.locator('.uploads').getByText('可以上传 PDF').waitFor();
  assert.ok(pieces >= 4, `${pieces} pieces`);
  await says(clerk, '已保存');
  await clerk.getByLabel('联系单位').fill('预算处');
  await says(clerk, '正在填写');
  await says(clerk, '已保存');
  assert.equal(await clerk.locator('#conflict').count(), 0, 'one\'s own files are no conflict');
  await shot(clerk, 'editor-uploaded-1440');
  await clerk.setViewportSize(PHONE);
  await clerk.locator('#attach').scrollIntoViewIfNeeded();
  await shot(clerk, 'editor-uploaded-390');
  const file = await clerk.locator('#files a').first().getAttribute('href');
  const bytes = await clerk.evaluate(async (href) => (await (await fetch(href)).text()).length, file);
  assert.equal(bytes, text.length);
  assert.equal(clerk.url(), address);
  await clerk.context().close();
});

test('two people at one draft: both texts stand side by side, and one decides', async () => {
  const one = await signIn(browser, 'caizheng-qicao');
  const address = await begin(one);
  await one.getByLabel('标题').fill('两人同写的公告');
  await says(one, '已保存');
  const other = await one.context().newPage();
  await other.goto(address);
  await other.getByLabel('联系单位').fill('预算处');
  await says(other, '已保存');
  await one.getByLabel('联系单位').fill('国库处');
  await one.locator('#conflict').waitFor();
  const told = await one.locator('#conflict').innerText();
  assert.ok(told.includes('预算') && told.includes('国库'), told);
  assert.equal(await one.getByLabel('联系单位').inputValue(), '国库处', 'what was typed stays');
  await shot(one, 'editor-conflict-1440');
  await one.getByRole('button', { name: '用我填写的' }).click();
  await says(one, '已保存');
  await other.reload();
  assert.equal(await other.getByLabel('联系单位').inputValue(), '国库处');
  // The same by the buttons of the form: the page that the server answers with saves nothing by itself either.
  await other.getByLabel('联系单位').fill('国库处二');
  await says(other, '已保存');
  await one.route('**/autosave', (route) => route.abort());
  await one.getByLabel('联系单位').fill('国库处三');
  await one.getByRole('button', { name: '保存草稿' }).click();
  await one.locator('#conflict').waitFor();
  await one.unroute('**/autosave');
  await one.getByLabel('联系电话').fill('0311-00000000');
  await one.waitForTimeout(3000);
  await other.reload();
  assert.equal(await other.getByLabel('联系单位').inputValue(), '国库处二', 'nothing is saved before one decides');
  await other.getByRole('button', { name: '恢复这台电脑上' }).waitFor();
  await one.getByRole('button', { name: '就以我填写的为准' }).click();
  await says(one, '已保存');
  await other.reload();
  assert.equal(await other.getByLabel('联系单位').inputValue(), '国库处三');
  await one.context().close();
});
