/** The words of a text with their places, folded, and the numbers they mean. */
function wordsOf(text, lang, numbers) {
  let segmenter;
  try {
    segmenter = new Intl.Segmenter(lang || undefined, { granularity: 'word' });
  } catch {
    segmenter = new Intl.Segmenter(undefined, { granularity: 'word' });
  }
  const words = [];
  for (const part of segmenter.segment(text)) {
    if (!part.isWordLike) continue;
    const key = part.segment.normalize('NFKC').toLowerCase();
    const digits = /^\p{Nd}[\p{Nd}.,]*$/u.test(key) ? key : numbers[key];
    words.push({ start: part.index, end: part.index + part.segment.length, key: digits ?? key, digits });
  }
  return words;
}

/** The places where two lists of words differ: [from, to) of either. */
function differences(a, b) {
  const edits = [];
  const open = [[0, a.length, 0, b.length]];
  while (open.length) {
    let [a0, a1, b0, b1] = open.pop();
    while (a0 < a1 && b0 < b1 && a[a0].key === b[b0].key) { a0 += 1; b0 += 1; }
    while (a0 < a1 && b0 < b1 && a[a1 - 1].key === b[b1 - 1].key) { a1 -= 1; b1 -= 1; }
    if (a0 === a1 && b0 === b1) continue;
    const cut = a0 < a1 && b0 < b1 ? anchor(a, a0, a1, b, b0, b1) : null;
    if (cut === null) {
      edits.push([a0, a1, b0, b1]);
    } else {
      open.push([a0, cut[0], b0, cut[1]], [cut[0] + 1, a1, cut[1] + 1, b1]);
    }
  }
  return edits.sort((x, y) => x[0] - y[0] || x[2] - y[2]);
}

/** A word that stands once on both sides (the most central one), or the next equal one. */
function anchor(a, a0, a1, b, b0, b1) {
  const seen = new Map();
  for (let i = a0; i < a1; i += 1) seen.set(a[i].key, seen.has(a[i].key) ? null : [i, null]);
  for (let j = b0; j < b1; j += 1) {
    const one = seen.get(b[j].key);
    if (one) {
      if (one[1] === null) one[1] = j; else seen.set(b[j].key, null);
    }
  }
  let best = null;
  let far = Infinity;
  for (const one of seen.values()) {
    if (!one || one[1] === null) continue;
    const off = Math.abs((one[0] - a0) / (a1 - a0) - (one[1] - b0) / (b1 - b0));
    const middle = Math.abs((one[0] - a0) / (a1 - a0) - 0.5);
    if (off * 4 + middle < far) { far = off * 4 + middle; best = one; }
  }
  if (best) return best;
  for (let i = a0; i < Math.min(a1, a0 + 200); i += 1) {
    for (let j = b0; j < Math.min(b1, b0 + 200); j += 1) {
      if (a[i].key === b[j].key) return [i, j];
    }
  }
  return null;
}

/** Whether two stretches have numbers, and not the same. */
function otherNumber(a, b) {
  const of = (words) => words.filter((word) => word.digits).map((word) => word.digits).sort().join(' ');
  const [x, y] = [of(a), of(b)];
  return x !== '' && y !== '' && x !== y;
}

/** Puts a text into an element, with stretches of it in elements of their own. */
function marked(into, text, words, stretches) {
  let at = 0;
  for (const { from, to, name, className } of stretches) {
    if (from >= to) continue;
    const [start, end] = [words[from].start, words[to - 1].end];
    into.append(text.slice(at, start), make(name, className, text.slice(start, end)));
    at = end;
  }
  into.append(text.slice(at));
}

/** The pairs [place in x, place in y] of passages that both have in the same order. */
function inStep(x, y) {
  const places = new Map(y.map((stand, place) => [stand[0], place]));
  const pairs = x.map((stand, place) => [place, places.get(stand[0])]).filter((pair) => pair[1] !== undefined);
  const ends = [];
  const before = [];
  pairs.forEach((pair, at) => {
    let k = 0;
    while (k < ends.length && pairs[ends[k]][1] < pair[1]) k += 1;
    before[at] = k ? ends[k - 1] : -1;
    ends[k] = at;
  });
  const out = [];
  for (let at = ends.length ? ends[ends.length - 1] : -1; at >= 0; at = before[at]) out.unshift(pairs[at]);
  return out;
}

