// Draws Block Kit. One function per block kind; a kind that is not known is
// shown as a grey box with its JSON, so that nothing is hidden.
//
// ctx is what the blocks need from where they stand:
//   names          who U… and C… are, the person looking, the clock
//   surface        'message', 'modal' or 'home'
//   form           the values typed so far (form.js)
//   act(action)    a click: {action_id, block_id, value}; returns a promise
//   options(query) asks the server for choices: {action_id, block_id, query}
//   errors         field errors by block_id
//   file(id|url)   where a Slack file can be read

import { h } from '../dom.js';
import { OWN } from '../form.js';
import * as layout from './layout.js';
import { input } from './input.js';
import { table } from './table.js';
import { dataTable } from './datatable.js';
import { chart } from './chart.js';
import { taskCard, plan } from './tasks.js';
import { card, carousel } from './card.js';
import { element } from './elements.js';
import { richText } from '../richtext.js';
import { parseMarkdown } from '../markdown.js';
import { draw } from '../render.js';

const KINDS = {
  header: layout.header,
  section: layout.section,
  context: layout.context,
  divider: layout.divider,
  image: layout.image,
  file: layout.file,
  alert: layout.alert,
  layout: layout.grid,
  container: layout.container,
  actions: layout.actions,
  context_actions: layout.contextActions,
  input,
  table,
  data_table: dataTable,
  data_visualization: chart,
  task_card: taskCard,
  plan,
  card,
  carousel,
  rich_text: (b, ctx) => richText(b, ctx.names),
  markdown: (b, ctx) => h('div', { class: 'markdown' }, draw(parseMarkdown(b.text), ctx.names)),
};

export function renderBlocks(blocks, ctx) {
  const kit = { ...ctx, element, block: renderBlock, blocks: (list) => renderBlocks(list, ctx) };
  return (blocks || []).map((block, i) => renderBlock(block, kit, i));
}

function renderBlock(block, ctx, i = 0) {
  const id = block?.block_id || `${OWN}${i}`;
  const attrs = { class: `block block-${String(block?.type || 'none').replaceAll('_', '-')}`, 'data-block-id': id };
  let body;
  try {
    const make = KINDS[block.type];
    body = make ? make({ ...block, block_id: id }, ctx) : unknown(block);
  } catch (err) {
    console.error('block could not be drawn', err);
    body = unknown(block);
  }
  return h('div', attrs, body);
}

function unknown(block) {
  const json = JSON.stringify(block, null, 2) ?? 'nothing';
  return h('details', { class: 'unknown', open: json.length < 600 },
    h('summary', {}, `This page cannot draw the block "${block?.type ?? 'none'}"`),
    h('pre', { tabindex: 0 }, h('code', {}, json)));
}
