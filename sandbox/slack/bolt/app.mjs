// A Bolt app that does a little of everything, so that the test beside it can
// tell whether Slack's own client libraries get along with the sandbox.
// It prints one JSON object per line for what no message would show.
import bolt from '@slack/bolt'

const tell = (what, more = {}) => console.log(JSON.stringify({ what, ...more }))

const clientOptions = { slackApiUrl: process.env.SLACK_API_URL }

const app = new bolt.App({
  token: process.env.SLACK_BOT_TOKEN,
  logLevel: 'warn',
  clientOptions,
  receiver: new bolt.SocketModeReceiver({
    appToken: process.env.SLACK_APP_TOKEN,
    logLevel: 'warn',
    clientPingTimeout: 500, // ms; the client waits as long before it connects again
    installerOptions: { clientOptions },
  }),
})

const plain = (text) => ({ type: 'plain_text', text })
const section = (text) => ({ type: 'section', text: { type: 'mrkdwn', text } })
const button = (text, value) => ({ type: 'actions', block_id: 'row', elements: [
  { type: 'button', action_id: 'press', text: plain(text), value, style: 'primary' },
  { type: 'overflow', action_id: 'more', options: [{ text: plain('Mute'), value: 'mute' }] }] })

// A pixel is picture enough for an upload.
const pixel = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')

app.event('app_mention', async ({ event, client, say }) => {
  await client.reactions.add({ channel: event.channel, timestamp: event.ts, name: 'eyes' })
  await say({ text: `You called, <@${event.user}>`, thread_ts: event.ts })
})

app.event('message', async ({ event }) => {
  tell('message', { type: event.channel_type, text: event.text, subtype: event.subtype })
})

app.message('hello', async ({ message, say }) => {
  if (message.channel_type !== 'im') return
  await say({ text: 'Hello', blocks: [section('Hello'), button('Press', '1')],
    metadata: { event_type: 'greeting', event_payload: { key: 'k1' } } })
})

app.message('picture', async ({ message, client }) => {
  const done = await client.filesUploadV2({ channel_id: message.channel, thread_ts: message.ts,
    initial_comment: 'The map', file: pixel, filename: 'map.png', alt_text: 'One pixel' })
  const id = done.files[0].files[0].id
  await client.chat.postMessage({ channel: message.channel, text: 'In a card',
    blocks: [{ type: 'image', slack_file: { id }, alt_text: 'One pixel' }] })
})

app.message('stream', async ({ message, client, context }) => {
  await client.assistant.threads.setStatus({ channel_id: message.channel, thread_ts: message.ts, status: 'is checking GPS…' })
  const words = client.chatStream({ channel: message.channel, thread_ts: message.ts,
    recipient_user_id: message.user, recipient_team_id: context.teamId, buffer_size: 1 })
  for (const part of ['**Three** ', 'trucks ', 'are moving.']) await words.append({ markdown_text: part })
  await words.stop({ blocks: [{ type: 'context_actions', elements: [{ type: 'feedback_buttons', action_id: 'rate',
    positive_button: { text: plain('Good'), value: 'up' }, negative_button: { text: plain('Bad'), value: 'down' } }] }] })
})

app.message('history', async ({ message, client, say }) => {
  const { messages } = await client.conversations.history({ channel: message.channel, include_all_metadata: true, limit: 50 })
  await say(`key ${messages.find((m) => m.metadata?.event_type === 'greeting')?.metadata.event_payload.key}`)
})

app.message('wrong', async ({ message, client }) => {
  try {
    await client.chat.postMessage({ channel: message.channel, text: 'x', blocks: [{ type: 'section' }] })
  } catch (err) {
    tell('refused', { code: err.code, error: err.data?.error, messages: err.data?.response_metadata?.messages })
  }
})

app.command('/truck', async ({ command, ack, respond }) => {
  await ack({ text: `Looking for ${command.text}` })
  await respond({ text: `${command.user_name} asked`, response_type: 'in_channel' })
})

app.command('/trip', async ({ command, ack, client }) => {
  await ack()
  const { view } = await client.views.open({ trigger_id: command.trigger_id, view: form('Trip') })
  await client.views.update({ view_id: view.id, hash: view.hash, view: form('New trip') })
})

const form = (title) => ({ type: 'modal', callback_id: 'trip', title: plain(title), submit: plain('Create'), private_metadata: 'm',
  blocks: [
    { type: 'input', block_id: 'truck', label: plain('Truck'), element: { type: 'external_select', action_id: 'truck', min_query_length: 0 } },
    { type: 'input', block_id: 'day', label: plain('Day'), element: { type: 'datepicker', action_id: 'day' } },
    { type: 'input', block_id: 'note', optional: true, label: plain('Note'), element: { type: 'plain_text_input', action_id: 'note' } }] })

app.options('truck', async ({ options, ack }) => {
  await ack({ options: [{ text: plain(`T-${options.value}`), value: `id-${options.value}` }] })
})

app.view('trip', async ({ ack, body, view, client }) => {
  const { truck, day, note } = view.state.values
  if (!note.note.value) return ack({ response_action: 'errors', errors: { note: 'Say why.' } })
  await ack()
  await client.chat.postMessage({ channel: body.user.id,
    text: `${truck.truck.selected_option.value} on ${day.day.selected_date}: ${note.note.value}` })
})

app.action('press', async ({ ack, action, body, client, respond }) => {
  await ack()
  await client.chat.update({ channel: body.channel.id, ts: body.message.ts, text: `Pressed ${action.value}`,
    blocks: [section(`Pressed ${action.value}`)] })
  await respond({ text: 'Only you see this', response_type: 'ephemeral', replace_original: false })
})

app.action('more', async ({ ack, action }) => {
  await ack()
  tell('more', { value: action.selected_option.value })
})

app.action('rate', async ({ ack, action }) => {
  await ack()
  tell('rate', { value: action.value })
})

app.event('app_home_opened', async ({ event, client }) => {
  const view = { type: 'home', blocks: [{ type: 'header', text: plain(event.view ? 'Again' : 'Fleet now') }] }
  await client.views.publish({ user_id: event.user, view, ...(event.view && { hash: event.view.hash }) })
})

app.error(async (err) => tell('error', { message: err.message, code: err.code, data: err.data }))

await app.start()
tell('ready')
