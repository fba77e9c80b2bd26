// Runs last: every page of the desk that the router knows was looked at by axe somewhere in this run.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

// What is no page of its own: files, what sends the browser on, and the public page inside the preview.
const NO_PAGE = [/\.(csv|jsonl)$/, /\/files\//, /\/uploads\//, /\/sign-in\/sso/, /\/preview\/page$/];
const seen = process.env.MINGJING_AXE_SEEN;

test('axe has looked at every page of the desk', { skip: !seen && 'only some files are run' }, () => {
  const router = readFileSync(new URL('../crates/desk/src/lib.rs', import.meta.url), 'utf8');
  const routes = [...router.matchAll(/\.route\(\s*"(\/desk[^"]*)",\s*get\(/g)].map((found) => found[1]);
  assert.ok(routes.length > 20, `${routes}`);
  const paths = readFileSync(seen, 'utf8').split('\n');
  const looked = (route) => {
    const steps = route.split('/').map((step) => (step.startsWith('{') ? '[^/]+' : step.replaceAll('.', '\\.')));
    const shape = new RegExp(`^${steps.join('/')}$`);
    // `/desk/bulk/{id}` is not `/desk/bulk/list` where that has a route of its own.
    return paths.some((path) => shape.test(path) && (path === route || !routes.includes(path)));
  };
  const missing = routes.filter((route) => !NO_PAGE.some((shape) => shape.test(route)) && !looked(route));
  assert.deepEqual(missing, []);
});
