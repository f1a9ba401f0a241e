import { newId } from "@/editor/id";

/** Keys of requests that nobody has answered yet, by what they ask. */
const unanswered = new Map<string, string>();
const mostRemembered = 50;

/**
 * Sends what makes something with a key, the same one as long as no answer came: a form that is sent again because the network went away,
 * or that is clicked twice, makes one thing.
 */
export async function once(what: string, send: (key: string) => Promise<Response>): Promise<Response> {
  const key = unanswered.get(what) ?? newId();
  unanswered.delete(what);
  unanswered.set(what, key);
  for (const oldest of unanswered.keys()) {
    if (unanswered.size <= mostRemembered) break;
    unanswered.delete(oldest);
  }
  const response = await send(key);
  if (response.status < 500 && response.status !== 429) unanswered.delete(what);
  return response;
}
