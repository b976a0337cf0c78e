// The HTML report in Chromium: what loads, what the keys do, what hostile articles cannot.
//
//   SAMESTORY=target/release/samestory node --test tests/browser/report.test.js
//
// CHROMIUM names the browser, /usr/bin/chromium without it.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { hostileArticles, manyReprints, rightToLeft } from './articles.js';

const repository = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const samestory = resolve(process.env.SAMESTORY ?? join(repository, 'target/release/samestory'));
const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const folder = mkdtempSync(join(tmpdir(), 'samestory-browser-'));
const sample = join(repository, 'data/sample/articles.jsonl');

let browser;

const run = (...args) => execFileSync(samestory, ['--quiet', ...args], { cwd: folder, maxBuffer: 1 << 28 });
const lines = (articles) => articles.map((article) => JSON.stringify(article)).join('\n') + '\n';

/** Clusters articles and writes a report; answers its address. */
function report(name, input, ...options) {
  run('cluster', input, '-o', `${name}.jsonl`);
  run('report', `${name}.jsonl`, '--format', 'html', '-o', `${name}.html`, ...options);
  return pathToFileURL(join(folder, `${name}.html`)).href;
}

before(async () => {
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    headless: true,
    args: ['--no-sandbox', '--disable-gpu'],
  });
});

after(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Opens a page, runs `body`, and holds that nothing was asked for, said or run besides. */
async function visit(url, options, body) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const wrong = [];
  const own = url.split('#')[0];
  const beside = own.replace(/[^/]*$/, '');
  page.on('request', (request) => {
    const asked = request.url();
    const navigation = request.isNavigationRequest() && asked.startsWith(beside);
    if (!(asked === own || navigation)) wrong.push(`request: ${asked.slice(0, 200)}`);
  });
  page.on('console', (message) => wrong.push(`console: ${message.text().slice(0, 300)}`));
  page.on('pageerror', (error) => wrong.push(`error: ${error}`));
  page.on('dialog', async (dialog) => {
    wrong.push(`dialog: ${dialog.message()}`);
    await dialog.dismiss();
  });
  await page.goto(url);
  try {
    await body(page);
    assert.deepEqual(wrong, []);
  } finally {
    await context.close();
  }
}

/** Violations that axe-core finds. It is run beside the page, whose policy forbids it inside. */
async function violations(url, options) {
  const context = await browser.newContext({ ...options, bypassCSP: true });
  const page = await context.newPage();
  await page.goto(url);
  // Everything unfolded: what is out of sight is judged too.
  await page.evaluate(() => document.querySelectorAll('details').forEach((one) => { one.open = true; }));
  await page.addScriptTag({ path: axe });
  const found = await page.evaluate(() => globalThis.axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  }));
  await context.close();
  return found.violations.map((one) =>
    `${one.id}: ${one.help} (${one.nodes.length}) ${one.nodes[0].html.slice(0, 160)} ${one.nodes[0].failureSummary?.slice(0, 200)}`);
}

const shown = (page) => page.locator('table.index tbody tr:not([hidden])').count();

test('a page asks for nothing but itself, wide and narrow, light and dark', async () => {
  const url = report('plain', sample);
  for (const width of [390, 1280, 1920]) {
    for (const colorScheme of ['light', 'dark']) {
      await visit(url, { viewport: { width, height: 900 }, colorScheme }, async (page) => {
        assert.ok(await shown(page) > 10);
        const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(over <= 0, `${width} px: ${over} px too wide`);
      });
    }
  }
});

test('stories are searched, filtered and sorted', async () => {
  await visit(report('plain', sample), {}, async (page) => {
    const all = await shown(page);
    await page.keyboard.press('/');
    await page.keyboard.type('nordkurier');
    const some = await shown(page);
    assert.ok(some > 0 && some < all, `${some} of ${all} for an outlet`);
    await page.keyboard.press('Escape');
    assert.equal(await shown(page), all);
    await page.selectOption('#only', { index: 1 });
    const flagged = await shown(page);
    assert.ok(flagged > 0 && flagged < all);
    await page.selectOption('#only', '');
    await page.fill('#search', 'no such word anywhere');
    assert.equal(await shown(page), 0);
    assert.ok(await page.locator('.nothing').isVisible());
    await page.fill('#search', '');

    const table = page.locator('table.index').first();
    const column = (at) => table.locator('tbody tr').evaluateAll(
      (rows, cell) => rows.map((row) => Number(row.cells[cell].dataset.v)), at);
    for (const at of [2, 0]) {
      const button = table.locator('thead th').nth(at).locator('button');
      await button.click();
      const down = await column(at);
      assert.deepEqual(down, [...down].sort((a, b) => b - a));
      await button.focus();
      await page.keyboard.press('Enter');
      const up = await column(at);
      assert.deepEqual(up, [...up].sort((a, b) => a - b));
      assert.equal(await table.locator('thead th').nth(at).getAttribute('aria-sort'), 'ascending');
    }
  });
});

