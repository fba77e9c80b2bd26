// The organisation: an administrator sets up an agency with three people from nothing, without JavaScript on a phone; one
// of them signs in; who has no right sees neither the link nor the page.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { findings } from './axe.mjs';
import { DESKTOP, PHONE, launch, shot, signIn, url, visitor } from './browser.mjs';

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser.close(); });

const today = new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 10);
const NAME = '石家庄市数据和政务服务局';

test('an agency with three people from nothing, without JavaScript', async () => {
  const started = Date.now();
  const admin = await signIn(browser, 'xitong', { viewport: PHONE, javaScriptEnabled: false });
  await admin.getByRole('link', { name: '账号与管理' }).click();
  await admin.getByRole('link', { name: '单位和区划' }).click();
  await admin.getByLabel('或选行政区划').selectOption('130100');
  await admin.getByRole('button', { name: '查找' }).click();
  await admin.getByRole('link', { name: '设立单位' }).click();
  await admin.getByLabel('全称').fill(NAME);
  await admin.getByLabel('简称').fill('市数据局');
  await admin.getByLabel('类别').selectOption('政府工作部门');
  await admin.getByLabel(/^标签/).fill('便民服务');
  await admin.getByLabel('批准文件').fill('石编办〔2026〕8号');
  const list = admin.getByLabel(/^人员/);
  await list.fill('王晓明,wangxm@example.gov.cn,起草人\n李慎言,lisy@example.gov.cn,园丁\n赵批准,zhaopz@example.gov.cn,批准人、单位管理员');
  await admin.getByRole('button', { name: '设立并邀请' }).click();
  await admin.getByRole('alert').getByText('人员有 1 行要改').waitFor();
  await shot(admin, 'desk-agency-mistake-390');
  assert.equal(await admin.getByLabel('全称').inputValue(), NAME);
  await list.fill((await list.inputValue()).replace('园丁', '审查人'));
  await admin.getByRole('button', { name: '设立并邀请' }).click();
  await admin.getByRole('heading', { level: 1, name: '把链接交给本人' }).waitFor();
  assert.equal(await admin.locator('.code').count(), 3);
  assert.ok(Date.now() - started < 60_000);

  const person = await visitor(browser);
  await person.goto((await admin.locator('#link-1').innerText()).trim());
  await person.getByText(NAME).first().waitFor();
  await person.getByLabel('密码', { exact: true }).fill('云南的雨和北方的大雪天');
  await person.getByLabel('再输入一次').fill('云南的雨和北方的大雪天');
  await person.getByRole('button', { name: '设置密码' }).click();
  await person.getByLabel('用户名').fill('wangxm@example.gov.cn');
  await person.getByLabel('密码').fill('云南的雨和北方的大雪天');
  await person.getByRole('button', { name: '登录', exact: true }).click();
  await person.getByText(NAME).first().waitFor();
  await person.goto(`${url}/agencies?tag=${encodeURIComponent('便民服务')}`);
  await person.getByRole('link', { name: NAME }).click();
  await person.getByText('设立日期').waitFor();
  for (const page of [admin, person]) await page.context().close();
});

test('a change and a merger are on the page of the agency, by keyboard', async () => {
  const admin = await signIn(browser, 'xitong');
  await admin.goto(`${url}/desk/agencies?q=${encodeURIComponent(NAME)}`);
  await admin.getByRole('link', { name: NAME }).focus();
  await admin.keyboard.press('Enter');
  await admin.getByRole('heading', { level: 1, name: NAME }).waitFor();
  await admin.getByLabel('全称').fill(`${NAME}（新）`);
  await admin.getByLabel('批准文件').first().fill('石编办〔2026〕9号');
  await admin.keyboard.press('Enter');
  await admin.getByText(`名称由“${NAME}”改为“${NAME}（新）”`).waitFor();
  await admin.getByText('撤销这个单位，或并入别的单位').focus();
  await admin.keyboard.press('Enter');
  await admin.getByLabel(/^并入的单位代码/).fill('130101');
  await admin.getByLabel('批准文件').last().fill('石编办〔2026〕10号');
  await admin.getByLabel('生效日期').last().fill(today);
  await admin.keyboard.press('Enter');
  await admin.getByText('承接的单位').waitFor();
  await admin.getByRole('link', { name: '门户上的页面' }).click();
  await admin.getByText('承接机关').waitFor();
  await admin.getByText('曾用名').waitFor();
  await admin.context().close();
});

test('who has no right sees neither the links nor the pages', async () => {
  const clerk = await signIn(browser, 'qicao');
  await clerk.goto(`${url}/desk/me`);
  assert.equal(await clerk.getByRole('link', { name: '单位和区划' }).count(), 0);
  for (const path of ['/desk/agencies', '/desk/agencies/new?region=130100', '/desk/agencies/130001', '/desk/regions']) {
    assert.equal((await clerk.goto(url + path)).status(), 403, path);
  }
  await clerk.context().close();
});

test('a matter of the list of what is withheld is entered without JavaScript', async () => {
  const screener = await signIn(browser, 'shencha', { viewport: PHONE, javaScriptEnabled: false });
  await screener.getByRole('link', { name: '账号与管理' }).click();
  await screener.getByRole('link', { name: '不予公开清单' }).click();
  await screener.getByLabel('事项').fill('未公布的评估底价');
  await screener.getByLabel('理由').fill('过程性信息');
  await screener.getByLabel('法律和条款').fill('《政府信息公开条例》第十六条第二款');
  await screener.getByLabel(/^审查时查找的词/).fill('评估底价');
  await screener.getByLabel('复审日期', { exact: true }).fill(new Date(Date.now() + 90 * 86400e3).toISOString().slice(0, 10));
  await screener.getByRole('button', { name: '列入' }).click();
  await screener.getByText('查找：评估底价').waitFor();
  await screener.context().close();
});

for (const [size, viewport] of [[390, PHONE], [1440, DESKTOP]]) {
  test(`pages of the organisation at ${size} px have nothing serious`, async () => {
    const admin = await signIn(browser, 'xitong', { viewport, bypassCSP: true });
    const wrong = [];
    for (const [name, path] of Object.entries({
      agencies: '/desk/agencies?region=130100', 'agency-new': '/desk/agencies/new?region=130100',
      agency: '/desk/agencies/130101', regions: '/desk/regions?region=130100',
    })) {
      await admin.goto(url + path);
      for (const summary of await admin.locator('main details > summary').all()) await summary.click();
      await shot(admin, `desk-${name}-${size}`);
      wrong.push(...await findings(admin, name));
    }
    const screener = await signIn(browser, 'shencha', { viewport, bypassCSP: true });
    for (const [name, path] of Object.entries({ others: '/desk/others', withheld: '/desk/withheld' })) {
      await screener.goto(url + path);
      await shot(screener, `desk-${name}-${size}`);
      wrong.push(...await findings(screener, name));
    }
    assert.deepEqual(wrong, []);
    for (const page of [admin, screener]) await page.context().close();
  });
}
