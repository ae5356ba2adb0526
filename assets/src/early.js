// Runs before the first paint: the theme chosen on this device, if any, wins over the device's own.
const chosen = document.cookie.match(/(?:^|; )theme=(light|dark)/);
if (chosen) document.documentElement.dataset.theme = chosen[1];
