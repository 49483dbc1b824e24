// Light or dark: as the system is, until one chooses otherwise.

const KEY = 'watchtower-theme';
const system = matchMedia('(prefers-color-scheme: dark)');

const chosen = () => {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null; // storage may be switched off
  }
};

export function applyTheme(forced) {
  document.documentElement.dataset.theme = forced || chosen() || (system.matches ? 'dark' : 'light');
}

export function toggleTheme() {
  const next = document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark';
  try {
    localStorage.setItem(KEY, next);
  } catch {
    // The choice then lasts as long as the page.
  }
  applyTheme(next);
}

system.addEventListener('change', () => applyTheme());
