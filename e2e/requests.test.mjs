// A citizen asks for information on a phone and tracks it; a clerk answers by keyboard; an approver agrees.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { findings } from './axe.mjs';
import { PHONE, launch, shot, signIn, tooWide, url, visitor } from './browser.mjs';

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser.close(); });

test('a citizen asks on a phone without script, a clerk answers by keyboard, and the citizen reads the answer', async () => {
  const wrong = [];
  const page = await visitor(browser, { javaScriptEnabled: false });
  await page.goto(`${url}/requests/new?agency=130001`);
  await page.getByLabel('您想要什么信息').fill('手机申请的项目清单');
  await page.getByLabel('姓名或单位名称').fill('手机用户');
  await page.getByLabel('证件名称和号码').fill('演示证件 0001');
  await page.getByLabel('电话或电子邮箱').fill('演示电话 0001');
  await page.getByLabel('身份证明的复印件').setInputFiles({ name: '演示证件.txt', mimeType: 'text/plain', buffer: Buffer.from('演示') });
  assert.ok(await tooWide(page) <= 0);
  await shot(page, 'request-form-390');
  await page.getByRole('button', { name: '提交申请' }).click();
  await page.getByRole('heading', { level: 1, name: '申请已经收到' }).waitFor();
  const code = await page.locator('#receipt-code').textContent();
  assert.match(code, /^([0-9A-Z]{5}-){3}[0-9A-Z]{5}$/);
  await shot(page, 'request-receipt-390');

  const clerk = await signIn(browser, 'qicao', { bypassCSP: true });
  await clerk.goto(`${url}/desk/requests`);
  await shot(clerk, 'desk-requests-1440');
  wrong.push(...await findings(clerk, 'requests'));
  await clerk.getByRole('row', { name: /手机申请的项目清单/ }).getByRole('link').focus();
  await clerk.keyboard.press('Enter');
  await clerk.getByRole('button', { name: '今天已确认收到' }).focus();
  await clerk.keyboard.press('Enter');
  await clerk.getByText('办理中', { exact: true }).waitFor();
  wrong.push(...await findings(clerk, 'case'));
  await shot(clerk, 'desk-request-1440');
  await clerk.getByText('申请人的材料：演示证件.txt').waitFor();
  await clerk.getByLabel('放入文件').setInputFiles({ name: '清单.txt', mimeType: 'text/plain', buffer: Buffer.from('演示清单') });
  await clerk.getByRole('button', { name: '放入', exact: true }).click();
  await clerk.getByText('答复的文件：清单.txt').waitFor();
  const [letter] = await Promise.all([
    clerk.waitForEvent('download'),
    clerk.getByRole('button', { name: '下载 Word：政府信息公开申请登记回执' }).click(),
  ]);
  assert.match(letter.suggestedFilename(), /^政府信息公开申请登记回执-.*\.docx$/);
  await clerk.getByLabel('答复类型').focus();
  await clerk.keyboard.press('ArrowDown');
  await clerk.keyboard.press('ArrowDown');
  assert.equal(await clerk.getByLabel('答复类型').inputValue(), 'granted');
  await clerk.getByLabel('答复内容').focus();
  await clerk.keyboard.type('清单已发到您的邮箱。');
  await clerk.getByRole('button', { name: '提交审核' }).focus();
  await clerk.keyboard.press('Enter');
  await clerk.getByText('待审核', { exact: true }).waitFor();
  const approver = await signIn(browser, 'pizhun');
  await approver.goto(clerk.url());
  await approver.getByRole('button', { name: '审核通过，答复申请人' }).click();
  await approver.getByText('已办结', { exact: true }).waitFor();

  await page.goto(`${url}/track`);
  await page.getByLabel('查询码').fill(code.toLowerCase());
  await page.getByRole('button', { name: '查询', exact: true }).click();
  await page.getByText('清单已发到您的邮箱。').waitFor();
  assert.ok(await tooWide(page) <= 0);
  await shot(page, 'track-390');
  for (const [name, ending] of [['下载 PDF：政府信息公开申请答复书', '.pdf'], ['下载：清单.txt', '.txt']]) {
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name }).click()]);
    assert.ok(file.suggestedFilename().endsWith(ending), name);
  }
  await page.getByLabel('为什么应当让公众都知道').fill('事关饮水安全');
  await page.getByRole('button', { name: '提出建议' }).click();
  await page.getByText('待答复主动公开的建议', { exact: false }).first().waitFor();
  for (const one of [page, clerk, approver]) await one.context().close();
  assert.deepEqual(wrong, []);
});

test('the pages of requests have nothing serious on a phone', async () => {
  const wrong = [];
  const page = await visitor(browser, { viewport: PHONE, bypassCSP: true });
  for (const [name, path] of Object.entries({ choose: '/requests/new', form: '/requests/new?agency=130001', track: '/track' })) {
    await page.goto(url + path);
    assert.ok(await tooWide(page) <= 0, name);
    wrong.push(...await findings(page, name));
  }
  const clerk = await signIn(browser, 'qicao', { viewport: PHONE, bypassCSP: true });
  for (const state of ['待缴费，期限不计', '待答复主动公开的建议']) {
    await clerk.goto(`${url}/desk/requests`);
    await clerk.getByRole('row', { name: state }).getByRole('link').first().click();
    assert.ok(await tooWide(clerk) <= 0, state);
    wrong.push(...await findings(clerk, state));
    await shot(clerk, `desk-request-${state === '待缴费，期限不计' ? 'fee' : 'publicity'}-390`);
  }
  for (const path of ['/desk/requests', '/desk/requests?view=closed', '/desk/requests/new']) {
    await clerk.goto(url + path);
    assert.ok(await tooWide(clerk) <= 0, path);
    wrong.push(...await findings(clerk, path));
  }
  assert.deepEqual(wrong, []);
});
