/** Bounds that hold every day, for a statement about all that is published. */
export const EVERY_DAY = { first_day: '0001-01-01', last_day: '9999-12-31' } as const;
