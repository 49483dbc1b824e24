// The emoji that a fleet's messages use, by Slack short name. A name that is
// not here stays as typed.

const TABLE = `
truck 🚚|articulated_lorry 🚛|white_check_mark ✅|heavy_check_mark ✔️|warning ⚠️|rotating_light 🚨|red_circle 🔴
large_green_circle 🟢|green_circle 🟢|large_yellow_circle 🟡|large_orange_circle 🟠|large_blue_circle 🔵|blue_circle 🔵
large_purple_circle 🟣|white_circle ⚪|black_circle ⚫|large_brown_circle 🟤|round_pushpin 📍|pushpin 📌|hourglass ⌛
hourglass_flowing_sand ⏳|fuelpump ⛽|package 📦|clock3 🕒|clock1 🕐|alarm_clock ⏰|stopwatch ⏱️|watch ⌚|x ❌|mag 🔍
memo 📝|speech_balloon 💬|thumbsup 👍|+1 👍|thumbsdown 👎|-1 👎|eyes 👀|wave 👋|tada 🎉|bell 🔔|no_bell 🔕|mute 🔇
ship 🚢|anchor ⚓|construction 🚧|octagonal_sign 🛑|no_entry ⛔|no_entry_sign 🚫|parking 🅿️|factory 🏭|house 🏠|office 🏢
world_map 🗺️|compass 🧭|satellite 🛰️|satellite_antenna 📡|signal_strength 📶|battery 🔋|wrench 🔧|gear ⚙️|key 🔑|lock 🔒
unlock 🔓|bust_in_silhouette 👤|busts_in_silhouette 👥|telephone_receiver 📞|iphone 📱|email 📧|calendar 📅|date 📅
bar_chart 📊|chart_with_upwards_trend 📈|chart_with_downwards_trend 📉|clipboard 📋|page_facing_up 📄|open_file_folder 📂
information_source ℹ️|question ❓|exclamation ❗|bulb 💡|zap ⚡|fire 🔥|snail 🐌|dash 💨|zzz 💤|sleeping 😴|robot_face 🤖
arrow_right ➡️|arrow_left ⬅️|arrow_up ⬆️|arrow_down ⬇️|arrow_upper_right ↗️|arrows_counterclockwise 🔄|repeat 🔁
double_vertical_bar ⏸️|arrow_forward ▶️|black_square_for_stop ⏹️|checkered_flag 🏁|triangular_flag_on_post 🚩
moneybag 💰|shield 🛡️|sunny ☀️|crescent_moon 🌙|rain_cloud 🌧️|slightly_smiling_face 🙂|smile 😄|pray 🙏|point_right 👉
heart ❤️|100 💯|sos 🆘|new 🆕|ok 🆗|ok_hand 👌|raised_hands 🙌|clap 👏|wastebasket 🗑️|pencil2 ✏️|link 🔗|inbox_tray 📥
outbox_tray 📤|vertical_traffic_light 🚦|traffic_light 🚥|motorway 🛣️|bridge_at_night 🌉|droplet 💧|thermometer 🌡️`;

const BY_NAME = new Map(
  TABLE.split(/[|\n]/).filter(Boolean).map((pair) => {
    const cut = pair.indexOf(' ');
    return [pair.slice(0, cut), pair.slice(cut + 1)];
  }),
);

export function emoji(name) {
  return BY_NAME.get(String(name).replace(/::skin-tone-\d$/, ''));
}

// complete lists names that start with (then contain) what was typed.
export function complete(typed, limit = 8) {
  const names = [...BY_NAME.keys()];
  const starts = names.filter((n) => n.startsWith(typed));
  const holds = names.filter((n) => !n.startsWith(typed) && n.includes(typed));
  return [...starts, ...holds].slice(0, limit).map((name) => ({ name, char: BY_NAME.get(name) }));
}

// replaceEmoji turns the short names of plain text into characters.
export function replaceEmoji(text) {
  return text.replace(/:([a-z0-9_+-]+):/g, (all, name) => emoji(name) || all);
}
