// Articles that the tests make for themselves.

const PAYLOADS = [
  '<script>globalThis.owned = 1; alert(1)</script>',
  '"><img src=x onerror="globalThis.owned = 2; alert(2)">',
  "'><svg onload='globalThis.owned = 3'>",
  '</script><script>globalThis.owned = 4</script>',
  '</style><style>body { display: none }</style>',
  '<!-- --!><iframe src="https://evil.example/frame"></iframe>',
  ']]></textarea></title><body onload=alert(5)>',
  '<meta http-equiv="refresh" content="0;url=https://evil.example/">',
  '<base href="https://evil.example/"><link rel=stylesheet href="https://evil.example/x.css">',
  '=HYPERLINK("https://evil.example","x")',
  '+cmd|\' /C calc\'!A0',
  '@SUM(1+1)*cmd',
  '\u001b]0;owned\u0007\u001b[2J\u001b[31m',
  '\u009b2J\u0090payload\u009c',
  'in\u202eevil\u2066 \u2067x\u2069',
  '{{ 7 * 7 }} {% raw %} ${owned}',
  '[x](javascript:alert(6)) ![i](https://evil.example/i.png) | `a` **b** # c',
  '\u0000\u0008\u007f\ufffe\uffff',
  '&lt;script&gt;&#60;script&#62;',
  '" style="position:fixed;inset:0" onmouseover="globalThis.owned = 7" x="',
];

const URLS = [
  'javascript:globalThis.owned=8',
  'data:text/html,<script>globalThis.owned=9</script>',
  'JaVaScRiPt:alert(10)',
  'https://news.example/"onmouseover="globalThis.owned=11',
  'vbscript:msgbox(1)',
  '\u0001javascript:alert(12)',
  'https://news.example/a?b=1&c=<script>',
];

const SYLLABLES = 'ba re lo mi tu ka ne so vi da po ru fe ga hi jo le mu na pe ra si to wu za'.split(' ');

/** Invented prose that depends on its number alone. */
function prose(seed, length) {
  const out = [];
  let state = seed * 7919 + 13;
  const next = (below) => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return Math.floor(state / 65536) % below;
  };
  for (let i = 0; i < length; i += 1) {
    out.push(Array.from({ length: 2 + next(2) }, () => SYLLABLES[next(SYLLABLES.length)]).join(''));
  }
  return out.join(' ');
}

/** Hostile in every field, and enough alike to make stories with passages. */
export function hostileArticles(number) {
  const of = (at) => PAYLOADS[at % PAYLOADS.length];
  return Array.from({ length: number }, (_, at) => {
    const story = Math.floor(at / 5);
    const huge = at % 97 === 0 ? 'x'.repeat(1 << 20) : '';
    const words = prose(story + 1, 60).split(' ');
    words[30] = of(at);
    const changed = words.join(' ');
    return {
      id: at % 3 === 0 ? `${of(at)}-${at}` : `a${at}`,
      title: `${of(at)} ${of(story + 7)} ${huge}`,
      text: `${of(at + 3)} ${changed}. ${of(at + 5)} 5 ${of(at + 9)} people. ${prose(story + 50, 40)} ${of(at + 11)} ${prose(at + 500, 30)}`,
      source: `${of(at + 2)} Outlet ${at % 20}`,
      date: at % 11 === 0 ? of(at) : `2024-${String(1 + (story % 12)).padStart(2, '0')}-${String(1 + (story % 27)).padStart(2, '0')}T${String(at % 24).padStart(2, '0')}:00:00Z`,
      lang: at % 13 === 0 ? 'en" onload="alert(13)' : 'en',
      url: URLS[at % URLS.length],
    };
  });
}

/** One text in so many outlets, each with a number or a word of its own. */
export function manyReprints(number) {
  const text = prose(1, 120);
  return Array.from({ length: number }, (_, at) => ({
    id: `r${at}`,
    title: at % 7 ? prose(3, 6) : `${prose(3, 5)} ${at}`,
    text: `${text} In all ${at % 9} crowns, said witness ${at}. ${prose(2, 60)}. (dpa)`,
    source: `Outlet ${at}`,
    date: new Date(Date.UTC(2024, 2, 1, 0, at * 3)).toISOString(),
    lang: 'en',
  }));
}

/** Two short items in Arabic and Hebrew, printed by three outlets each. */
export function rightToLeft() {
  const arabic = 'أعلنت البلدية يوم الاثنين أن الجسر القديم فوق النهر سيغلق لمدة ثلاثة أسابيع من أجل إصلاح الدعامات '
    + 'التي تضررت في فيضان الربيع وقالت إن الحافلات ستسلك الطريق الجنوبي حتى نهاية الأعمال';
  const hebrew = 'העירייה הודיעה ביום שני כי הגשר הישן מעל הנהר ייסגר לשלושה שבועות לצורך תיקון העמודים שניזוקו '
    + 'בשיטפון האביב ואמרה כי האוטובוסים ייסעו בדרך הדרומית עד סוף העבודות במקום';
  return [[arabic, 'ar', 'إغلاق الجسر القديم'], [hebrew, 'he', 'הגשר הישן ייסגר']].flatMap(([text, lang, title]) =>
    [0, 1, 2].map((at) => ({
      id: `${lang}${at}`, title: `${title} ${at + 1}`, text: `${text}. ${at + 4}`, source: `${lang} ${at}`,
      date: `2024-03-04T0${at + 6}:00:00Z`, lang,
    })));
}
