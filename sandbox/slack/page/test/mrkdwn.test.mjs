import test from 'node:test';
import assert from 'node:assert/strict';
import { html, names } from './fake_dom.mjs';
import { mrkdwn, draw, plain } from '../static/js/render.js';
import { parseMarkdown } from '../static/js/markdown.js';

const shown = (text) => html(mrkdwn(text, names));
const line = (text) => shown(text).replace(/^<div class="para">(.*)<\/div>$/s, '$1');

const LINES = {
  'marks make bold, italic, struck and code': ['*a* _b_ ~c~ `d`', '<strong>a</strong> <em>b</em> <s>c</s> <code class="short">d</code>'],
  'marks nest': ['*a _b_*', '<strong>a <em>b</em></strong>'],
  'marks inside words are text': ['2*3*4 and snake_case_name', '2*3*4 and snake_case_name'],
  'a lonely mark is text': ['* not bold', '* not bold'],
  'code keeps its marks': ['`*a*`', '<code class="short">*a*</code>'],
  'a tag in a place name is text': ['Oti <script>alert(1)</script> yard', 'Oti &lt;script&gt;alert(1)&lt;/script&gt; yard'],
  'an escaped tag is the same text': ['Oti &lt;script&gt;', 'Oti &lt;script&gt;'],
  'entities are decoded once': ['&amp;lt;b&amp;gt;', '&amp;lt;b&amp;gt;'],
  'a script address is no link': ['<javascript:alert(1)|press>', '&lt;javascript:alert(1)|press&gt;'],
  'an unknown emoji stays as typed': [':no_such_thing: 12:30:45', ':no_such_thing: 12:30:45'],
  'a person': ['<@U0WATCHTOWER> hi', '<span class="mention" data-id="U0WATCHTOWER">@Watch Tower</span> hi'],
  'oneself stands out': ['<@U0DISPATCH>', '<span class="mention mention-me" data-id="U0DISPATCH">@Dispatcher</span>'],
  'here': ['<!here>', '<span class="mention mention-me">@here</span>'],
};

for (const [name, [text, want]] of Object.entries(LINES)) {
  test(name, () => assert.equal(line(text) || shown(text), want));
}

test('a link opens apart and shows its label', () => {
  const got = shown('<https://example.com/a?b=1&amp;c=2|the *map*>');
  assert.match(got, /href="https:\/\/example\.com\/a\?b=1&amp;c=2"/);
  assert.match(got, /rel="noopener noreferrer"/);
  assert.match(got, />the \*map\*<|>the <strong>map<\/strong></);
});

test('a bare address becomes a link without the full stop after it', () => {
  assert.match(shown('see https://example.com/x.'), /href="https:\/\/example\.com\/x".*<\/a>\./);
});

test('quotes, lists and code blocks are blocks of their own', () => {
  assert.match(shown('&gt; said\nthen'), /^<blockquote>said<\/blockquote><div class="para">then<\/div>$/);
  assert.match(shown('• one\n• two'), /^<ul class="list"><li class="indent-0">one<\/li><li class="indent-0">two<\/li><\/ul>$/);
  assert.match(shown('```a < b\n*c*```'), /<pre[^>]*><code>a &lt; b\n\*c\*<\/code><\/pre>/);
});

test('a date is shown in Lagos time, near days by name', () => {
  assert.match(shown('<!date^1795392000^{date_pretty} {time}|old>'), />today 01:00</);
  assert.match(shown('<!date^1795305600^{date_short_pretty}|old>'), />yesterday</);
});

test('a date outside the calendar shows its fallback', () => {
  assert.match(shown('<!date^99999999999999999^{time}|some day>'), />some day</);
});

test('a known emoji is drawn and named for screen readers', () => {
  assert.match(shown(':truck:'), /aria-label="truck"/);
  assert.match(shown('🔴 late'), /<svg[^>]*>.*<\/svg> late/);
});

test('plain text has no marks, but has emoji and entities', () => {
  assert.equal(plain({ type: 'plain_text', text: '*a* &lt;b&gt; :x:' }), '*a* <b> ❌');
});

test('markdown is drawn, its raw HTML is not', () => {
  const got = html(draw(parseMarkdown('## Late\n- **T-4407** <b>x</b>\n\n| a | b |\n|---|--:|\n| 1 | 2 |'), names));
  assert.match(got, /<h4 class="md-h md-h2">Late<\/h4>/);
  assert.match(got, /<strong>T-4407<\/strong> &lt;b&gt;x&lt;\/b&gt;/);
  assert.match(got, /<th>a<\/th><th>b<\/th>.*<td>1<\/td><td>2<\/td>/);
});

test('hostile input ends quickly', () => {
  const started = Date.now();
  for (const text of ['*'.repeat(5000), '_a '.repeat(3000), '<'.repeat(5000), '`'.repeat(5001), '>'.repeat(4000), '**a'.repeat(1500)]) {
    shown(text);
    html(draw(parseMarkdown(text), names));
  }
  assert.ok(Date.now() - started < 5000);
});
