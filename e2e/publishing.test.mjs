// The main job: draft, screen, approve, read, prove, amend, withdraw. Each step goes on from the one before.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { PHONE, bin, demo, json, launch, shot, signIn, tooWide, url, visitor } from './browser.mjs';

const title = '关于河湖水质监测断面调整的公告';
const opening = '自即日起，全省河湖水质监测断面作如下调整。\n\n一、断面布设\n\n';
const dir = mkdtempSync(join(tmpdir(), 'mingjing-e2e-'));
const receipt = join(dir, 'receipt.tlog-proof');

let browser;
let clerk;
let screener;
let approver;
let citizen;
let published;

before(async () => {
  browser = await launch();
  clerk = await signIn(browser, 'qicao');
  screener = await signIn(browser, 'shencha', { viewport: PHONE });
  approver = await signIn(browser, 'pizhun', { viewport: PHONE });
  citizen = await visitor(browser);
});
after(async () => {
  await browser.close();
  rmSync(dir, { recursive: true, force: true });
});

const done = (page) => page.getByRole('heading', { level: 1, name: '我的工作' }).waitFor();

async function open(page) {
  await page.goto(`${url}/desk`);
  await page.getByRole('link', { name: title }).click();
}

async function press(page, name) {
  await page.getByRole('button', { name, exact: true }).click();
  await done(page);
}

/** Asks until the answer is what it should be; fails when it is not within the second that was promised. */
async function withinASecond(what, ask) {
  const from = Date.now();
  do {
    const answer = await ask();
    if (answer) return answer;
  } while (Date.now() - from < 1000);
  assert.fail(`not within a second: ${what}`);
}

const read = async (path) => {
  const response = await fetch(url + path);
  return { status: response.status, text: await response.text() };
};

/** Whether a search finds the notice itself; words of it stand in other disclosures as well. */
const isFound = async () =>
  (await json(`/api/v1/disclosures?q=${encodeURIComponent('水质监测')}`)).items.some((i) => i.title === title);

const verify = (...args) => spawnSync(bin, ['verify', ...args], { encoding: 'utf8' });

test('a clerk is told what is missing, drafts a notice and hands it in', async () => {
  await shot(clerk, 'desk-1440');
  await clerk.getByRole('link', { name: '起草新信息' }).click();
  await clerk.getByRole('button', { name: '公告公示', exact: true }).first().click();
  await clerk.getByRole('button', { name: '提交审查' }).click();
  await clerk.getByRole('alert').waitFor();
  await clerk.getByLabel('标题').fill(title);
  await clerk.getByLabel('类别').selectOption('公告');
  await clerk.getByLabel('发布日期').fill('2026-11-20');
  await clerk.getByLabel('正文').fill(`${opening}（一）新增断面 12 个。\n\n联系电话 13812345678。`);
  await shot(clerk, 'desk-draft-1440');
  await press(clerk, '提交审查');
  assert.ok(!await isFound(), 'not public yet');
});

test('the screener redacts a mobile number', async () => {
  await open(screener);
  await screener.getByText('138****5678').waitFor();
  await shot(screener, 'desk-screen-390');
  await screener.getByLabel('遮盖为 138****5678').check();
  await press(screener, '审查通过，转批准');
});

test('once approved it is public, and found by two Chinese words, within a second', async () => {
  await open(approver);
  await shot(approver, 'desk-approve-390');
  await approver.getByRole('button', { name: '批准公开', exact: true }).click();
  published = await withinASecond('found through the interface for programs', async () =>
    (await json(`/api/v1/disclosures?q=${encodeURIComponent('水质监测')}`)).items.find((i) => i.title === title));
  const page = await read(`/d/${published.id}`);
  assert.equal(page.status, 200);
  assert.ok(page.text.includes(title));
  await done(approver);
});

test('a citizen finds it, reads it on a phone and cites it by index number', async () => {
  await citizen.goto(`${url}/search?q=${encodeURIComponent('断面 调整')}`);
  await citizen.getByRole('link', { name: title }).first().click();
  await citizen.getByRole('heading', { level: 1, name: title }).waitFor();
  const text = await citizen.locator('main').innerText();
  assert.ok(text.includes('138****5678') && !text.includes('13812345678'), 'what was redacted is gone');
  assert.ok(text.includes(published.index_no), 'the index number is shown');
  assert.ok(await tooWide(citizen) <= 0, 'no sideways scrolling');
  await shot(citizen, 'published-390');
  await citizen.goto(`${url}/d/${encodeURIComponent(published.index_no)}`);
  assert.ok(citizen.url().endsWith(`/d/${published.id}`), 'the index number leads to it');
});

