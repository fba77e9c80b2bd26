// Single sign-on with a real OpenID provider that runs here: an account is tied to an identity once, and opened by it
// from then on; another identity opens nothing, and neither does an answer nobody asked for.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import Provider from 'oidc-provider';
import { bin, launch, shot, visitor } from './browser.mjs';

const PASSWORD = '云南的雨和北方的大雪天';
const dir = mkdtempSync(join(tmpdir(), 'mingjing-sso-'));
let browser;
let provider;
let server;
let site;

/** A port that nobody listens on. */
const freePort = () => new Promise((resolve) => {
  const probe = createServer().listen(0, '127.0.0.1', () => {
    const { port } = probe.address();
    probe.close(() => resolve(port));
  });
});

before(async () => {
  const [ours, theirs] = [await freePort(), await freePort()];
  site = `http://127.0.0.1:${ours}`;
  const issuer = `http://127.0.0.1:${theirs}`;
  const known = new Provider(issuer, {
    clients: [{
      client_id: 'mingjing', client_secret: 'a secret of this test', redirect_uris: [`${site}/desk/sign-in/sso/callback`],
    }],
    pkce: { required: () => true, methods: ['S256'] },
  });
  await new Promise((resolve) => { provider = known.listen(theirs, '127.0.0.1', resolve); });
  const instance = join(dir, 'instance');
  const run = (args, input) => {
    const done = spawnSync(bin, [...args, '--dir', instance], { encoding: 'utf8', input });
    assert.equal(done.status, 0, done.stderr);
  };
  const made = spawnSync(bin, ['init', instance, '--name', '单点登录测试', '--origin', 'sso.example/log'], { encoding: 'utf8' });
  assert.equal(made.status, 0, made.stderr);
  run(['account', 'add', 'wang', '--name', '王晓明', '--agency', '130001', '--role', 'drafter'], `${PASSWORD}\n`);
  appendFileSync(join(instance, 'mingjing.toml'), `
[accounts.single_sign_on]
name = "统一身份认证"
issuer = "${issuer}"
client_id = "mingjing"
client_secret = "a secret of this test"
`);
  server = spawn(bin, ['serve', '--dir', instance, '--listen', `127.0.0.1:${ours}`], { stdio: 'inherit' });
  for (let tries = 0; tries < 100; tries += 1) {
    if (await fetch(`${site}/readyz`).then((r) => r.ok, () => false)) break;
    await new Promise((resolve) => { setTimeout(resolve, 200); });
  }
  browser = await launch();
});

after(async () => {
  await browser?.close();
  server?.kill();
  provider?.close();
  provider?.closeAllConnections();
  rmSync(dir, { recursive: true, force: true });
});

/** Signs in at the provider, whose own forms take any name. */
async function prove(page, name) {
  await page.locator('input[name=login]').fill(name);
  await page.locator('input[name=password]').fill('anything');
  await page.locator('button[type=submit]').click();
  await page.getByRole('button', { name: 'Continue' }).click();
}

test('an identity is tied once, signed in by password', async () => {
  const page = await visitor(browser);
  await page.goto(`${site}/desk/sign-in`);
  await shot(page, 'desk-sign-in-sso-390');
  await page.getByLabel('用户名').fill('wang');
  await page.getByLabel('密码').fill(PASSWORD);
  await page.getByRole('button', { name: '登录', exact: true }).click();
  await page.goto(`${site}/desk/me`);
  await page.getByRole('button', { name: '关联统一身份认证' }).click();
  await page.getByRole('link', { name: '去登录' }).click();
  await prove(page, 'wang@sso');
  await page.getByText('已关联').waitFor();
  assert.equal(new URL(page.url()).pathname, '/desk/me');
});

test('the identity opens the account without a password, another one opens nothing', async () => {
  const page = await visitor(browser);
  await page.goto(`${site}/desk/sign-in`);
  await page.getByRole('link', { name: '用统一身份认证登录' }).click();
  await prove(page, 'wang@sso');
  await page.getByRole('heading', { level: 1, name: '我的工作' }).waitFor();

  const other = await visitor(browser);
  await other.goto(`${site}/desk/sign-in/sso`);
  await prove(other, 'somebody@sso');
  await other.getByText('这个身份还没有关联账号').waitFor();
  await other.goto(`${site}/desk`);
  await other.getByRole('heading', { level: 1, name: '登录工作台' }).waitFor();
});

test('an answer that nobody asked for, or that was changed, opens nothing', async () => {
  const page = await visitor(browser);
  const bare = await page.request.get(`${site}/desk/sign-in/sso/callback?code=x&state=y`, { maxRedirects: 0 });
  assert.equal(bare.status(), 400);
  const asked = await page.request.get(`${site}/desk/sign-in/sso`, { maxRedirects: 0 });
  assert.equal(asked.status(), 303);
  const state = new URL(asked.headers().location).searchParams.get('state');
  assert.ok(new URL(asked.headers().location).searchParams.get('code_challenge'));
  const wrong = await page.request.get(`${site}/desk/sign-in/sso/callback?code=made-up&state=${state}`, { maxRedirects: 0 });
  assert.equal(wrong.status(), 422, 'the provider knows no such code');
  const again = await page.request.get(`${site}/desk/sign-in/sso/callback?code=made-up&state=${state}`, { maxRedirects: 0 });
  assert.equal(again.status(), 400, 'a question is answered once');
});

test('the tie is taken away with the password', async () => {
  const page = await visitor(browser);
  await page.goto(`${site}/desk/sign-in/sso`);
  await prove(page, 'wang@sso');
  await page.goto(`${site}/desk/me`);
  await page.getByText('取消关联').first().click();
  await page.locator('#tied-password').fill(PASSWORD);
  await page.getByRole('button', { name: '取消关联' }).click();
  await page.getByText('没有关联').waitFor();
});
