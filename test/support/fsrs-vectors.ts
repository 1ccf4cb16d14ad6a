/**
 * Numbers from the tests that ts-fsrs publishes (https://github.com/open-spaced-repetition/ts-fsrs, FSRS-6.test.ts,
 * reschedule.test.ts and learning-steps.test.ts): data alone. MIT License, copyright (c) 2026 Open Spaced
 * Repetition; its text is in node_modules/ts-fsrs/LICENSE.
 */
const DAY_MS = 24 * 3_600_000;

/** Each review made just when the card is due. */
export const WHEN_DUE = {
  begins: "2022-12-29T12:30:00.000Z",
  ratings: ["good", "good", "good", "good", "good", "good", "again", "again", ...Array(5).fill("good")],
  intervals: [0, 2, 11, 46, 163, 498, 0, 0, 2, 4, 7, 12, 21],
} as const;

/** Reviews so many days apart, and the memory after the last. */
export const MEMORY_STATE = {
  begins: "2022-12-29T12:30:00.000Z",
  ratings: ["again", "good", "good", "good", "good", "good"],
  daysApart: [0, 0, 1, 3, 8, 21],
  stability: 53.62691,
  difficulty: 6.3574867,
} as const;

/** The first review of a card, by each rating. */
export const FIRST_REVIEW = {
  again: { stability: 0.212, difficulty: 6.4133, state: "learning", scheduledDays: 0, dueInMs: 60_000 },
  hard: { stability: 1.2931, difficulty: 5.11217071, state: "learning", scheduledDays: 0, dueInMs: 360_000 },
  good: { stability: 2.3065, difficulty: 2.11810397, state: "learning", scheduledDays: 0, dueInMs: 600_000 },
  easy: { stability: 8.2956, difficulty: 1, state: "review", scheduledDays: 8, dueInMs: 8 * DAY_MS },
} as const;

/** Four good ones on these days. */
export const GOOD_ONES = {
  at: ["2024-09-13", "2024-09-13", "2024-09-17", "2024-09-28"],
  intervals: [0, 2, 16, 53],
  stability: [2.3065, 2.3065, 16.18802274, 52.76325584],
  difficulty: [2.11810397, 2.11121424, 2.1043314, 2.09745544],
} as const;

/** One easy and three good ones, a day apart: the last memory. */
export const EVERY_DAY = {
  begins: "2024-08-12T01:00:00.000Z",
  ratings: ["easy", "good", "good", "good"],
  end: {
    dueAt: "2024-09-07T01:00:00.000Z",
    stability: 23.06595495,
    difficulty: 1,
    scheduledDays: 23,
    reps: 4,
  },
} as const;
