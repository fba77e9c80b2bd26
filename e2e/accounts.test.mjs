// Accounts: an administrator invites, the person chooses a password, sets up an authenticator app and a passkey, and
// signs in with each; nobody with the password alone gets in.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, test } from 'node:test';
import { findings } from './axe.mjs';
import { DESKTOP, PHONE, launch, shot, signIn, url, visitor } from './browser.mjs';

// Passkeys want a name; the machine calls itself by one.
const named = url.replace('127.0.0.1', 'localhost');
const PASSWORD = '云南的雨和北方的大雪天';
let browser;
let link;
let other;
let person;
let device;
let authenticatorId;

before(async () => { browser = await launch(); });
after(async () => { await browser.close(); });

/** A one-time code (RFC 6238) as an authenticator app shows it, some steps of half a minute later. */
function code(base32, later = 0) {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...base32.replace(/=+$/, '')].map((c) => alphabet.indexOf(c).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30000) + later));
  const mac = createHmac('sha1', key).update(step).digest();
  const at = mac[19] & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1000000).padStart(6, '0');
}

async function enter(page, password = PASSWORD) {
  await page.goto(`${named}/desk/sign-in`);
  await page.getByLabel('用户名').fill('xinren');
  await page.getByLabel('密码').fill(password);
  await page.getByRole('button', { name: '登录', exact: true }).click();
}

const present = (enabled) =>
  device.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled });
const inside = (page) => page.getByRole('heading', { level: 1, name: '我的工作' }).waitFor();

test('an administrator invites two people by a pasted table', async () => {
  const admin = await signIn(browser, 'guanli', { bypassCSP: true });
  await admin.getByRole('link', { name: '账号与管理' }).click();
  await admin.getByRole('link', { name: '人员', exact: true }).click();
  const list = admin.getByLabel(/^从表格粘贴/);
  await list.fill('新人甲\txinren\t起草人\n新人乙\tlaoren\t园丁');
  await admin.getByRole('button', { name: '全部邀请' }).click();
  await admin.getByRole('alert').getByText('第 2 行').waitFor();
  await shot(admin, 'desk-people-mistake-1440');
  await list.fill('新人甲\txinren\t起草人\n新人乙\tlaoren\t审查人、批准人');
  await admin.getByRole('button', { name: '全部邀请' }).click();
  await admin.getByRole('heading', { level: 1, name: '把链接交给本人' }).waitFor();
  await shot(admin, 'desk-invited-1440');
  assert.deepEqual(await findings(admin, 'invited'), []);
  other = (await admin.locator('#link-2').innerText()).trim();
  link = (await admin.locator('#link-1').innerText()).trim();
  assert.match(link, /\/desk\/link\/[0-9a-f]{40}$/);
  await admin.getByRole('link', { name: '回到人员' }).click();
  assert.equal(await admin.getByRole('row').filter({ hasText: '等本人设密码' }).count(), 2);
});

test('the person chooses a password by the link, once', async () => {
  const person = await visitor(browser);
  await person.goto(link);
  await person.getByLabel('密码', { exact: true }).fill('1234567890');
  await person.getByLabel('再输入一次').fill('1234567890');
  await person.getByRole('button', { name: '设置密码' }).click();
  await person.getByRole('alert').getByText('不够安全').waitFor();
  await shot(person, 'desk-link-390');
  await person.getByLabel('密码', { exact: true }).fill(PASSWORD);
  await person.getByLabel('再输入一次').fill(PASSWORD);
  await person.getByRole('button', { name: '设置密码' }).click();
  await person.getByRole('heading', { level: 1, name: '登录工作台' }).waitFor();
  assert.equal((await person.goto(link)).status(), 404);
  await enter(person);
  await inside(person);
});

test('password and one-time code', async () => {
  person = await visitor(browser);
  await enter(person);
  await inside(person);
  await person.goto(`${named}/desk/me/totp`);
  await shot(person, 'desk-totp-390');
  const secret = (await person.locator('#secret').innerText()).trim();
  await person.getByLabel('验证码').fill(code(secret));
  await person.getByRole('button', { name: '启用' }).click();
  await person.getByRole('heading', { level: 1, name: '请记下恢复码' }).waitFor();
  await shot(person, 'desk-codes-390');
  const recovery = await person.locator('#codes code').first().innerText();

  const again = await visitor(browser);
  await enter(again);
  await again.getByRole('heading', { level: 1, name: '二次验证' }).waitFor();
  await again.goto(`${named}/desk`);
  await again.getByRole('heading', { level: 1, name: '登录工作台' }).waitFor();
  await enter(again);
  await again.getByLabel('验证码').fill('000000');
  await again.getByRole('button', { name: '继续' }).click();
  await again.getByRole('alert').waitFor();
  await shot(again, 'desk-second-factor-390');
  // The code that set it up is used; the next one is good already.
  await again.getByLabel('验证码').fill(code(secret, 1));
  await again.getByRole('button', { name: '继续' }).click();
  await inside(again);

  const lost = await visitor(browser);
  await enter(lost);
  await lost.getByLabel('验证码').fill(recovery);
  await lost.getByRole('button', { name: '继续' }).click();
  await inside(lost);
});

