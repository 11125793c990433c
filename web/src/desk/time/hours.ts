/** Hours as people write them: `1:30`, `1.5`, `1,5`, `90m`, `1h 30m`. Answers seconds; null where it is none of them. */
export function secondsOf(text: string): number | null {
  const clean = text.trim().toLowerCase().replace(",", ".");
  if (!clean) return 0;
  const clock = /^(\d{1,2}):([0-5]\d)$/.exec(clean);
  if (clock) return Number(clock[1]) * 3600 + Number(clock[2]) * 60;
  const spoken = /^(?:(\d+(?:\.\d+)?)\s*h)?\s*(?:(\d+)\s*m(?:in)?)?$/.exec(clean);
  if (spoken && (spoken[1] || spoken[2])) return Math.round(Number(spoken[1] ?? 0) * 3600) + Number(spoken[2] ?? 0) * 60;
  return /^\d*\.?\d+$/.test(clean) ? Math.round(Number(clean) * 3600) : null;
}

/** 1:30; nothing where there is none. */
export const clockOf = (seconds: number): string =>
  seconds ? `${Math.floor(seconds / 3600)}:${String(Math.floor(seconds / 60) % 60).padStart(2, "0")}` : "";