test('the receipt is checked offline, and one changed byte is found out', async () => {
  await citizen.locator('details.seal summary').click();
  const download = citizen.waitForEvent('download');
  await citizen.locator('details.seal a[href$="/receipt"]').click();
  await (await download).saveAs(receipt);
  const whole = verify(demo, '--receipt', receipt);
  assert.equal(whole.status, 0, whole.stdout + whole.stderr);
  assert.ok(whole.stdout.includes(published.index_no), whole.stdout);

  const bytes = readFileSync(receipt);
  const text = bytes.toString();
  const changes = {
    回执格式不对: 3,
    登记核验: text.indexOf('extra ') + 60,
    签名核验: bytes.length - 40,
  };
  for (const [failed, at] of Object.entries(changes)) {
    const changed = Buffer.from(bytes);
    changed[at] = changed[at] === 65 ? 66 : 65;
    writeFileSync(join(dir, 'changed'), changed);
    const result = verify(demo, '--receipt', join(dir, 'changed'));
    assert.equal(result.status, 1, `byte ${at}: ${result.stdout}${result.stderr}`);
    assert.ok(result.stdout.includes(failed), `byte ${at}: ${result.stdout}`);
  }
});

test('the whole log holds, in the folder and over the web', async () => {
  for (const place of [demo, url]) {
    const result = verify(place);
    assert.equal(result.status, 0, `${place}: ${result.stdout}${result.stderr}`);
    assert.match(result.stdout, /核对内容 \d+ 份/);
  }
});

test('an amendment makes a new version and shows the difference', async () => {
  await clerk.goto(`${url}/desk/published`);
  const row = clerk.getByRole('listitem').filter({ hasText: title });
  await row.getByText('更新', { exact: true }).click();
  await row.getByLabel('更新的理由').fill('断面数量有误');
  await row.getByRole('button', { name: '开始更新' }).click();
  await clerk.getByLabel('正文').fill(`${opening}（一）新增断面 15 个。`);
  await press(clerk, '提交审查');
  await open(screener);
  await press(screener, '审查通过，转批准');
  await open(approver);
  await approver.getByRole('button', { name: '批准公开', exact: true }).click();
  await withinASecond('the second version', async () =>
    (await json(`/api/v1/disclosures/${published.id}`)).revision === 2);
  await done(approver);
  await citizen.goto(`${url}/d/${published.id}`);
  assert.ok((await citizen.locator('main').innerText()).includes('新增断面 15 个'));
  await citizen.goto(`${url}/d/${published.id}?diff=1..2`);
  assert.ok((await citizen.locator('main').innerText()).includes('断面数量有误'), 'the reason is public');
  assert.ok((await citizen.locator('del').allInnerTexts()).some((t) => t.includes('12') || t.includes('2')));
  assert.ok((await citizen.locator('ins').allInnerTexts()).some((t) => t.includes('15') || t.includes('5')));
  await shot(citizen, 'difference-390');
});

test('after a withdrawal the ground stands where the content was', async () => {
  await approver.goto(`${url}/desk/published`);
  const row = approver.getByRole('listitem').filter({ hasText: title });
  await row.getByText('撤回', { exact: true }).first().click();
  await row.getByLabel('依据的法律条款').fill('《政府信息公开条例》第十五条');
  await row.getByLabel('撤回的理由').fill('数据须重新核实');
  await row.getByRole('button', { name: '提出撤回' }).click();
  await approver.waitForLoadState();
  assert.ok((await read(`/d/${published.id}`)).text.includes('新增断面'), 'one person alone withdraws nothing');
  const second = await signIn(browser, 'fuhe', { viewport: PHONE });
  await second.goto(`${url}/desk/withdrawals`);
  await shot(second, 'desk-withdrawals-390');
  await second.getByRole('listitem').filter({ hasText: title }).getByRole('button', { name: '确认撤回' }).click();
  await withinASecond('the tombstone', async () => (await read(`/d/${published.id}`)).text.includes('数据须重新核实'));
  await citizen.goto(`${url}/d/${published.id}`);
  const tombstone = await citizen.locator('main').innerText();
  assert.ok(tombstone.includes('第十五条'), tombstone);
  assert.ok(!tombstone.includes('新增断面'), 'nothing of the content shows');
  assert.equal((await fetch(`${url}/api/v1/disclosures/${published.id}`)).status, 410);
  assert.ok(!await isFound(), 'search forgot it');
  assert.equal(verify(demo, '--receipt', receipt).status, 0, 'the receipt of what once was public still holds');
});
