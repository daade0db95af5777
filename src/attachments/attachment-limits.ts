/** So many files go with one message. */
export const MOST_FILES = 3;
/** The most megabytes of one file: photos of phones have four to eight. */
export const MOST_MEGABYTES = 10;
export const MOST_BYTES = MOST_MEGABYTES * 1024 * 1024;
/** So many files a person adds in 24 hours. */
export const MOST_A_DAY = 60;
/** What the field for files offers; what a file is, is seen by its content. */
export const ACCEPTED = 'image/jpeg,image/png,image/webp,application/pdf';
/** The name of the field for files, and of the boxes of those that were kept from a refused form. */
export const FILES_FIELD = 'files';
export const KEPT_FIELD = 'kept_files';