test('the pages of signing in have nothing serious', async () => {
  const page = await visitor(browser, { bypassCSP: true });
  await page.goto(other);
  const wrong = await findings(page, 'link');
  await enter(page);
  await page.getByRole('heading', { level: 1, name: '二次验证' }).waitFor();
  wrong.push(...await findings(page, 'second factor'));
  assert.deepEqual(wrong, []);
});

test('password and passkey', async () => {
  device = await person.context().newCDPSession(person);
  await device.send('WebAuthn.enable');
  ({ authenticatorId } = await device.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  }));
  await person.setViewportSize(DESKTOP);
  await person.goto(`${named}/desk/me/passkeys`);
  await shot(person, 'desk-passkey-1440');
  await person.getByLabel(/^起个名字/).fill('测试电脑');
  await person.getByRole('button', { name: '登记' }).click();
  await person.getByRole('heading', { level: 1, name: '账号与管理' }).waitFor();
  await person.getByText('测试电脑').first().waitFor();
  await shot(person, 'desk-me-1440');
  const { credentials } = await device.send('WebAuthn.getCredentials', { authenticatorId });
  assert.equal(credentials.length, 1);

  // The device would answer at once what the page offers among the names.
  await present(false);
  await person.context().clearCookies();
  await enter(person);
  await present(true);
  await person.getByRole('button', { name: '用通行密钥', exact: true }).click();
  await inside(person);

  // The same page without the device: the question cannot be answered.
  const stranger = await visitor(browser);
  await enter(stranger);
  const token = await stranger.locator('form[data-passkey] input[name=token]').inputValue();
  const answer = await stranger.request.post(`${named}/desk/sign-in/second`, {
    form: { token, credential: JSON.stringify({ id: credentials[0].credentialId, rawId: credentials[0].credentialId, type: 'public-key',
      response: { clientDataJSON: 'e30', authenticatorData: 'AAAA', signature: 'AAAA', userHandle: null } }) },
    maxRedirects: 0,
  });
  assert.equal(answer.status(), 422);
});

test('a passkey alone', async () => {
  const { credentials } = await device.send('WebAuthn.getCredentials', { authenticatorId });
  assert.ok(credentials[0].isResidentCredential && credentials[0].userHandle, 'the device knows whose it is');
  const verified = (isUserVerified) => device.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified });
  const leave = () => person.context().clearCookies();

  // Offered among the names that the browser fills in: nothing is typed and nothing pressed.
  await leave();
  await person.goto(`${named}/desk/sign-in`);
  await inside(person);

  // By the button, in a browser that does not offer it by itself.
  await leave();
  await person.addInitScript(() => { PublicKeyCredential.isConditionalMediationAvailable = async () => false; });
  await person.setViewportSize(PHONE);
  await person.goto(`${named}/desk/sign-in`);
  assert.equal(await person.getByLabel('用户名').getAttribute('autocomplete'), 'username webauthn');
  await shot(person, 'desk-sign-in-390');
  await person.setViewportSize(DESKTOP);
  await shot(person, 'desk-sign-in-1440');
  await person.getByRole('button', { name: '用通行密钥登录' }).click();
  await inside(person);

  // Who holds the device and does not prove to be its owner stays outside.
  await leave();
  await verified(false);
  await person.goto(`${named}/desk/sign-in`);
  await person.getByRole('button', { name: '用通行密钥登录' }).click();
  await person.getByRole('status').getByText('没有完成').waitFor();
  assert.match(person.url(), /sign-in$/);
  await verified(true);

  // An answer is good once, and only for the question of this browser.
  let sent;
  await person.route('**/desk/sign-in/passkey', async (route) => {
    sent = route.request().postData();
    await route.continue();
  });
  await person.getByRole('button', { name: '用通行密钥登录' }).click();
  await inside(person);
  const stranger = await visitor(browser);
  await stranger.request.post(`${named}/desk/sign-in/passkey/question`);
  const again = await stranger.request.post(`${named}/desk/sign-in/passkey`, {
    headers: { 'content-type': 'application/x-www-form-urlencoded' }, data: sent, maxRedirects: 0,
  });
  assert.equal(again.status(), 422);
  assert.match(await again.text(), /通行密钥没有通过验证/);
  await present(false);
});

test('an administrator resets the account, and nothing old is good', async () => {
  const admin = await signIn(browser, 'guanli', { viewport: PHONE });
  await admin.goto(`${url}/desk/people`);
  await shot(admin, 'desk-people-390');
  await admin.getByRole('link', { name: '新人甲' }).click();
  await shot(admin, 'desk-person-390');
  await admin.getByRole('button', { name: '重置登录' }).click();
  await admin.getByRole('heading', { level: 1, name: '把链接交给本人' }).waitFor();
  const person = await visitor(browser);
  await enter(person);
  await person.getByRole('alert').getByText('用户名或密码不对').waitFor();
});
