/** A request that the portal refuses with words for the one who sent it. */
export class Refusal extends Error {
  readonly status: 400 | 403 | 404 | 413 | 415 | 429;

  constructor(status: 400 | 403 | 404 | 413 | 415 | 429, words: string) {
    super(words);
    this.status = status;
  }
}

/**
 * The status of whatever was thrown: a refusal's own; 400 to 415 of Express and its parsers (broken escapes in
 * a path, a form that is too large); otherwise null, which is a fault of ours.
 */
export function statusOf(error: unknown): number | null {
  const status = (error as { status?: unknown } | null)?.status;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : null;
}
