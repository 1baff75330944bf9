/* Whether the keyboard is a Mac's, which has Cmd where others have Ctrl. iPads with a keyboard call themselves Macs too. */
export const isMac = /Mac|iPhone|iPad/.test(navigator.platform);
