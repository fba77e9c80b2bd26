// How agencies are judged: one objects and the office decides, an evaluator draws a sample and notes what was found.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { findings } from './axe.mjs';
import { PHONE, launch, shot, signIn, tooWide, url } from './browser.mjs';

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser.close(); });

test('an agency objects to how it was judged, and two people of the office decide', async () => {
  const wrong = [];
  const agency = await signIn(browser, 'caizheng-qicao', { bypassCSP: true });
  await agency.goto(`${url}/desk/objections/new`);
  // What is owed is known once the log was read, soon after the start.
  for (let tries = 0; tries < 30 && await agency.getByRole('rowheader').count() === 0; tries += 1) {
    await agency.waitForTimeout(1000);
    await agency.reload();
  }
  wrong.push(...await findings(agency, 'objection-new'));
  await agency.getByRole('rowheader').first().getByRole('link').click();
  await agency.getByLabel('异议的理由').fill('本单位没有这一类信息，上级已经书面说明。');
  await shot(agency, 'desk-objection-new-1440');
  await agency.getByRole('button', { name: '提出异议' }).click();
  await agency.getByText('待裁定', { exact: true }).waitFor();
  const address = agency.url();

  const office = await signIn(browser, 'zhuguan', { bypassCSP: true });
  await office.goto(`${url}/desk/objections`);
  wrong.push(...await findings(office, 'objections'));
  await shot(office, 'desk-objections-1440');
  await office.goto(address);
  await office.getByLabel('异议成立，不计入考核').check();
  await office.getByLabel('裁定的理由').fill('经核对，情况属实。');
  wrong.push(...await findings(office, 'objection'));
  await shot(office, 'desk-objection-1440');
  await office.getByRole('button', { name: '提交另一人审核' }).click();
  await office.getByRole('button', { name: '同意，作出裁定' }).click();
  await office.getByText(/须由另一人审核/).waitFor();

  const second = await signIn(browser, 'zhuguan-fu', { bypassCSP: true, viewport: PHONE });
  await second.goto(address);
  await second.getByRole('button', { name: '同意，作出裁定' }).click();
  await second.getByText('已裁定，待公开', { exact: true }).waitFor();
  assert.ok(await tooWide(second) <= 0);
  await shot(second, 'desk-objection-390');
  for (const one of [agency, office, second]) await one.context().close();
  assert.deepEqual(wrong, []);
});

test('an evaluator works off a sample that anyone draws again', async () => {
  const wrong = [];
  const evaluator = await signIn(browser, 'pinggu', { bypassCSP: true });
  await evaluator.goto(`${url}/desk/samples`);
  wrong.push(...await findings(evaluator, 'samples'));
  await evaluator.goto(`${url}/desk/samples/new`);
  wrong.push(...await findings(evaluator, 'sample-new'));
  await shot(evaluator, 'desk-sample-new-1440');
  await evaluator.goto(`${url}/desk/samples`);
  await evaluator.getByRole('rowheader').first().getByRole('link').click();
  await evaluator.getByText(/还有 \d+ 件没有查/).waitFor();
  wrong.push(...await findings(evaluator, 'sample'));
  await shot(evaluator, 'desk-sample-1440');
  await evaluator.getByLabel(/^第 1 件的问题/).fill('没有写办公电话');
  await evaluator.getByRole('button', { name: /^登记\s*第 1 件$/ }).click();
  await evaluator.locator('#row-1 td[data-label="情况"]', { hasText: /^\s*有问题/ }).waitFor();
  await evaluator.getByRole('link', { name: '怎样重抽' }).click();
  await evaluator.getByRole('heading', { name: '抽到哪些' }).waitFor();
  wrong.push(...await findings(evaluator, 'sample-public'));
  await shot(evaluator, 'sample-1440');
  await evaluator.context().close();

  const phone = await signIn(browser, 'pinggu', { viewport: PHONE });
  for (const path of ['/desk/samples', '/desk/samples/new']) {
    await phone.goto(url + path);
    assert.ok(await tooWide(phone) <= 0, path);
  }
  await phone.context().close();
  assert.deepEqual(wrong, []);
});

test('a document is read into tasks that become drafts', async () => {
  const wrong = [];
  const drafter = await signIn(browser, 'qicao', { bypassCSP: true });
  await drafter.goto(`${url}/desk/tasks`);
  wrong.push(...await findings(drafter, 'tasks'));
  await drafter.getByText('文件还没有在这里公开的，贴上文字').click();
  await drafter.getByLabel('文件标题').fill('关于推进公开的实施意见');
  await drafter.getByLabel('文字', { exact: true }).fill('一、加强公开\n(一)办好发布会。每季度至少举办1次新闻发布会。(省教育厅牵头)\n(二)建好目录。2027年6月底前完成。(各部门负责)\n');
  await drafter.getByRole('button', { name: '分解这段文字' }).click();
  await drafter.getByRole('checkbox').first().check();
  wrong.push(...await findings(drafter, 'tasks-read'));
  await shot(drafter, 'desk-tasks-1440');
  await drafter.getByRole('button', { name: '起草勾选的任务' }).click();
  await drafter.getByText(/起草了 1 件/).waitFor();
  await drafter.getByRole('link', { name: /^已起草/ }).click();
  await drafter.locator('[value="河北省教育厅"], textarea:text-is("河北省教育厅")').first().waitFor();
  await drafter.context().close();
  assert.deepEqual(wrong, []);
});
