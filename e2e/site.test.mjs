// The columns of an agency's page: arranged without JavaScript on a phone, previewed, saved, seen by the public; and a host
// name given by the system administrator.
import assert from 'node:assert/strict';
import http from 'node:http';
import { after, before, test } from 'node:test';
import { findings } from './axe.mjs';
import { DESKTOP, PHONE, launch, shot, signIn, url, visitor } from './browser.mjs';

let browser;
let code;
before(async () => { browser = await launch(); });
after(async () => { await browser.close(); });

const titles = async (page) => (await page.locator('.quad h2').allInnerTexts()).map((text) => text.trim());
const FOUR = ['政府信息公开指南', '政府信息公开制度', '法定主动公开内容', '政府信息公开年报'];

test('an administrator arranges columns without JavaScript on a phone', async () => {
  const admin = await signIn(browser, 'guanli', { viewport: PHONE, javaScriptEnabled: false });
  await admin.getByRole('link', { name: '账号与管理' }).click();
  await admin.getByRole('link', { name: '本单位网站栏目' }).click();
  await admin.getByRole('heading', { level: 1, name: /^网站栏目/ }).waitFor();
  code = (await admin.getByRole('link', { name: '门户上的页面' }).getAttribute('href')).split('/').pop();
  await admin.getByRole('button', { name: '加一个栏目' }).click();
  await admin.getByRole('status').getByText('还没有保存').waitFor();
  await admin.getByLabel('栏目名称').fill('要闻公告');
  await admin.locator('#shows-1-1').selectOption('item:notice');
  await admin.locator('#shows-1-2').selectOption('item:news');
  await admin.getByLabel('显示最新几条').fill('3');
  await admin.locator('button[value=up-1]').click();
  await admin.getByText('“要闻公告”移到了第 1 位').waitFor();
  await admin.getByRole('button', { name: '加一个栏目' }).click();
  await admin.locator('#title-2').fill('统计信息');
  await admin.getByRole('button', { name: '保存并公开' }).click();
  await admin.getByRole('alert').getByText('请选 1 至').waitFor();
  await shot(admin, 'desk-site-mistake-390');
  await admin.locator('#shows-2-1').selectOption('item:statistics');
  const [preview] = await Promise.all([
    admin.context().waitForEvent('page'),
    admin.getByRole('button', { name: '预览（在新窗口）' }).click(),
  ]);
  await preview.getByRole('heading', { level: 2, name: '要闻公告' }).waitFor();
  await shot(preview, 'desk-site-preview-390');
  await preview.close();
  const reader = await visitor(browser, { bypassCSP: true });
  await reader.goto(`${url}/a/${code}`);
  assert.deepEqual(await titles(reader), FOUR, 'nothing is public before it is saved');
  await admin.getByRole('button', { name: '保存并公开' }).click();
  await admin.getByText('栏目改为：要闻公告、法定栏目、统计信息').waitFor();
  await shot(admin, 'desk-site-390');
  await reader.goto(`${url}/a/${code}`);
  assert.deepEqual(await titles(reader), ['要闻公告', ...FOUR, '统计信息']);
  await reader.setViewportSize(DESKTOP);
  await shot(reader, 'agency-columns-1440');
  await reader.setViewportSize(PHONE);
  await shot(reader, 'agency-columns-390');
  assert.deepEqual(await findings(reader, 'agency'), []);
  for (const page of [admin, reader]) await page.context().close();
});

test('columns are moved by keyboard, and the person stays where it was', async () => {
  const admin = await signIn(browser, 'guanli', { viewport: DESKTOP, bypassCSP: true });
  await admin.goto(`${url}/desk/site`);
  await shot(admin, 'desk-site-1440');
  assert.deepEqual(await findings(admin, 'site'), []);
  await admin.locator('button[value=up-2]').focus();
  await admin.keyboard.press('Enter');
  await admin.getByText('“统计信息”移到了第 2 位').waitFor();
  assert.equal(await admin.evaluate(() => document.activeElement.value), 'up-1');
  // Enter in a text neither moves nor saves anything.
  await admin.locator('#title-1').focus();
  await admin.keyboard.press('Enter');
  await admin.getByText('已经更新，还没有保存').waitFor();
  await admin.context().close();
});

test('a host name leads to the agency, and to nobody else', async () => {
  const system = await signIn(browser, 'xitong', { viewport: DESKTOP, bypassCSP: true });
  await system.goto(`${url}/desk/site?agency=${code}`);
  await system.getByLabel(/^域名/).fill('https://a.cn/');
  await system.getByRole('button', { name: '保存域名' }).click();
  await system.getByRole('alert').getByText('不是完整的域名').waitFor();
  await system.getByLabel(/^域名/).fill('公开。example。政务');
  await system.getByRole('button', { name: '保存域名' }).click();
  await system.getByText(/网站域名改为 xn--/).waitFor();
  await shot(system, 'desk-site-host-1440');
  assert.deepEqual(await findings(system, 'host'), []);
  const { hostname: name } = new URL('http://公开.example.政务/');
  const at = (host) => new Promise((resolve, reject) => {
    const request = http.get(url, { headers: { host } }, (answer) => {
      let text = '';
      answer.on('data', (part) => { text += part; }).on('end', () => resolve(text));
    });
    request.on('error', reject);
  });
  assert.match(await at(name), /机关代码/);
  assert.match(await at(`${name}:443`), /机关代码/);
  assert.doesNotMatch(await at('other.example.cn'), /机关代码/);
  assert.doesNotMatch(await at(new URL(url).host), /机关代码/);
  await system.context().close();
});
