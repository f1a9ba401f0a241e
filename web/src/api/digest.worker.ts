import { digest, type DigestAnswer, type DigestQuestion } from "./digest";

globalThis.onmessage = ({ data: { n, bytes } }: MessageEvent<DigestQuestion>) => {
  const answer = (found: Uint8Array | null) => globalThis.postMessage({ n, digest: found } satisfies DigestAnswer);
  void digest(bytes).then(answer, () => answer(null));
};