/** Sets any two articles of a story side by side. */
function comparable(section, texts) {
  const name = section.id.replace(/-c$/, '');
  const data = section.querySelector('.figures');
  const pair = section.querySelector('.pair');
  const number = new Intl.NumberFormat(document.documentElement.lang);
  const figures = data ? JSON.parse(data.textContent) : null;
  const chosen = figures ? { left: figures.left, right: figures.right } : null;
  const bar = make('div', 'choose');
  const place = make('output');
  let current = -1;

  const chip = (passage) => {
    const link = make('a', 'number', String(figures.p[passage].n));
    link.href = `#${name}-p${figures.p[passage].n}`;
    return link;
  };
  const shared = (article, stand, alone) => {
    const p = make('p', alone ? 'shared alone' : 'shared');
    p.dir = 'auto';
    if (article.l) p.lang = article.l;
    p.append(chip(stand[0]), ' ');
    return p;
  };
  const gap = (article, index) => {
    if (article.g) {
      const p = make('p', 'gap text', article.g[index]);
      p.dir = 'auto';
      if (article.l) p.lang = article.l;
      return article.g[index] ? [p] : [];
    }
    const [before, after] = [article.s[index - 1], article.s[index]];
    const between = after ? after[1] - (before ? before[2] : 0) : 0;
    return between >= 8 ? [make('p', 'gap', say(texts.JsChars, { n: number.format(between) }))] : [];
  };
  const others = (article, from, to) => {
    const out = [];
    for (let index = from; index <= to; index += 1) {
      out.push(...gap(article, index));
      if (index < to) {
        const stand = article.s[index];
        const p = shared(article, stand, true);
        p.append(figures.p[stand[0]].t[stand[3]]);
        out.push(p);
      }
    }
    return out;
  };
  const row = (lefts, rights, className) => {
    const line = make('div', className ? `row ${className}` : 'row');
    const [left, right] = [make('div', 'side'), make('div', 'side')];
    left.append(...lefts);
    right.append(...rights);
    line.append(left, right);
    return line;
  };
  const common = (x, y, i, j) => {
    const passage = figures.p[x.s[i][0]];
    const [a, b] = [passage.t[x.s[i][3]], passage.t[y.s[j][3]]];
    const [wordsA, wordsB] = [wordsOf(a, x.l, figures.num), wordsOf(b, y.l, figures.num)];
    const [p, q] = [shared(x, x.s[i]), shared(y, y.s[j])];
    if (passage.k) {
      const alone = (words, other) => {
        const keys = new Set(other.map((word) => word.key));
        return words.map((word, at) => ({ from: at, to: at + 1, name: 'em', className: 'far', far: !keys.has(word.key) }))
          .filter((one) => one.far);
      };
      marked(p, a, wordsA, alone(wordsA, wordsB));
      marked(q, b, wordsB, alone(wordsB, wordsA));
    } else {
      const edits = differences(wordsA, wordsB).map(([a0, a1, b0, b1]) => ({
        a0, a1, b0, b1,
        className: otherNumber(wordsA.slice(a0, a1), wordsB.slice(b0, b1)) ? 'number' : '',
      }));
      marked(p, a, wordsA, edits.map((e) => ({ from: e.a0, to: e.a1, name: 'del', className: e.className })));
      marked(q, b, wordsB, edits.map((e) => ({ from: e.b0, to: e.b1, name: 'ins', className: e.className })));
    }
    const line = row([p], [q], passage.k ? 'common rewritten' : 'common');
    line.dataset.p = String(passage.n);
    line.tabIndex = -1;
    return line;
  };
  const head = (article) => {
    const title = make('span', '', article.h);
    title.dir = 'auto';
    if (article.l) title.lang = article.l;
    const bdi = make('bdi', '', article.n);
    const strong = make('strong');
    strong.append(bdi);
    return [strong, ' ', make('span', 'small', article.w), make('br'), title];
  };

  const show = () => {
    const [x, y] = [figures.a[chosen.left], figures.a[chosen.right]];
    const lines = [row(head(x), head(y), 'sides')];
    let [i, j] = [0, 0];
    for (const [nextI, nextJ] of [...inStep(x.s, y.s), [x.s.length, y.s.length]]) {
      const [lefts, rights] = [others(x, i, nextI), others(y, j, nextJ)];
      if (lefts.length || rights.length) lines.push(row(lefts, rights));
      if (nextI < x.s.length && nextJ < y.s.length) lines.push(common(x, y, nextI, nextJ));
      [i, j] = [nextI + 1, nextJ + 1];
    }
    pair.replaceChildren(...lines);
    const own = new Set(y.s.map((stand) => stand[0]));
    const both = [...new Set(x.s.map((stand) => stand[0]))].filter((passage) => own.has(passage));
    const words = both.map((passage) => figures.p[passage].w);
    const sums = both.length === 0 ? texts.JsNoCommon : `${say(texts.JsCommon, {
      n: number.format(both.length), words: number.format(words.reduce((sum, one) => sum + one, 0)),
    })} ${say(texts.JsLongest, { words: number.format(Math.max(...words)) })}`;
    section.querySelector('.sums').textContent = sums;
    current = -1;
    tell();
  };
  const rows = () => [...pair.querySelectorAll('.row.common')];
  const tell = () => {
    const all = rows().length;
    place.textContent = all ? say(texts.JsPlace, { n: current < 0 ? '–' : current + 1, of: all }) : '';
  };
  const go = (step) => {
    const all = rows();
    if (!all.length) return;
    all[current]?.classList.remove('current');
    current = current < 0 ? (step > 0 ? 0 : all.length - 1) : (current + step + all.length) % all.length;
    all[current].classList.add('current');
    all[current].scrollIntoView({ block: 'center' });
    all[current].focus({ preventScroll: true });
    tell();
  };

  if (figures) {
    const choose = (side, words) => {
      const select = make('select');
      figures.a.forEach((article, at) => {
        if (article.s.length) {
          const option = new Option(`${article.n} · ${article.w}`, String(at));
          option.selected = at === chosen[side];
          select.append(option);
        }
      });
      select.addEventListener('change', () => {
        chosen[side] = Number(select.value);
        show();
      });
      const label = make('label', '', words);
      label.append(select);
      return [label, select];
    };
    const [left, leftSelect] = choose('left', texts.JsLeft);
    const [right, rightSelect] = choose('right', texts.JsRight);
    const swap = make('button', '', texts.JsSwap);
    swap.type = 'button';
    swap.addEventListener('click', () => {
      [chosen.left, chosen.right] = [chosen.right, chosen.left];
      leftSelect.value = String(chosen.left);
      rightSelect.value = String(chosen.right);
      show();
    });
    bar.append(left, swap, right);
  }
  for (const [words, step] of [[texts.JsPrevious, -1], [texts.JsNext, 1]]) {
    const button = make('button', '', words);
    button.type = 'button';
    button.addEventListener('click', () => go(step));
    bar.append(button);
  }
  bar.append(place);
  pair.before(bar);
  tell();
  return go;
}
