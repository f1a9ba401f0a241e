/**
 * Puts a text on the clipboard. The browser's own interface for it exists on secure hosts only; on plain HTTP, and where it is
 * refused, the text that the input has selected is copied in the old way.
 */
export async function copyFrom(input: HTMLInputElement): Promise<boolean> {
  input.select();
  const clipboard = (globalThis.navigator as { clipboard?: Clipboard }).clipboard;
  if (clipboard && (await clipboard.writeText(input.value).then(yes, no))) return true;
  input.focus();
  input.select();
  return (globalThis.document as unknown as { execCommand: (command: "copy") => boolean }).execCommand("copy");
}

const yes = () => true;
const no = () => false;
