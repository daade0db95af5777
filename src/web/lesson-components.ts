/** Models of the components about lessons that more than one feature shows. */

/** entry-form.ejs: the way into an online lesson — a press for each person who may enter, or why not now. */
export interface EntryModel {
  /** Where the press is posted: urls.lessonEntry(id). */
  action: string;
  /** «Войти на урок» for oneself (studentId null), or «Войти за Мишу» for a young child. */
  buttons: readonly { label: string; studentId: number | null }[];
  /** What stands in the place of the buttons («вход откроется в 10:15»); empty: nothing. */
  words: string;
}
