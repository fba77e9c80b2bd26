// What many appeal for: the openness office finds it, proposes a notice, another person issues it, everybody sees how far it is.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { findings } from './axe.mjs';
import { PHONE, launch, shot, signIn, tooWide, url } from './browser.mjs';

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser.close(); });

test('the office finds what many appeal for and follows it up', async () => {
  const wrong = [];
  const office = await signIn(browser, 'zhuguan', { bypassCSP: true });
  await office.goto(`${url}/desk/cases/overview`);
  await office.getByRole('heading', { level: 1, name: '各单位在办情况' }).waitFor();
  wrong.push(...await findings(office, 'cases-overview'));
  await shot(office, 'desk-cases-overview-1440');
  await office.goto(`${url}/desk/clusters`);
  wrong.push(...await findings(office, 'clusters'));
  await shot(office, 'desk-clusters-1440');
  await office.getByRole('rowheader', { name: /室温/ }).getByRole('link').click();
  await office.getByText('这一类已经督办').waitFor();
  wrong.push(...await findings(office, 'cluster'));
  await shot(office, 'desk-cluster-1440');

  await office.getByRole('link', { name: '拟发督办通知' }).click();
  await office.getByLabel('督办哪个单位').fill('没有这个单位');
  await office.getByLabel('督办什么').fill('取暖费应退未退');
  await office.getByLabel('问题').fill('多件诉求反映室温不达标，要求退费没有答复。');
  await office.getByLabel('要求', { exact: true }).fill('逐户核实，按规定退费。');
  await office.getByLabel('整改期限').fill('2099-12-01');
  await office.getByRole('button', { name: '提交签发' }).click();
  await office.getByText(/名册里没有名称含/).waitFor();
  assert.equal(await office.getByLabel('督办什么').inputValue(), '取暖费应退未退', 'what was typed is kept');
  wrong.push(...await findings(office, 'supervision-new'));
  await shot(office, 'desk-supervision-new-1440');
  await office.getByLabel('督办哪个单位').fill('河北省财政厅');
  await office.getByRole('button', { name: '提交签发' }).click();
  await office.getByText('待签发', { exact: true }).waitFor();
  await office.getByRole('button', { name: '签发', exact: true }).click();
  await office.getByText(/须由另一人审核/).waitFor();

  const second = await signIn(browser, 'zhuguan-fu', { bypassCSP: true, viewport: PHONE });
  await second.goto(office.url().replace(/\/[a-z-]+$/, (end) => (end === '/issue' ? '' : end)));
  await second.getByRole('button', { name: '签发', exact: true }).click();
  await second.getByText('待答复', { exact: true }).waitFor();
  assert.ok(await tooWide(second) <= 0);
  await shot(second, 'desk-supervision-390');

  const agency = await signIn(browser, 'caizheng-qicao', { bypassCSP: true });
  await agency.goto(`${url}/desk/supervisions`);
  wrong.push(...await findings(agency, 'supervisions'));
  await shot(agency, 'desk-supervisions-1440');
  await agency.getByRole('row', { name: /取暖费应退未退/ }).getByRole('link').click();
  await agency.getByLabel('打算怎么整改').fill('本月核实完毕，逐户退费。');
  await agency.getByRole('button', { name: '答复主管部门' }).click();
  await agency.getByText('整改中', { exact: true }).waitFor();
  wrong.push(...await findings(agency, 'supervision'));
  await shot(agency, 'desk-supervision-1440');
  for (const one of [office, second, agency]) await one.context().close();
  assert.deepEqual(wrong, []);
});

test('its pages fit a phone', async () => {
  const page = await signIn(browser, 'zhuguan', { viewport: PHONE });
  for (const path of ['/desk/clusters', '/desk/clusters?view=other', '/desk/supervisions', '/desk/supervisions?view=closed', '/desk/supervisions/new']) {
    await page.goto(url + path);
    assert.ok(await tooWide(page) <= 0, path);
  }
  await page.goto(`${url}/desk/clusters`);
  await shot(page, 'desk-clusters-390');
  await page.context().close();
});
