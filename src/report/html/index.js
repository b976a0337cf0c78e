'use strict';

/** Fills `{name}` in a text of the page. */
function say(text, values) {
  return text.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ''));
}

/** A new element with text in it; never markup. */
function make(name, className, text) {
  const element = document.createElement(name);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
}

/** Whether a key press is meant for a field, or for the browser. */
function typing(event) {
  return event.ctrlKey || event.metaKey || event.altKey ||
    (event.target instanceof Element &&
      event.target.closest('input, select, textarea, [contenteditable]') !== null);
}

/** Buttons in the heads of a table that sort its rows. */
function sortable(table, texts) {
  const heads = [...table.tHead.rows[0].cells];
  const body = table.tBodies[0];
  heads.forEach((head, column) => {
    const button = make('button');
    button.type = 'button';
    button.append(...head.childNodes);
    button.title = say(texts.JsSortBy, { name: button.textContent.trim() });
    head.append(button);
    button.addEventListener('click', () => {
      const up = head.getAttribute('aria-sort') === 'descending' ||
        (head.getAttribute('aria-sort') === null && !body.rows[0]?.cells[column].dataset.v);
      heads.forEach((one) => one.removeAttribute('aria-sort'));
      head.setAttribute('aria-sort', up ? 'ascending' : 'descending');
      const key = (row) => {
        const cell = row.cells[column];
        return cell.dataset.v === undefined ? cell.textContent.trim() :
          cell.dataset.v === '' ? '' : Number(cell.dataset.v);
      };
      const keyed = [...body.rows].map((row, place) => ({ row, place, key: key(row) }));
      keyed.sort((a, b) => {
        if (a.key === '' || b.key === '') return (a.key === '') - (b.key === '') || a.place - b.place;
        const order = typeof a.key === 'number' ? a.key - b.key : a.key.localeCompare(b.key);
        return (up ? order : -order) || a.place - b.place;
      });
      body.append(...keyed.map((one) => one.row));
    });
  });
}

/** Search and filter over all tables of stories. */
function searchable(tables, texts) {
  const tools = document.getElementById('tools');
  const rows = tables.flatMap((table) => [...table.tBodies[0].rows]);
  if (!tools || rows.length < 2) return;
  const folded = (text) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  const found = rows.map((row) => folded(`${row.textContent} ${row.dataset.find}`));
  const number = new Intl.NumberFormat(document.documentElement.lang);
  const flags = new Map();
  for (const chip of document.querySelectorAll('.index [data-flag]')) {
    const flag = chip.dataset.flag;
    if (!flags.has(flag)) flags.set(flag, { words: chip.textContent.replace(/^[\d.,]+\s*/, ''), n: 0 });
    flags.get(flag).n += 1;
  }
  const input = make('input');
  input.type = 'search';
  input.id = 'search';
  input.placeholder = texts.JsSearchHint;
  const label = make('label', '', `${texts.JsSearch} (/)`);
  label.append(input);
  const select = make('select');
  select.id = 'only';
  select.append(new Option(texts.JsAllFlags, ''));
  for (const [flag, { words, n }] of flags) select.append(new Option(`${words} (${number.format(n)})`, flag));
  const only = make('label', '', texts.JsOnly);
  only.append(select);
  const output = make('output');
  const nothing = make('p', 'note nothing', texts.JsNone);
  nothing.hidden = true;
  tools.append(label, ...(flags.size ? [only] : []), output);
  tools.after(nothing);
  const filter = () => {
    const words = folded(input.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    rows.forEach((row, place) => {
      const fits = words.every((word) => found[place].includes(word)) &&
        (!select.value || row.querySelector(`[data-flag="${select.value}"]`) !== null);
      row.hidden = !fits;
      shown += fits;
    });
    for (const table of tables) {
      table.closest('section').hidden = ![...table.tBodies[0].rows].some((row) => !row.hidden);
    }
    nothing.hidden = shown > 0;
    output.textContent = say(texts.JsShown, { n: number.format(shown), of: number.format(rows.length) });
  };
  input.addEventListener('input', filter);
  select.addEventListener('change', filter);
  document.addEventListener('keydown', (event) => {
    if (event.key === '/' && !typing(event)) {
      event.preventDefault();
      input.focus();
    } else if (event.key === 'Escape' && event.target === input) {
      input.value = '';
      filter();
    }
  });
  filter();
}
