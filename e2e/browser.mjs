// What every test needs: a browser, the site's address, signing in.
import { mkdirSync } from 'node:fs';
import { chromium } from 'playwright-core';

export const url = process.env.MINGJING_URL;
export const shots = new URL('./shots/', import.meta.url).pathname;
mkdirSync(shots, { recursive: true });

export const PHONE = { width: 390, height: 844 };
export const DESKTOP = { width: 1440, height: 900 };

export const launch = () => chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync'],
});

export async function signIn(browser, username, viewport = DESKTOP) {
  const context = await browser.newContext({ viewport, locale: 'zh-CN' });
  const page = await context.newPage();
  await page.goto(`${url}/desk/sign-in`);
  await page.getByLabel('用户名').fill(username);
  await page.getByLabel('密码').fill('mingjing-demo-2026');
  await page.getByRole('button', { name: '登录', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: '我的工作' }).waitFor();
  return page;
}

export const json = async (path) => (await fetch(url + path)).json();
