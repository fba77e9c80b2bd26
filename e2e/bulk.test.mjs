/** A file of rows: put in, its columns named, screened, approved on a phone, and public. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { findings } from './axe.mjs';
import { DESKTOP, PHONE, json, launch, shot, signIn, url } from './browser.mjs';

const FILE = `文号,被许可人,许可类别,许可内容,作出日期,状态,内部备注
冀审许〔2026〕9001号,石家庄浏览器建材有限公司,普通,准予经营,2026-11-02,有效,甲
冀审许〔2026〕9002号,石家庄浏览器建材有限公司,普通,联系人手机 13812345678,2026-11-02,有效,乙
冀审许〔2026〕9003号,石家庄浏览器建材有限公司,普通,准予经营,2026-02-30,有效,丙
`;

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

test('a file of licences goes from a clerk to the public', async () => {
  const options = { bypassCSP: true };
  const wrong = [];
  const see = async (page, what) => {
    await shot(page, `desk-bulk-${what}`);
    wrong.push(...await findings(page, what));
  };
  const clerk = await signIn(browser, 'qicao', { ...options, viewport: DESKTOP });
  await clerk.goto(`${url}/desk/bulk`);
  await see(clerk, 'empty-1440');
  await clerk.getByLabel('这是什么信息').selectOption('licence');
  await clerk.getByLabel('文件', { exact: true }).setInputFiles({ name: '许可.csv', mimeType: 'text/csv', buffer: Buffer.from(FILE) });
  await clerk.getByRole('button', { name: '上传并检查' }).click();
  await clerk.getByText('还缺：').waitFor();
  await see(clerk, 'columns-1440');
  await clerk.getByLabel('文号', { exact: true }).selectOption('decision_no');
  await clerk.getByLabel('作出日期', { exact: true }).selectOption('decided_on');
  await clerk.getByRole('button', { name: '保存并重新检查' }).click();
  await clerk.getByRole('cell', { name: /可以公开/ }).waitFor();
  await see(clerk, 'checked-1440');
  await clerk.getByRole('button', { name: '提交审查' }).click();
  await clerk.getByText('您参与了起草').waitFor();
  const address = clerk.url();

  const screener = await signIn(browser, 'shencha', { ...options, viewport: PHONE });
  await screener.goto(address);
  await see(screener, 'screen-390');
  await screener.getByRole('button', { name: '审查通过' }).click();
  await screener.getByText('待批准').waitFor();

  const approver = await signIn(browser, 'pizhun', { ...options, viewport: PHONE });
  await approver.goto(address);
  await approver.getByRole('button', { name: '批准，开始公开' }).click();
  for (let tries = 0; tries < 40 && !await approver.getByText('已完成').isVisible(); tries += 1) {
    await approver.waitForTimeout(250);
    await approver.goto(address);
  }
  await see(approver, 'done-390');
  const found = await json(`/api/v1/disclosures?item=licence&q=${encodeURIComponent('浏览器建材')}`);
  assert.deepEqual(found.items.map((item) => item.title), ['石家庄浏览器建材有限公司普通许可']);
  assert.deepEqual(wrong, []);
  for (const page of [clerk, screener, approver]) await page.context().close();
});
