// After publication: a reader reports an error without a script, the agency mends the typing and answers; an emergency
// is released by one approver on a phone and reviewed by another.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { findings } from './axe.mjs';
import { PHONE, launch, shot, signIn, tooWide, url, visitor } from './browser.mjs';

const bypassCSP = true;
let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser.close(); });

const work = (page) => page.getByRole('heading', { level: 1, name: '我的工作' }).waitFor();

/** A notice with a typing error, published by three people; answers its address. */
async function published(title) {
  const clerk = await signIn(browser, 'qicao');
  await clerk.goto(`${url}/desk/new`);
  await clerk.getByRole('button', { name: '公告公示', exact: true }).first().click();
  const address = new URL(clerk.url()).pathname;
  await clerk.getByLabel('标题', { exact: true }).fill(title);
  await clerk.getByLabel('类别').selectOption('公告');
  await clerk.getByLabel('发布日期').fill('2026-11-20');
  await clerk.getByLabel('正文', { exact: true }).fill('请到政务大厅办里。');
  await clerk.getByRole('button', { name: '提交审查' }).click();
  await work(clerk);
  await clerk.context().close();
  await judged(address);
  return address.replace('/desk', '');
}

async function judged(address) {
  const screener = await signIn(browser, 'shencha');
  await screener.goto(url + address);
  await screener.getByRole('button', { name: '审查通过，转批准' }).click();
  await work(screener);
  await screener.context().close();
  const approver = await signIn(browser, 'pizhun');
  await approver.goto(url + address);
  await approver.getByRole('button', { name: '批准公开' }).click();
  await work(approver);
  await approver.context().close();
}

/** Opens a page that becomes public within a moment. */
async function shown(page, address) {
  for (let n = 0; n < 40; n += 1) {
    const answer = await page.goto(url + address);
    if (answer.status() === 200) return;
    await page.waitForTimeout(250);
  }
  assert.fail(`${address} does not become public`);
}

test('a reader reports an error without a script, and finds the answer', async () => {
  const address = await published('报告错误的公告');
  const reader = await visitor(browser, { viewport: PHONE, javaScriptEnabled: false });
  await shown(reader, address);
  await reader.getByText('报告这页的错误').click();
  await reader.getByLabel('哪里有错，应当是什么').fill('“办里”应为“办理”');
  await reader.getByRole('button', { name: '报告错误' }).click();
  await reader.getByRole('heading', { level: 1, name: '收到了您的报告' }).waitFor();
  const code = await reader.locator('#receipt-code').textContent();
  assert.match(code, /^[0-9A-Z]{5}(-[0-9A-Z]{5}){3}$/);
  assert.ok(await tooWide(reader) <= 0);

  const clerk = await signIn(browser, 'qicao', { viewport: PHONE, bypassCSP });
  await clerk.getByRole('link', { name: '去答复' }).click();
  await shot(clerk, 'desk-reports-390');
  const wrong = await findings(clerk, 'reports');
  assert.ok(await tooWide(clerk) <= 0);
  await clerk.getByRole('button', { name: /开始文字更正.*报告错误的公告/ }).click();
  await clerk.getByLabel('正文', { exact: true }).fill('请到政务大厅办理。');
  await clerk.getByRole('button', { name: '提交审查' }).click();
  await work(clerk);
  await judged(`/desk${address}`);

  const mended = await visitor(browser, { viewport: PHONE, bypassCSP });
  await mended.waitForTimeout(1500);
  await shown(mended, address);
  await mended.getByText('这条信息作过文字更正，现在是第 2 版').waitFor();
  await shot(mended, 'minor-change-390');
  await mended.getByRole('link', { name: '看改了什么', exact: true }).first().click();
  await mended.getByText('第 1 版到第 2 版改了什么').waitFor();

  await clerk.goto(`${url}/desk/reports`);
  await clerk.getByText('答复', { exact: true }).first().click();
  await clerk.getByLabel('已在第 2 版改正').check();
  await clerk.getByLabel('答复（报告的人凭回执码看得到）').fill('已改正，谢谢。');
  await clerk.getByRole('button', { name: '答复', exact: true }).click();
  await clerk.getByText('没有等待答复的报告').waitFor();

  await reader.goto(`${url}/reports`);
  await reader.getByLabel('回执码').fill(code.toLowerCase());
  await reader.getByRole('button', { name: '查看' }).click();
  await reader.getByText('已改正，谢谢。').waitFor();
  const again = await visitor(browser, { viewport: PHONE, bypassCSP });
  await again.goto(`${url}/reports`);
  wrong.push(...await findings(again, 'track'));
  await again.goto(`${url}${address}/report`);
  wrong.push(...await findings(again, 'report'));
  assert.deepEqual(wrong, []);
  for (const page of [reader, clerk, mended, again]) await page.context().close();
});

