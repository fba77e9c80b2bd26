// axe-core and no sideways scrolling on every kind of page, on a phone and a desktop, in normal and large print.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { findings } from './axe.mjs';
import { DESKTOP, PHONE, bin, demo, launch, publicPages, shot, signIn, url, visitor } from './browser.mjs';

// The pages' own policy forbids the script that the test brings.
const bypassCSP = true;
let browser;
let pages;

before(async () => { browser = await launch(); pages = await publicPages(); });
after(async () => { await browser.close(); });

/** Looks at every public page as this visitor sees it and keeps a picture of each. */
async function lookAtAll(page, suffix) {
  const wrong = [];
  for (const [name, path] of Object.entries(pages)) {
    await page.goto(url + path);
    await shot(page, `${name}-${suffix}`);
    wrong.push(...await findings(page, name));
  }
  assert.deepEqual(wrong, []);
}

for (const [size, viewport] of [[390, PHONE], [1440, DESKTOP]]) {
  test(`public pages at ${size} px have nothing serious`, async () => {
    await lookAtAll(await visitor(browser, { viewport, bypassCSP }), size);
  });

  test(`public pages at ${size} px in large print and high contrast have nothing serious`, async () => {
    const page = await visitor(browser, { viewport, bypassCSP });
    await page.goto(`${url}/display?size=large&contrast=high&back=/`);
    assert.match(await page.locator('html').getAttribute('class'), /large/);
    await lookAtAll(page, `${size}-large`);
  });
}

test('bars of a chart are to be seen, and as long as their amounts', async () => {
  const page = await visitor(browser, { viewport: DESKTOP });
  await page.goto(url + pages.budget);
  const bars = await page.locator('.bars').first().locator('.bar-line').evaluateAll((lines) => lines.map((line) => {
    const { width, height } = line.querySelector('rect').getBoundingClientRect();
    return { width, height, amount: parseFloat(line.querySelector('.value').textContent.replaceAll(',', '')) };
  }));
  assert.ok(bars.length > 2);
  const longest = bars.reduce((a, b) => (a.amount > b.amount ? a : b));
  for (const { width, height, amount } of bars) {
    assert.ok(height > 8, `a bar is ${height} px high`);
    assert.ok(Math.abs(width / longest.width - amount / longest.amount) < 0.02, `${width} px for ${amount}`);
  }
  await page.context().close();
});

test('public pages on a dark screen have nothing serious', async () => {
  await lookAtAll(await visitor(browser, { bypassCSP, colorScheme: 'dark' }), '390-dark');
});

/** A notice with a mobile number, handed in by this clerk; answers its address. */
async function handedIn(clerk, title) {
  await clerk.goto(`${url}/desk/new`);
  await clerk.getByRole('button', { name: '公告公示', exact: true }).first().click();
  const address = clerk.url();
  await clerk.getByLabel('标题', { exact: true }).fill(title);
  await clerk.getByLabel('类别').selectOption('公告');
  await clerk.getByLabel('发布日期').fill('2026-11-20');
  await clerk.getByLabel('正文', { exact: true }).fill('## 一、安排\n\n联系电话 13812345678，见附表。\n\n| 区 | 日期 |\n| --- | --- |\n| 长安 | 20日 |');
  await clerk.getByRole('button', { name: '提交审查' }).click();
  await clerk.getByRole('heading', { level: 1, name: '我的工作' }).waitFor();
  return address;
}