test('any two articles are set side by side, and keys go through their passages', async () => {
  await visit(`${report('plain', sample)}#story-s080`, {}, async (page) => {
    const compare = page.locator('#story-s080-c');
    await compare.scrollIntoViewIfNeeded();
    const selects = compare.locator('select');
    await selects.first().waitFor();
    const before = await compare.locator('.pair').innerText();
    const other = await selects.nth(1).evaluate((select) =>
      [...select.options].find((option) => !option.selected).value);
    await selects.nth(1).selectOption(other);
    const set = await compare.locator('.pair').innerText();
    assert.notEqual(set, before);
    const common = compare.locator('.row.common');
    assert.ok(await common.count() > 0);
    await page.locator('body').click({ position: { x: 2, y: 2 } });
    await page.keyboard.press('n');
    assert.equal(await common.first().getAttribute('class'), 'row common current');
    await page.keyboard.press('p');
    assert.match(await common.last().getAttribute('class'), /current/);
    const number = await common.last().locator('a.number').first().innerText();
    await common.last().locator('a.number').first().click();
    assert.equal(new URL(page.url()).hash, `#story-s080-p${number}`);
    assert.ok(await page.locator(`#story-s080-p${number}`).isVisible());
    await page.locator('#story-s080 .track .mark').first().click();
    assert.match(new URL(page.url()).hash, /^#story-s080-a\d+$/);
  });
});

test('the page and its script tell the same differences', async () => {
  const url = report('plain', sample);
  await visit(url, {}, async (page) => {
    for (const id of ['s080', 's026']) {
      const compare = page.locator(`#story-${id}-c`);
      await compare.scrollIntoViewIfNeeded();
      const selects = compare.locator('select');
      await selects.first().waitFor();
      const read = () => compare.locator('.row').evaluateAll((rows) => rows.map((row) =>
        `${row.className.replace(' current', '')} ${row.textContent.replace(/\s+/g, '')}`));
      const made = await read();
      const swap = compare.locator('button').first();
      await swap.click();
      assert.notDeepEqual(await read(), made);
      await swap.click();
      assert.deepEqual(await read(), made);
    }
  });
});

test('everything can be read without the script', async () => {
  await visit(report('plain', sample), { javaScriptEnabled: false }, async (page) => {
    assert.ok(await page.locator('table.index tbody tr').count() > 10);
    assert.ok(await page.locator('.compare .row.common').count() > 5);
    assert.equal(await page.locator('button, input, select').count(), 0, 'no dead controls');
    assert.ok(await page.locator('svg.arrows').count() > 0);
    assert.ok(await page.locator('.lanes .mark').count() > 20);
  });
});

test('whole texts are shown where the articles are given', async () => {
  const url = report('whole', sample, '--articles', sample);
  await visit(url, {}, async (page) => {
    assert.ok(await page.locator('#story-s080 .map .gap.text').count() > 0);
    const compare = page.locator('#story-s080-c');
    await compare.scrollIntoViewIfNeeded();
    await compare.locator('button').first().click();
    assert.ok(await compare.locator('.gap.text').count() > 0);
  });
});

test('a long report is an index and a page a story', async () => {
  run('synth', '--articles', '4000', '--seed', '5', '-o', 'many.jsonl');
  const url = report('long', join(folder, 'many.jsonl'));
  const pages = readdirSync(join(folder, 'long-stories'));
  assert.ok(pages.length > 50);
  await visit(url, {}, async (page) => {
    await page.locator('table.index tbody a').first().click();
    await page.waitForURL(/long-stories\/story-.*\.html/);
    assert.equal(await page.locator('article.story').count(), 1);
    await page.locator('nav.back a').click();
    await page.waitForURL(/long\.html/);
    assert.ok(await shown(page) > 50);
  });
  await visit(pathToFileURL(join(folder, 'long-stories', pages[0])).href, {}, async (page) => {
    assert.equal(await page.locator('article.story').count(), 1);
  });
});

test('accessible: no violation that axe-core knows, in both languages and both lights', async () => {
  writeFileSync(join(folder, 'rtl.jsonl'), lines(rightToLeft()));
  const urls = [
    report('plain', sample),
    report('deutsch', sample, '--report-lang', 'de', '--articles', sample),
    report('rtl', join(folder, 'rtl.jsonl')),
  ];
  for (const url of urls) {
    for (const colorScheme of ['light', 'dark']) {
      assert.deepEqual(await violations(url, { colorScheme, viewport: { width: 1280, height: 900 } }), []);
    }
    assert.deepEqual(await violations(url, { viewport: { width: 390, height: 800 } }), []);
  }
});

test('articles that run from right to left are laid out so', async () => {
  writeFileSync(join(folder, 'rtl.jsonl'), lines(rightToLeft()));
  await visit(report('rtl', join(folder, 'rtl.jsonl')), {}, async (page) => {
    const quote = page.locator('.passage blockquote').first();
    assert.equal(await quote.evaluate((one) => getComputedStyle(one).direction), 'rtl');
    const side = page.locator('.compare .shared').first();
    assert.equal(await side.evaluate((one) => getComputedStyle(one).direction), 'rtl');
    assert.equal(await page.evaluate(() => getComputedStyle(document.body).direction), 'ltr');
  });
});

test('two hundred hostile articles run nothing and break out of nothing', async () => {
  writeFileSync(join(folder, 'attack.jsonl'), lines(hostileArticles(200)));
  const options = ['--articles', join(folder, 'attack.jsonl')];
  for (const [name, more] of [['hostile', []], ['hostile-whole', options]]) {
    const url = report(name, join(folder, 'attack.jsonl'), ...more);
    const files = [url];
    const stories = readFileSync(join(folder, `${name}.jsonl`), 'utf8').match(/^\{"type":"story"/gm);
    assert.ok(stories.length > 10, `${stories.length} stories`);
    try {
      for (const page of readdirSync(join(folder, `${name}-stories`)).slice(0, 40)) {
        files.push(pathToFileURL(join(folder, `${name}-stories`, page)).href);
      }
    } catch { /* it is one page */ }
    for (const file of files) {
      await visit(file, {}, async (page) => {
        for (const compare of await page.locator('.compare').all()) {
          await compare.scrollIntoViewIfNeeded();
          const swap = compare.locator('button').first();
          await swap.waitFor();
          await swap.click();
        }
        const found = await page.evaluate(() => ({
          ran: globalThis.owned ?? null,
          title: document.title,
          strange: [...document.querySelectorAll('img, iframe, object, embed, link, base, form, video, audio, meta[http-equiv=refresh]')].map((one) => one.outerHTML.slice(0, 200)),
          scripts: [...document.scripts].filter((one) => one.type !== 'application/json').length,
          handlers: [...document.querySelectorAll('*')].filter((one) => [...one.attributes].some((attribute) => attribute.name.startsWith('on'))).length,
          links: [...document.querySelectorAll('[href], [src]')].map((one) => one.getAttribute('href') ?? one.getAttribute('src')).filter((href) => !/^(#|https?:\/\/|(\.\.\/)?[\w%.-]+(\/[\w%.-]+)?\.html(#.*)?$)/.test(href)),
          styles: document.querySelectorAll('style').length,
        }));
        assert.equal(found.ran, null, 'no script of an article ran');
        assert.deepEqual(found.strange, []);
        assert.deepEqual([found.scripts, found.handlers, found.styles], [1, 0, 1]);
        assert.deepEqual(found.links, []);
        assert.match(found.title, / · samestory$/);
      });
    }
  }
});

test('a story of a thousand articles stays usable', async () => {
  writeFileSync(join(folder, 'thousand.jsonl'), lines(manyReprints(1000)));
  const url = report('thousand', join(folder, 'thousand.jsonl'));
  await visit(url, {}, async (page) => {
    assert.equal(await page.locator('.coverage tbody tr').count(), 1000);
    assert.ok(await page.locator('.lane').count() <= 42, 'lanes are bounded');
    const compare = page.locator('.compare').first();
    await compare.scrollIntoViewIfNeeded();
    const selects = compare.locator('select');
    await selects.first().waitFor();
    await selects.nth(1).selectOption('777');
    await page.locator('h1').click();
    await page.keyboard.press('n');
    assert.equal(await compare.locator('.row.current').count(), 1);
  });
});

test('the page prints', async () => {
  await visit(report('plain', sample), {}, async (page) => {
    await page.emulateMedia({ media: 'print' });
    const pdf = await page.pdf({ format: 'A4' });
    assert.ok(pdf.length > 20_000);
    assert.ok(await page.locator('#tools').isHidden());
  });
  assert.ok(readFileSync(join(folder, 'plain.html')).length < 2_000_000);
});
