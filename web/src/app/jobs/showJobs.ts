const openers = new EventTarget();

/** Opens the jobs tray, so that whoever began something sees where it went on. */
export const showJobs = () => openers.dispatchEvent(new Event("show"));

export function onShowJobs(show: () => void): () => void {
  openers.addEventListener("show", show);
  return () => openers.removeEventListener("show", show);
}
