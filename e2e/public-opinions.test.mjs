// Public opinion on clocks of hours: noted, judged, met about, answered by a draft.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { findings } from './axe.mjs';
import { PHONE, launch, shot, signIn, tooWide, url } from './browser.mjs';

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser.close(); });

test('what was seen is judged, met about and answered', async () => {
  const wrong = [];
  const office = await signIn(browser, 'zhuguan', { bypassCSP: true });
  await office.goto(`${url}/desk/public-opinions`);
  await office.getByRole('link', { name: '看上升较快的群众诉求' }).waitFor();
  wrong.push(...await findings(office, 'public-opinions'));
  await shot(office, 'desk-public-opinions-1440');
  await office.getByRole('link', { name: '登记舆情' }).click();
  await office.getByLabel('什么事').fill('某段道路塌陷');
  await office.getByLabel('反映的内容').fill('网上流传塌陷视频，车辆绕行。');
  await office.getByLabel('在哪里看到的').fill('短视频平台');
  wrong.push(...await findings(office, 'public-opinion-new'));
  await shot(office, 'desk-public-opinion-new-1440');
  await office.getByRole('button', { name: '登记', exact: true }).click();
  await office.getByText('待研判', { exact: true }).waitFor();
  await office.getByText(/还剩 \d+ 分|还剩 1 小时/).waitFor();
  await office.getByLabel('重大政务舆情').check();
  await office.getByLabel('理由').first().fill('引起大量转发');
  wrong.push(...await findings(office, 'public-opinion-judging'));
  await office.getByRole('button', { name: '研判', exact: true }).click();
  await office.getByText('待回应', { exact: true }).waitFor();
  await shot(office, 'desk-public-opinion-1440');

  const agency = await signIn(browser, 'qicao', { bypassCSP: true, viewport: PHONE });
  await agency.goto(office.url());
  await agency.getByRole('button', { name: '起草回应' }).click();
  await agency.getByText(/要先会商/).first().waitFor();
  await agency.getByText('登记会商', { exact: true }).first().click();
  await agency.getByLabel('参加会商的单位和人员').fill('宣传部、交通运输厅');
  await agency.getByLabel('会商的结论').fill('先公布绕行路线');
  wrong.push(...await findings(agency, 'public-opinion'));
  assert.ok(await tooWide(agency) <= 0);
  await agency.getByRole('button', { name: '登记会商' }).click();
  await agency.getByText('已经会商').waitFor();
  await agency.getByRole('button', { name: '起草回应' }).click();
  await agency.waitForURL(/\/desk\/d\//);
  for (const one of [office, agency]) await one.context().close();
  assert.deepEqual(wrong, []);
});

test('its pages fit a phone', async () => {
  const page = await signIn(browser, 'zhuguan', { viewport: PHONE });
  for (const path of ['/desk/public-opinions', '/desk/public-opinions?view=closed', '/desk/public-opinions/new']) {
    await page.goto(url + path);
    assert.ok(await tooWide(page) <= 0, path);
  }
  await page.goto(`${url}/desk/public-opinions`);
  await shot(page, 'desk-public-opinions-390');
  await page.context().close();
});
