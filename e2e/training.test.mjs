// Training at the desk: the office plans a session, enters people, confirms who was there, and takes a certificate out.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { findings } from './axe.mjs';
import { PHONE, launch, shot, signIn, tooWide, url } from './browser.mjs';

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser.close(); });

test('the office plans a session, confirms who was there, and takes a certificate out', async () => {
  const wrong = [];
  const office = await signIn(browser, 'zhuguan', { bypassCSP: true });
  await office.goto(`${url}/desk/training`);
  wrong.push(...await findings(office, 'training'));
  await shot(office, 'desk-training-1440');
  await office.getByText('新建计划', { exact: true }).click();
  await office.getByLabel('计划的名称').fill('浏览器里的培训计划');
  await office.getByRole('button', { name: '新建' }).click();
  await office.getByRole('heading', { level: 1, name: '浏览器里的培训计划' }).waitFor();
  wrong.push(...await findings(office, 'training-plan'));
  const today = await office.evaluate(() => new Date(Date.now() + 8 * 3600000).toISOString().slice(0, 10));
  await office.getByLabel('日期').fill(today);
  await office.getByLabel('学时').fill('4');
  await office.getByLabel('地点').fill('会议室');
  await office.getByLabel('内容').fill('信息公开条例');
  await office.getByRole('button', { name: '安排' }).click();
  await office.getByLabel('参训的人', { exact: true }).fill('qicao\n某人，某街道办');
  await office.getByRole('button', { name: '加入' }).click();
  await office.getByText('共 2 人，确认到场 0 人。').waitFor();
  wrong.push(...await findings(office, 'training-session'));
  await shot(office, 'desk-training-session-1440');
  await office.getByRole('checkbox').first().check();
  await office.getByRole('button', { name: '确认到场' }).click();
  await office.getByText('共 2 人，确认到场 1 人。').waitFor();
  const [file] = await Promise.all([
    office.waitForEvent('download'),
    office.getByRole('button', { name: /^下载 PDF 证明/ }).click(),
  ]);
  assert.match(file.suggestedFilename(), /PX.*\.pdf$/);
  await office.close();
  assert.deepEqual(wrong, []);
});

test('the pages of training have nothing serious on a phone', async () => {
  const wrong = [];
  const office = await signIn(browser, 'zhuguan', { viewport: PHONE, bypassCSP: true });
  for (const path of ['/desk/training', '/desk/training/coverage', '/desk/training/check']) {
    await office.goto(url + path);
    assert.ok(await tooWide(office) <= 0, path);
    wrong.push(...await findings(office, path));
  }
  assert.deepEqual(wrong, []);
});
