// The text of a draft: toolbar, paste from Word, a Word document, pictures, the page beside.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { launch, shot, signIn, tooWide, url } from './browser.mjs';

let browser;
let clerk;
let body;
const dir = mkdtempSync(join(tmpdir(), 'mingjing-writing-'));
const says = (words) => clerk.locator('#save-state').filter({ hasText: words }).waitFor({ timeout: 15000 })
  .catch(async (e) => assert.fail(`${e.message}: ${await clerk.locator('#save-state').textContent()}`));

before(async () => {
  browser = await launch();
  clerk = await signIn(browser, 'caizheng-qicao');
  await clerk.goto(`${url}/desk/new`);
  await clerk.getByRole('button', { name: '公告公示', exact: true }).first().click();
  body = clerk.getByLabel('正文', { exact: true });
});
after(async () => {
  await browser.close();
  rmSync(dir, { recursive: true, force: true });
});

test('the toolbar writes Markdown, by mouse and by keyboard alone', async () => {
  await body.fill('供暖安排');
  await clerk.getByRole('button', { name: '标题', exact: true }).click();
  assert.equal(await body.inputValue(), '## 供暖安排');
  await clerk.keyboard.press('End');
  await clerk.keyboard.type('\n\n请遵照执行');
  // Back to the toolbar, along it with the arrows, and in with Enter.
  await clerk.keyboard.press('Shift+Tab');
  for (let step = 0; step < 7; step += 1) await clerk.keyboard.press('ArrowRight');
  assert.equal(await clerk.evaluate(() => document.activeElement.textContent), '脚注');
  await clerk.keyboard.press('Enter');
  await clerk.keyboard.type('见条例第八条。');
  await clerk.keyboard.press('Enter');
  assert.equal(await body.inputValue(), '## 供暖安排\n\n请遵照执行[^1]\n\n[^1]: 见条例第八条。');
  await clerk.getByRole('button', { name: '链接' }).click();
  await clerk.getByLabel('链接的地址').fill('javascript:alert(1)');
  await clerk.getByRole('button', { name: '插入', exact: true }).click();
  await clerk.locator('.asking .error').filter({ hasText: 'https://' }).waitFor();
  await clerk.getByRole('button', { name: '取消' }).click();
  await says('已保存');
});

test('what is pasted from Word keeps headings, lists, tables and footnotes', async () => {
  await body.fill('');
  await body.evaluate((field) => {
    const html = `<html xmlns:o="urn:schemas-microsoft-com:office:office"><body><!--StartFragment--><h2>一、总体要求</h2>
<p class=MsoNormal><span style='font-size:16pt;color:red'>按时供
暖<a href="#_ftn1"><span class=MsoFootnoteReference>[1]</span></a>。</span></p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>·<span>&nbsp;</span></span><![endif]>检修</p>
<table><tr><td>区</td><td>日期</td></tr><tr><td>长安</td><td>11月15日</td></tr></table>
<div style='mso-element:footnote' id=ftn1><p class=MsoFootnoteText><a href="#_ftnref1">[1]</a> 以公告为准。</p></div><!--EndFragment--></body></html>`;
    const data = new DataTransfer();
    data.setData('text/html', html);
    data.setData('text/plain', '一、总体要求');
    field.focus();
    field.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
  });
  await says('已粘贴');
  const text = '## 一、总体要求\n\n按时供暖[^1]。\n\n- 检修\n\n| 区 | 日期 |\n| --- | --- |\n| 长安 | 11月15日 |\n\n[^1]: 以公告为准。';
  assert.equal(await body.inputValue(), text);
});

test('the page stands beside the form and follows it', async () => {
  await clerk.getByLabel('标题', { exact: true }).fill('供暖公告');
  await clerk.getByRole('button', { name: '边写边看' }).click();
  const seen = clerk.frameLocator('iframe.preview-beside');
  await seen.getByRole('heading', { name: '一、总体要求' }).waitFor();
  await clerk.getByLabel('标题', { exact: true }).fill('供暖公告（二）');
  await seen.getByRole('heading', { level: 1, name: '供暖公告（二）' }).waitFor({ timeout: 9000 });
  await shot(clerk, 'writing-beside-1440');
  assert.ok(await tooWide(clerk) <= 0);
  await clerk.getByRole('link', { name: '预览', exact: true }).click();
  await clerk.frameLocator('iframe.preview-phone').getByText('这是预览，还没有公开').waitFor();
  await shot(clerk, 'preview-1440');
  await clerk.getByRole('link', { name: '回到稿件' }).click();
});

test('a Word document and a picture are taken in', async () => {
  const file = join(dir, '供暖.docx');
  const made = spawnSync('python3', ['-c', `
import sys, zipfile
p = lambda text, more='': f'<w:p><w:pPr>{more}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>'
body = p('第一条 按时供暖。') + '<w:tbl><w:tr><w:tc>' + p('甲') + '</w:tc><w:tc>' + p('乙') + '</w:tc></w:tr></w:tbl>'
z = zipfile.ZipFile(sys.argv[1], 'w')
z.writestr('word/document.xml', f'<w:document xmlns:w="w"><w:body>{body}</w:body></w:document>')
z.close()`, file]);
  assert.equal(made.status, 0, String(made.stderr));
  await clerk.getByLabel('选择文档').setInputFiles(file);
  await clerk.getByLabel('用文档替换现在填写的内容').check();
  await clerk.getByRole('button', { name: '导入', exact: true }).click();
  await clerk.waitForFunction(() => document.querySelector('textarea[name=body]')?.value.startsWith('第一条'));
  assert.equal(await body.inputValue(), '第一条 按时供暖。\n\n| 甲 | 乙 |\n| --- | --- |');
  const picture = join(dir, '锅炉房.png');
  writeFileSync(picture, Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64'));
  await clerk.getByLabel('选择文件').setInputFiles(picture);
  await clerk.getByRole('button', { name: '插入正文' }).click();
  await clerk.getByLabel(/图里有什么/).fill('两台新锅炉');
  await clerk.getByRole('button', { name: '插入', exact: true }).click();
  assert.match(await body.inputValue(), /!\[两台新锅炉\]\(%E9%94%85%E7%82%89%E6%88%BF\.png\)/);
  await says('已保存');
  await clerk.goto(`${clerk.url()}/preview/page`);
  const shown = clerk.getByAltText('两台新锅炉');
  await shown.waitFor();
  assert.ok(await shown.evaluate((img) => img.complete && img.naturalWidth === 1), 'the picture is shown');
});
