import { civilDate, type Day, dayOf } from "../funnel/calendar.ts";
import { type LinearScale, place } from "./scale.ts";
import { textWidth } from "./text-fit.ts";
import { textStyles } from "./theme.ts";

export interface DayTick {
  readonly day: Day;
  readonly text: string;
}

const air = 10;
const monthSteps = [1, 2, 3, 6, 12, 24, 60];

/**
 * Gives the days to name under a time axis: first days of months, as many as have room, January with its
 * year; or single days where the axis is shorter than two months.
 */
export function dayTicks(scale: LinearScale, locale: string): readonly DayTick[] {
  const months = firstDays(scale.from, scale.to);
  if (months.length < 2) return thin(scale, dayNames(scale, locale), 1);
  const named = months.map((day) => ({ day, text: monthName(day, locale) }));
  for (const step of monthSteps) {
    const kept = named.filter(
      ({ day }) => (civilDate(day).year * 12 + civilDate(day).month - 1) % step === 0,
    );
    if (fits(scale, kept)) return kept;
  }
  return named.slice(0, 1);
}

function firstDays(from: Day, to: Day): readonly Day[] {
  const { year, month, dayOfMonth } = civilDate(from);
  const days: Day[] = [];
  for (let index = dayOfMonth === 1 ? 0 : 1; ; index += 1) {
    const day = dayOf(year, month + index, 1);
    if (day > to) return days;
    days.push(day);
  }
}

function dayNames(scale: LinearScale, locale: string): readonly DayTick[] {
  const days: DayTick[] = [];
  for (let day = Math.ceil(scale.from); day <= scale.to; day += 7) {
    days.push({ day, text: dateText(day, locale, { day: "numeric", month: "short" }) });
  }
  return days;
}

function monthName(day: Day, locale: string): string {
  const january = civilDate(day).month === 1;
  return dateText(day, locale, january ? { year: "numeric" } : { month: "short" });
}

function thin(scale: LinearScale, ticks: readonly DayTick[], step: number): readonly DayTick[] {
  const kept = ticks.filter((_, index) => index % step === 0);
  return kept.length < 2 || fits(scale, kept) ? kept : thin(scale, ticks, step + 1);
}

function fits(scale: LinearScale, ticks: readonly DayTick[]): boolean {
  return haveRoom(ticks.map(({ day, text }) => ({ x: place(scale, day), text })));
}

/** Whether names centred at these places, from left to right, leave some air between them. */
export function haveRoom(names: readonly { readonly x: number; readonly text: string }[]): boolean {
  return names.every(({ x, text }, index) => {
    const next = names[index + 1];
    if (!next) return true;
    return (textWidth(text, textStyles.axis) + textWidth(next.text, textStyles.axis)) / 2 + air <= next.x - x;
  });
}

function dateText(day: Day, locale: string, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC" }).format(day * 86_400_000);
}
