/** The present. Comes in through `deps`, so that a test can hold it still. */
export type Clock = () => Date;

/** RFC 3339 in UTC with milliseconds: the one form in which a time is stored or sent. */
export const timestamp = (at: Date): string => at.toISOString();

export const plusSeconds = (at: Date, seconds: number): Date => new Date(at.getTime() + seconds * 1000);
