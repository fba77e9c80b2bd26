// The openness office looks who has reported of a year, and only at those who have not.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { findings } from './axe.mjs';
import { DESKTOP, PHONE, launch, shot, signIn, tooWide, url } from './browser.mjs';

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser.close(); });

for (const [size, viewport] of [[390, PHONE], [1440, DESKTOP]]) {
  test(`the office sees who has reported at ${size} px`, async () => {
    const wrong = [];
    const office = await signIn(browser, 'zhuguan', { viewport, bypassCSP: true });
    await office.goto(`${url}/desk/yearly-report`);
    await office.getByRole('link', { name: '各单位年度报告办理情况' }).click();
    await office.getByRole('heading', { level: 1, name: /政府信息公开工作年度报告办理情况/ }).waitFor();
    await office.getByText(/^应当公布 [0-9]+ 份/).waitFor();
    assert.ok(await tooWide(office) <= 0);
    wrong.push(...await findings(office, 'reporting'));
    await shot(office, `desk-reporting-${size}`);
    await office.getByLabel('只看还没有公布的').check();
    await office.getByRole('button', { name: '查看' }).click();
    await office.getByText(/^还没有公布的 [0-9]+ 份/).waitFor();
    assert.equal(await office.getByText('按时公布', { exact: true }).count(), 0);
    wrong.push(...await findings(office, 'reporting-missing'));
    await office.context().close();
    assert.deepEqual(wrong, []);
  });
}
