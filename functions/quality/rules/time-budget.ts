import { MINUTES_PER_CARD, MINUTES_PER_QUESTION, WORDS_PER_MINUTE } from "../../learning/lesson.ts";
import type { Coursework, LessonText } from "../coursework.ts";
import { wordCountOf } from "../prose.ts";
import type { CourseRule, Measure } from "../rule.ts";

const source = "Brysbaert, How many words do we read per minute?, Journal of Memory and Language 109, 2019";

const minutesOf = (lesson: LessonText): number =>
  wordCountOf(lesson) / WORDS_PER_MINUTE +
  lesson.items.length * MINUTES_PER_QUESTION +
  lesson.cards.length * MINUTES_PER_CARD;

const minutesOfCourse = ({ lessons }: Coursework): number =>
  Math.max(1, Math.round(lessons.reduce((sum, lesson) => sum + minutesOf(lesson), 0)));

/** Readers differ by a third each way; half as much again is more than that. */
const TOO_LONG = 1.5;
const TOO_SHORT = 0.5;

export const timeBudget: CourseRule = {
  scope: "course",
  name: "time-budget",
  title: "The course takes another time than asked",
  severity: "warning",
  advice: "Shorten or lengthen the lessons to the time that was asked for.",
  source,
  languages: "any",
  reveals: false,
  find: (course) => {
    const { targetMinutes } = course;
    if (targetMinutes === undefined) return [];
    const minutes = minutesOfCourse(course);
    if (minutes <= TOO_LONG * targetMinutes && minutes >= TOO_SHORT * targetMinutes) return [];
    return [
      {
        detail: `It takes about ${minutes} ${minutes === 1 ? "minute" : "minutes"}; ${targetMinutes} were asked for.`,
      },
    ];
  },
};

export const minutesScore: Measure = {
  name: "minutes",
  title: "Time it takes",
  source,
  languages: "any",
  measure: (course) => {
    const minutes = minutesOfCourse(course);
    const asked = course.targetMinutes;
    const ratio = asked === undefined ? 1 : minutes / asked;
    const isNear = ratio <= 1.25 && ratio >= 0.75;
    return {
      name: "minutes",
      value: minutes,
      scale: { min: 0, max: Math.max(minutes, asked ?? 0), unit: "minutes" },
      verdict: isNear ? "good" : ratio <= TOO_LONG && ratio >= TOO_SHORT ? "fair" : "poor",
      sentence: `It takes about ${minutes} ${minutes === 1 ? "minute" : "minutes"}${asked === undefined ? "" : `, of ${asked} asked for`}.`,
    };
  },
};
