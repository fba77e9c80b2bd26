// What every test needs: a browser, the site's address, the pages to look at, signing in.
import { mkdirSync } from 'node:fs';
import { chromium } from 'playwright-core';

export const url = process.env.MINGJING_URL;
export const demo = process.env.MINGJING_DEMO_DIR;
export const bin = process.env.MINGJING_BIN;
export const shots = new URL('./shots/', import.meta.url).pathname;
mkdirSync(shots, { recursive: true });

export const PHONE = { width: 390, height: 844 };
export const DESKTOP = { width: 1440, height: 900 };

export const launch = () => chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync'],
});

/** A page of a new visitor, who has no cookies. */
export async function visitor(browser, options = {}) {
  const context = await browser.newContext({ viewport: PHONE, locale: 'zh-CN', ...options });
  return context.newPage();
}

export async function signIn(browser, username, options = {}) {
  const page = await visitor(browser, { viewport: DESKTOP, ...options });
  await page.goto(`${url}/desk/sign-in`);
  await page.getByLabel('用户名').fill(username);
  await page.getByLabel('密码').fill('mingjing-demo-2026');
  await page.getByRole('button', { name: '登录', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: '我的工作' }).waitFor();
  return page;
}

export const json = async (path) => (await fetch(url + path)).json();

/** How many pixels a reader would have to scroll sideways. */
export const tooWide = (page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

export const shot = (page, name) => page.screenshot({ path: `${shots}${name}.png`, fullPage: true });

/** The addresses of one page of every public kind, by name. */
export async function publicPages() {
  // Agencies are scored in the background, a moment after the start.
  for (let tries = 0; tries < 100 && !(await fetch(`${url}/oversight`)).ok; tries += 1) {
    await new Promise((done) => setTimeout(done, 100));
  }
  const first = async (item) => `/d/${(await json(`/api/v1/disclosures?limit=1&item=${item}`)).items[0].id}`;
  const oldest = async (item) => `/d/${(await json(`/api/v1/disclosures?limit=50&item=${item}`)).items.at(-1).id}`;
  const withCode = (await json('/api/v1/disclosures?limit=1&item=penalty')).items[0].id;
  const code = (await json(`/api/v1/disclosures/${withCode}`)).fields.uscc;
  return {
    credit: '/credit', found: '/credit?q=有限公司', enterprise: `/credit/${code}`, list: '/i/power-list', 'list-then': '/i/power-list?on=2026-06-01',
    'list-both': '/i/power-list?on=2020-01-01&with=2026-06-01', 'list-changes': '/i/power-list/changes',
    front: '/', search: '/search?q=公开', nothing: '/search?q=没有这样的词句', notices: '/i/notice', licences: '/i/licence',
    document: await first('normative-document'), licence: await first('licence'), guide: await first('agency-guide'),
    withdrawn: await withdrawn(), agency: '/a/130001', agencies: '/agencies', area: '/areas/decision', log: '/log',
    decisions: '/decisions', 'decision-steps': (await oldest('major-decision')).replace('/d/', '/decisions/'),
    'decision-begun': (await first('major-decision')).replace('/d/', '/decisions/'), policy: await first('policy-document'),
    decision: await oldest('major-decision'), budget: await first('government-budget'), department: await first('department-budget'),
    service: await first('service-guide'), services: '/services?q=孩子上户口', clauses: '/clauses', clause: '/clauses/二-二-2', oversight: '/oversight', 'oversight-city': '/oversight?region=130100', duties: '/oversight/130001', organisation: '/areas/organisation',
    order: `${await titled('policy-document', '办好群众身边事')}/tasks`, display: '/display', design: '/design', missing: '/nothing-here', 'sign-in': '/desk/sign-in', docs: '/api/docs',
  };
}

/** The page of the disclosure with these words in its title. */
async function titled(item, words) {
  const { items } = await json(`/api/v1/disclosures?limit=5&item=${item}&q=${encodeURIComponent(words)}`);
  return `/d/${items.find((one) => one.title.includes(words)).id}`;
}

/** The page of a withdrawn disclosure of the demonstration, which the log tells of. */
async function withdrawn() {
  const size = Number((await (await fetch(`${url}/log/checkpoint`)).text()).split('\n')[1]);
  for (let block = 0; block * 256 < size; block += 1) {
    const width = Math.min(256, size - block * 256);
    const path = `${String(block).padStart(3, '0')}${width < 256 ? `.p/${width}` : ''}`;
    const entries = await (await fetch(`${url}/log/tile/entries/${path}`)).text();
    const found = entries.match(/"event":"withdraw"[^]*?"id":"([0-9a-f]{32})"/);
    if (found) return `/d/${found[1]}`;
  }
  throw new Error('nothing was withdrawn');
}
