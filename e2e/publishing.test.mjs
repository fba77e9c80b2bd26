// The main job: draft, screen, approve, read, prove, amend, withdraw.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { PHONE, json, launch, shots, signIn, url } from './browser.mjs';

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser.close(); });

const bin = process.env.MINGJING_BIN;
const title = '关于河湖水质监测断面调整的公告';

test('three people publish a notice, a citizen reads it on a phone and proves it', async () => {
  const clerk = await signIn(browser, 'qicao');
  await clerk.screenshot({ path: `${shots}desk-1440.png`, fullPage: true });
  await clerk.getByRole('link', { name: '起草新信息' }).click();
  await clerk.getByRole('button', { name: '公告公示', exact: true }).click();
  await clerk.getByRole('button', { name: '提交审查' }).click();
  await clerk.getByRole('alert').waitFor();
  await clerk.getByLabel('标题').fill(title);
  await clerk.getByLabel('类别').selectOption('公告');
  await clerk.getByLabel('发布日期').fill('2026-11-20');
  await clerk.getByLabel('正文').fill('自即日起,全省河湖水质监测断面作如下调整。\n\n一、断面布设\n\n(一)新增断面 12 个。\n\n联系电话 13812345678。');
  await clerk.screenshot({ path: `${shots}draft-1440.png`, fullPage: true });
  await clerk.getByRole('button', { name: '提交审查' }).click();
  await clerk.getByRole('heading', { level: 1, name: '我的工作' }).waitFor();

  const screener = await signIn(browser, 'shencha', PHONE);
  await screener.getByRole('link', { name: title }).click();
  await screener.getByText('138****5678').waitFor();
  await screener.screenshot({ path: `${shots}screen-390.png`, fullPage: true });
  await screener.getByLabel('遮盖为 138****5678').check();
  await screener.getByRole('button', { name: '审查通过,转批准' }).click();
  await screener.getByRole('heading', { level: 1, name: '我的工作' }).waitFor();

  const approver = await signIn(browser, 'pizhun', PHONE);
  await approver.getByRole('link', { name: title }).click();
  await approver.screenshot({ path: `${shots}approve-390.png`, fullPage: true });
  await approver.getByRole('button', { name: '批准公开' }).click();
  await approver.getByRole('heading', { level: 1, name: '我的工作' }).waitFor();
  const approved = Date.now();

  let found;
  do { found = await json(`/api/v1/disclosures?q=${encodeURIComponent('水质监测')}`); }
  while (!found.items.some((i) => i.title === title) && Date.now() - approved < 5000);
  const took = Date.now() - approved;
  const hit = found.items.find((i) => i.title === title);
  assert.ok(hit, 'it is found by Chinese words');
  assert.ok(took < 1000, `public and found after ${took} ms`);

  const citizen = await (await browser.newContext({ viewport: PHONE, locale: 'zh-CN' })).newPage();
  await citizen.goto(`${url}/search?q=${encodeURIComponent('断面 调整')}`);
  await citizen.getByRole('link', { name: title }).first().click();
  await citizen.getByRole('heading', { level: 1, name: title }).waitFor();
  const text = await citizen.locator('main').innerText();
  assert.ok(text.includes('138****5678') && !text.includes('13812345678'), 'redaction removes');
  assert.ok(text.includes(hit.index_no), 'it is citable by index number');
  const wider = await citizen.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(wider <= 0, `the page is ${wider} px too wide for a phone`);
  assert.equal((await fetch(`${url}/d/${encodeURIComponent(hit.index_no)}`)).status, 200);

  const dir = mkdtempSync(join(tmpdir(), 'mingjing-e2e-'));
  const receipt = join(dir, 'receipt.tlog-proof');
  writeFileSync(receipt, await (await fetch(`${url}/d/${hit.id}/receipt`)).text());
  writeFileSync(join(dir, 'vkey'), await (await fetch(`${url}/log/vkey`)).text());
  const check = (file) => spawnSync(bin, ['verify', '--receipt', file, '--key', join(dir, 'vkey')], { encoding: 'utf8' });
  assert.equal(check(receipt).status, 0, check(receipt).stdout);
  const bytes = readFileSync(receipt);
  for (const at of [30, Math.floor(bytes.length / 2), bytes.length - 40]) {
    const changed = Buffer.from(bytes);
    changed[at] = changed[at] === 65 ? 66 : 65;
    writeFileSync(join(dir, 'changed'), changed);
    const result = check(join(dir, 'changed'));
    assert.equal(result.status, 1, `byte ${at}: ${result.stdout}`);
    assert.ok(result.stdout.includes('回执不成立'), result.stdout);
  }
  assert.match(execFileSync(bin, ['verify', url], { encoding: 'utf8' }), /核对内容/);

  await clerk.goto(`${url}/desk/published`);
  const row = clerk.getByRole('listitem').filter({ hasText: title });
  await row.getByText('更新', { exact: true }).click();
  await row.getByLabel('更新的理由(会公开)').fill('断面数量有误');
  await row.getByRole('button', { name: '开始更新' }).click();
  await clerk.getByLabel('正文').fill('自即日起,全省河湖水质监测断面作如下调整。\n\n一、断面布设\n\n(一)新增断面 15 个。');
  await clerk.getByRole('button', { name: '提交审查' }).click();
  await clerk.getByRole('heading', { level: 1, name: '我的工作' }).waitFor();
  await screener.goto(`${url}/desk`);
  await screener.getByRole('link', { name: title }).click();
  await screener.getByRole('button', { name: '审查通过,转批准' }).click();
  await screener.getByRole('heading', { level: 1, name: '我的工作' }).waitFor();
  await approver.goto(`${url}/desk`);
  await approver.getByRole('link', { name: title }).click();
  await approver.getByRole('button', { name: '批准公开' }).click();
  await approver.getByRole('heading', { level: 1, name: '我的工作' }).waitFor();
  await citizen.waitForTimeout(1000);
  await citizen.goto(`${url}/d/${hit.id}?diff=1..2`);
  assert.ok((await citizen.locator('main').innerText()).includes('断面数量有误'), 'the reason is public');
  assert.ok(await citizen.locator('del').count() > 0 && await citizen.locator('ins').count() > 0, 'the difference shows');
  await citizen.screenshot({ path: `${shots}difference-390.png`, fullPage: true });

  await approver.goto(`${url}/desk/published`);
  const withdraw = approver.getByRole('listitem').filter({ hasText: title });
  await withdraw.getByText('撤回', { exact: true }).first().click();
  await withdraw.getByLabel('依据的法律条款(会公开)').fill('《政府信息公开条例》第十五条');
  await withdraw.getByLabel('撤回的理由(会公开)').fill('数据须重新核实');
  await withdraw.getByRole('button', { name: '撤回' }).click();
  await citizen.waitForTimeout(1000);
  await citizen.goto(`${url}/d/${hit.id}`);
  const tombstone = await citizen.locator('main').innerText();
  assert.ok(tombstone.includes('数据须重新核实') && tombstone.includes('第十五条'), tombstone);
  assert.ok(!tombstone.includes('新增断面'), 'nothing of the content shows');
});