for (const [name, options] of [['390', { viewport: PHONE }], ['1440', { viewport: DESKTOP }], ['390-dark', { viewport: PHONE, colorScheme: 'dark' }]]) {
  test(`every page of the desk at ${name} has nothing serious`, async () => {
    const wrong = [];
    const see = async (page, what, path) => {
      if (path) await page.goto(url + path);
      await shot(page, `desk-${what}-${name}`);
      wrong.push(...await findings(page, what));
    };
    const clerk = await signIn(browser, 'qicao', { ...options, bypassCSP });
    for (const view of ['waiting', 'late', 'mine', 'returned', 'scheduled', 'all']) await see(clerk, `work-${view}`, `/desk?view=${view}`);
    await see(clerk, 'found', '/desk?q=公告');
    await see(clerk, 'new', '/desk/new');
    await see(clerk, 'published', '/desk/published');
    await see(clerk, 'reports', '/desk/reports');
    await see(clerk, 'reports-answered', '/desk/reports?view=answered');
    await clerk.goto(`${url}/desk/new`);
    await clerk.getByRole('button', { name: '公告公示', exact: true }).first().click();
    await see(clerk, 'draft');
    const empty = clerk.url();
    await clerk.getByRole('button', { name: '链接' }).click();
    await see(clerk, 'asking');
    await clerk.getByRole('button', { name: '取消' }).click();
    await see(clerk, 'preview', new URL(`${empty}/preview`).pathname);
    await clerk.goto(empty);
    await clerk.getByRole('button', { name: '提交审查' }).click();
    await clerk.getByRole('alert').first().waitFor();
    await see(clerk, 'mistakes');

    const address = await handedIn(clerk, `可达性公告${name}`);
    await see(clerk, 'look', new URL(address).pathname);
    const screener = await signIn(browser, 'shencha', { ...options, bypassCSP });
    await see(screener, 'screen', new URL(address).pathname);
    await screener.getByText('拿不准，请求第二意见').click();
    await see(screener, 'consult');
    await screener.getByRole('button', { name: '全部遮盖，审查通过' }).click();
    await screener.getByRole('heading', { level: 1, name: '我的工作' }).waitFor();
    const approver = await signIn(browser, 'pizhun', { ...options, bypassCSP });
    await see(approver, 'approve', new URL(address).pathname);
    await see(approver, 'failure', '/desk/d/none');
    await see(approver, 'urgent', '/desk/urgent');
    await see(approver, 'bulk-withdrawals', '/desk/bulk-withdrawals');
    await see(approver, 'completeness', '/desk/completeness');
    await see(approver, 'warnings', '/desk/warnings');
    await see(approver, 'registers', '/desk/registers');
    await see(approver, 'yearly-report', '/desk/yearly-report');
    await see(approver, 'health', '/desk/health');
    await see(clerk, 'yearly-report-form', '/desk/yearly-report');
    assert.deepEqual(wrong, []);
    for (const page of [clerk, screener, approver]) await page.context().close();
  });
}

for (const [size, viewport] of [[390, PHONE], [1440, DESKTOP]]) {
  test(`administration at ${size} px has nothing serious`, async () => {
    const admin = await signIn(browser, 'guanli', { viewport, bypassCSP });
    const wrong = [];
    const look = async (page, name, path) => {
      await page.goto(`${url}${path}`);
      await shot(page, `desk-${name}-${size}`);
      wrong.push(...await findings(page, name));
    };
    for (const [name, path] of Object.entries({
      me: '/desk/me', password: '/desk/me/password', totp: '/desk/me/totp', people: '/desk/people', audit: '/desk/audit',
      permissions: '/desk/permissions', withdrawals: '/desk/withdrawals', passkey: '/desk/me/passkeys', mail: '/desk/me/mail',
    })) await look(admin, name, path);
    await admin.goto(`${url}/desk/people`);
    const person = await admin.getByRole('link', { name: '王晓明' }).getAttribute('href');
    await look(admin, 'person', person);
    const system = await signIn(browser, 'xitong', { viewport, bypassCSP });
    await look(system, 'agencies', '/desk/people?q=财政');
    assert.deepEqual(wrong, []);
  });
}

test('held rows have nothing serious, and are let through and dropped', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'mingjing-held-'));
  const file = join(dir, '许可.csv');
  const row = (n) => `冀审许〔2026〕9${n}号,石家庄恒泰建材有限公司,普通,"准予经营第${n}项，联系人身份证号 11010519491231002X",2026-11-02,130001,有效`;
  const header = 'decision_no,licensee,licence_type,content,decided_on,agency_code,status';
  writeFileSync(file, [header, row(1), row(2), row(3)].join('\n'));
  const imported = spawnSync(bin, ['import', '--item', 'licence', file, '--dir', demo], { encoding: 'utf8' });
  rmSync(dir, { recursive: true, force: true });
  assert.equal(imported.status, 2, imported.stderr);

  const page = await signIn(browser, 'shencha', { viewport: PHONE, bypassCSP });
  await page.getByRole('link', { name: '去审查' }).click();
  await shot(page, 'desk-held-390');
  const wrong = await findings(page, 'held');
  await page.getByRole('link', { name: '许可.csv 第 2 行' }).click();
  await shot(page, 'desk-held-row-390');
  wrong.push(...await findings(page, 'held row'));
  await page.getByRole('button', { name: '这一行不公开' }).click();
  await page.getByRole('alert').waitFor();
  wrong.push(...await findings(page, 'held row without a reason'));
  await page.getByLabel(/^遮盖为/).check();
  await page.getByRole('button', { name: '提交决定' }).click();
  await page.getByText('共 2 行').waitFor();
  await page.getByText(/许可\.csv(行政许可|（|\()/).first().click();
  await page.getByLabel('不公开的理由').fill('文件选错了');
  await page.getByRole('button', { name: '这 2 行都不公开' }).click();
  await page.getByText('共 0 行').waitFor();
  assert.deepEqual(wrong, []);
});
