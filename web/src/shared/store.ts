/** A value that components watch. */
import { useEffect, useState } from "preact/hooks";

export class Store<Value> {
  private watchers = new Set<(value: Value) => void>();

  constructor(private value: Value) {}

  get(): Value {
    return this.value;
  }

  set(value: Value): void {
    if (value === this.value) return;
    this.value = value;
    for (const each of [...this.watchers]) each(value);
  }

  watch(watcher: (value: Value) => void): () => void {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  }
}

export function useStore<Value>(store: Store<Value>): Value {
  const [, again] = useState({});
  useEffect(() => store.watch(() => again({})), [store]);
  return store.get();
}
