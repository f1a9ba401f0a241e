import { SharedStream, type Wish } from "./shared";

const shared = new SharedStream();

globalThis.addEventListener("connect", (event) => {
  const port = (event as MessageEvent).ports[0];
  if (!port) return;
  port.onmessage = ({ data }: MessageEvent<Wish>) => shared.hear(port, data);
});
