// What axe-core finds on a page. The visitor must have come with `bypassCSP`: the pages' own policy forbids the script.
import { appendFileSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tooWide } from './browser.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What is serious on the page shown, each with its place. */
export async function findings(page, name) {
  if (process.env.MINGJING_AXE_SEEN) appendFileSync(process.env.MINGJING_AXE_SEEN, `${new URL(page.url()).pathname}\n`);
  await page.evaluate(axe);
  const { violations } = await page.evaluate((values) => window.axe.run(document, { runOnly: values }), RULES);
  const wrong = violations
    .filter((v) => ['serious', 'critical'].includes(v.impact))
    .map((v) => `${name}: ${v.id}: ${v.help}: ${v.nodes.slice(0, 3).map((n) => n.html).join(' | ')}`);
  const wider = await tooWide(page);
  return wider > 0 ? [...wrong, `${name}: ${wider} px too wide`] : wrong;
}
