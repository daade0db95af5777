import { request } from 'node:http';

export interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  /** The bytes as they came over the wire: compressed where the answer says so. */
  body: Buffer;
}

/** One request over its own connection; a body makes it a POST of a form. */
export function ask(url: string, headers: Record<string, string> = {}, form?: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent =
      form === undefined ? headers : { ...headers, 'Content-Type': 'application/x-www-form-urlencoded' };
    const asked = request(
      url,
      { method: form === undefined ? 'GET' : 'POST', headers: sent, agent: false },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks),
          }),
        );
      },
    );
    asked.on('error', reject);
    asked.end(form);
  });
}
