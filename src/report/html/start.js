(() => {
  const texts = JSON.parse(document.getElementById('texts').textContent);
  const tables = [...document.querySelectorAll('table.index')];
  for (const table of [...tables, ...document.querySelectorAll('table.outlets')]) sortable(table, texts);
  searchable(tables, texts);

  // A pair gets its choices when its story comes near; keys go to the pair in sight, or
  // the one last used.
  const pairs = [...document.querySelectorAll('.compare')];
  const ready = new Map();
  let last = null;
  const wake = (pair) => {
    if (!ready.has(pair)) ready.set(pair, comparable(pair, texts));
  };
  const near = new IntersectionObserver((seen) => {
    for (const one of seen) if (one.isIntersecting) one.target.querySelectorAll('.compare').forEach(wake);
  }, { rootMargin: '400px' });
  const sight = new IntersectionObserver((seen) => {
    for (const one of seen) if (one.isIntersecting) last = one.target;
  });
  for (const pair of pairs) {
    near.observe(pair.closest('.story'));
    sight.observe(pair);
    for (const used of ['pointerdown', 'focusin']) {
      pair.addEventListener(used, () => { last = pair; });
    }
  }
  document.addEventListener('keydown', (event) => {
    if (typing(event) || (event.key !== 'n' && event.key !== 'p')) return;
    const pair = last ?? pairs[0];
    if (!pair) return;
    wake(pair);
    ready.get(pair)(event.key === 'n' ? 1 : -1);
  });
  document.addEventListener('click', (event) => {
    const mark = event.target instanceof Element ? event.target.closest('[data-go]') : null;
    if (mark) location.hash = mark.dataset.go;
  });
  window.addEventListener('beforeprint', () => {
    for (const details of document.querySelectorAll('details.variants, details.fold')) details.open = true;
  });
})();
