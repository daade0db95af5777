/** A line in which pieces of work are done one after the other, so that memory holds one of them at a time. */
export class PictureQueue {
  private last: Promise<unknown> = Promise.resolve();

  /** Does `work` when all that was queued before it has ended, well or not. */
  run<T>(work: () => Promise<T>): Promise<T> {
    const done = this.last.then(work);
    this.last = done.catch(() => undefined);
    return done;
  }
}
