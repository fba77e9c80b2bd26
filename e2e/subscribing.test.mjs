// Subscribing by mail on a site that sends it: by keyboard alone, without JavaScript; the pages on the way are looked at by axe.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { findings } from './axe.mjs';
import { DESKTOP, PHONE, bin, launch, shot, signIn, url, visitor } from './browser.mjs';

let browser;
let dir;
let server;
let site;
let mailbox;
const letters = [];

/** A mail server that takes everything. */
function takesMail() {
  const taking = createServer((socket) => {
    socket.on('error', () => {});
    let data = null;
    let rest = '';
    const say = (line) => socket.write(`${line}\r\n`);
    say('220 test');
    socket.on('data', (bytes) => {
      rest += bytes;
      for (let end = rest.indexOf('\r\n'); end >= 0; end = rest.indexOf('\r\n')) {
        const line = rest.slice(0, end);
        rest = rest.slice(end + 2);
        if (data !== null) {
          if (line === '.') { letters.push(data); data = null; say('250 taken'); } else data += `${line}\n`;
        } else if (/^DATA/i.test(line)) { data = ''; say('354 go on'); } else if (/^QUIT/i.test(line)) { say('221 bye'); socket.end(); } else say('250 yes');
      }
    });
  });
  return new Promise((done) => { taking.listen(0, '127.0.0.1', () => done(taking)); });
}

/** The text of the newest letter, once there are this many. */
async function letter(number) {
  for (let tries = 0; tries < 300 && letters.length < number; tries += 1) await new Promise((done) => { setTimeout(done, 100); });
  assert.ok(letters.length >= number, `${letters.length} letters`);
  const body = letters[number - 1].split('\n\n').slice(1).join('\n\n');
  return Buffer.from(body, 'base64').toString('utf8');
}

before(async () => {
  browser = await launch();
  mailbox = await takesMail();
  dir = mkdtempSync(join(tmpdir(), 'mingjing-mail-'));
  const place = join(dir, 'instance');
  const made = spawnSync(bin, ['init', '--dir', place], { encoding: 'utf8' });
  assert.equal(made.status, 0, made.stderr);
  const file = join(place, 'mingjing.toml');
  const mail = `\n[mail]\nserver = "127.0.0.1"\nport = ${mailbox.address().port}\nsecurity = "none"\nfrom = "noreply@example.gov.cn"\n`;
  writeFileSync(file, readFileSync(file, 'utf8').replace('base_url = ""', 'base_url = "http://open.example.gov.cn"') + mail);
  server = spawn(bin, ['serve', '--dir', place, '--listen', '127.0.0.1:0']);
  server.stderr.on('data', (bytes) => process.stderr.write(bytes));
  site = await new Promise((done, failed) => {
    server.on('exit', () => failed(new Error('it did not start')));
    let said = '';
    server.stdout.on('data', (bytes) => {
      said += bytes;
      const found = said.match(/http:\/\/127\.0\.0\.1:\d+/);
      if (found) done(found[0]);
    });
  });
});

after(async () => {
  await browser.close();
  server?.kill();
  mailbox?.close();
  rmSync(dir, { recursive: true, force: true });
});

/** Presses Tab until this has the focus. */
async function tabTo(page, wanted) {
  for (let n = 0; n < 60; n += 1) {
    await page.keyboard.press('Tab');
    if (await wanted.evaluate((one) => one === one.ownerDocument.activeElement)) return;
  }
  assert.fail('it is never reached by the keyboard');
}

test('a reader subscribes, confirms and leaves by the keyboard alone, without JavaScript', async () => {
  const page = await visitor(browser, { viewport: PHONE, javaScriptEnabled: false });
  await page.goto(`${site}/i/notice`);
  const link = page.getByRole('link', { name: '邮件订阅' });
  await link.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: '邮件订阅' }).waitFor();
  await tabTo(page, page.getByLabel('邮箱'));
  await page.keyboard.type('reader@example.com');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: '请查收邮件' }).waitFor();
  const path = (await letter(1)).match(/http:\/\/open\.example\.gov\.cn(\/subscription\/\S+)/)[1];
  await page.goto(site + path);
  await tabTo(page, page.getByRole('button', { name: '确认订阅' }));
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: '已订阅' }).waitFor();
  await tabTo(page, page.getByRole('button', { name: '退订' }));
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: '已退订' }).waitFor();
  await page.goto(site + path);
  await page.getByRole('heading', { level: 1, name: '没有这项订阅' }).waitFor();
  await page.context().close();
});

for (const [size, viewport] of [[390, PHONE], [1440, DESKTOP]]) {
  test(`subscribing at ${size} px has nothing serious`, async () => {
    const page = await visitor(browser, { viewport, bypassCSP: true });
    const wrong = [];
    const see = async (name) => {
      await shot(page, `${name}-${size}`);
      wrong.push(...await findings(page, name));
    };
    await page.goto(`${site}/subscribe`);
    await see('subscribe-words');
    await page.goto(`${site}/subscribe?item=notice`);
    await see('subscribe');
    const count = letters.length;
    await page.getByLabel('邮箱').fill(`size${size}@example.com`);
    await page.getByRole('button', { name: '订阅', exact: true }).click();
    await see('subscribe-sent');
    const path = (await letter(count + 1)).match(/http:\/\/open\.example\.gov\.cn(\/subscription\/\S+)/)[1];
    await page.goto(site + path);
    await see('subscription-to-confirm');
    await page.getByRole('button', { name: '确认订阅' }).click();
    await see('subscription');
    await page.getByRole('button', { name: '退订' }).click();
    await see('subscription-ended');
    // The demonstration sends no mail.
    await page.goto(`${url}/subscribe?item=notice`);
    await see('subscribe-without-mail');
    await page.context().close();

    const system = await signIn(browser, 'xitong', { viewport, bypassCSP: true });
    for (const [name, path] of [['messages', '/desk/messages'], ['message', '/desk/messages/subscription-digest']]) {
      await system.goto(url + path);
      await shot(system, `desk-${name}-${size}`);
      wrong.push(...await findings(system, name));
    }
    await system.getByLabel('正文').fill('{姓名}');
    await system.getByRole('button', { name: '保存' }).click();
    await system.getByText('没有 {姓名} 这个名称').first().waitFor();
    wrong.push(...await findings(system, 'message with a mistake'));
    await system.context().close();
    assert.deepEqual(wrong, []);
  });
}
