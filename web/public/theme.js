// Before anything is drawn: the person's choice of light or dark, where it is not the system's.
try {
  const theme = localStorage.getItem('odysseus.theme');
  if (theme === 'light' || theme === 'dark') {
    document.documentElement.dataset.theme = theme;
    for (const meta of document.querySelectorAll('meta[data-scheme]')) meta.media = meta.dataset.scheme === theme ? 'all' : 'not all';
  }
} catch {
  // Storage is switched off: the system's choice it is.
}