test('an emergency is released by one approver on a phone and reviewed by another', async () => {
  const clerk = await signIn(browser, 'qicao');
  await clerk.goto(`${url}/desk/new?q=应急应对`);
  await clerk.getByRole('button', { name: '应急应对情况', exact: true }).click();
  const address = new URL(clerk.url()).pathname;
  await clerk.getByLabel('标题', { exact: true }).fill('某水库险情');
  await clerk.getByRole('group', { name: '事件类别' }).getByLabel('自然灾害', { exact: true }).check();
  await clerk.getByRole('group', { name: '事件等级' }).getByLabel('较大', { exact: true }).check();
  await clerk.getByLabel('发生日期').fill('2026-11-20');
  await clerk.getByLabel('地点').fill('某水库');
  await clerk.getByLabel('发布日期').fill('2026-11-20');
  await clerk.getByRole('group', { name: '阶段' }).getByLabel('初报', { exact: true }).check();
  await clerk.getByLabel('采取的措施').fill('已转移群众。');
  await clerk.getByRole('button', { name: '提交审查' }).click();
  await work(clerk);

  const approver = await signIn(browser, 'pizhun', { viewport: PHONE, bypassCSP });
  await approver.goto(url + address);
  await approver.getByText('突发事件，来不及两个人办：紧急发布').click();
  await approver.getByLabel('为什么不能等（会公开）').fill('大坝渗水，下游须立即避险');
  await shot(approver, 'desk-urgent-390');
  const wrong = await findings(approver, 'urgent release');
  await approver.getByRole('button', { name: '立即公开，事后复核' }).click();
  await work(approver);

  const reader = await visitor(browser, { viewport: PHONE, bypassCSP });
  const page = address.replace('/desk', '');
  await shown(reader, page);
  await reader.getByText('紧急发布，待复核').waitFor();
  await shot(reader, 'urgent-390');
  wrong.push(...await findings(reader, 'urgent page'));

  const second = await signIn(browser, 'fuhe', { viewport: PHONE, bypassCSP });
  wrong.push(...await findings(second, 'work with a review'));
  await second.getByRole('link', { name: '某水库险情' }).click();
  await second.getByRole('heading', { level: 1, name: '紧急发布的复核' }).waitFor();
  wrong.push(...await findings(second, 'reviews'));
  assert.ok(await tooWide(second) <= 0);
  await second.getByLabel('复核意见').fill('属实，同意发布');
  await second.getByRole('button', { name: '维持发布' }).click();
  await second.getByText('没有等待复核的紧急发布').waitFor();
  assert.deepEqual(wrong, []);
  for (const one of [clerk, approver, reader, second]) await one.context().close();
});

test('many are ticked, judged, and withdrawn by two', async () => {
  const titles = ['成批撤回的公告一', '成批撤回的公告二'];
  for (const title of titles) await published(title);
  const approver = await signIn(browser, 'pizhun', { viewport: PHONE, bypassCSP });
  await approver.goto(`${url}/desk/published?q=成批撤回`);
  for (const title of titles) await approver.getByLabel(`选中撤回：${title}`).check();
  await approver.getByText('用一个理由撤回勾选的').click();
  await approver.getByLabel('依据的法律条款（会公开）').first().fill('《政府信息公开条例》第十五条');
  await approver.getByLabel('撤回的理由（会公开）').first().fill('涉及第三方商业秘密');
  await approver.getByRole('button', { name: '检查并提出' }).click();
  await approver.getByRole('heading', { level: 1, name: '批量撤回 2 条' }).waitFor();
  const wrong = await findings(approver, 'bulk withdrawal');
  const address = approver.url();
  const second = await signIn(browser, 'fuhe', { viewport: PHONE, bypassCSP });
  await second.goto(address);
  await shot(second, 'desk-bulk-withdrawal-390');
  await second.getByRole('button', { name: '确认撤回 2 条' }).click();
  for (let n = 0; n < 40 && !(await second.getByText('已完成').count()); n += 1) {
    await second.waitForTimeout(250);
    await second.reload();
  }
  wrong.push(...await findings(second, 'bulk withdrawal done'));
  assert.equal(await second.getByText('已完成').count(), 1);
  await second.goto(`${url}/desk/bulk-withdrawals`);
  wrong.push(...await findings(second, 'bulk withdrawals'));
  assert.deepEqual(wrong, []);
  for (const page of [approver, second]) await page.context().close();
});
