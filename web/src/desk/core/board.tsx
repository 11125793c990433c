/** Columns of cards. A card is dragged to another column, or moved by its menu: with the keyboard, or a finger. */
import { MoreVertical } from "lucide";
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Link } from "../../shared/router";
import { Button, Icon } from "../../shared/ui";
import { NamedMenu } from "./menu";

export interface BoardColumn {
  id: string;
  title: string;
  note?: ComponentChildren;
  /** How many there are in it, where not all of them are here. */
  count?: number;
}

export interface BoardCard {
  id: string;
  column: string;
  title: string;
  to: string;
  body: ComponentChildren;
}

interface BoardProps<Card extends BoardCard> {
  label: string;
  columns: BoardColumn[];
  cards: Card[];
  /** Where a card may go; everywhere unless said. */
  mayMove?: (card: Card, column: string) => boolean;
  /** Not given: nothing moves. */
  onMove?: (card: Card, column: string) => void;
  /** Whether there are more cards than are here. */
  more?: boolean;
  /** More to choose from a card's menu. */
  menu?: (card: Card) => ComponentChildren;
  empty?: string;
}

const KIND = "text/plain";

export function Board<Card extends BoardCard>({ label, columns, cards, mayMove, onMove, more, menu, empty }: BoardProps<Card>) {
  const [dragged, setDragged] = useState<Card | null>(null);
  const [over, setOver] = useState<string | null>(null);
  const whole = useRef<HTMLDivElement>(null);
  const moved = useRef<string | null>(null);
  // Whoever moved a card by its menu goes on from there: it stands in another column now.
  useEffect(() => {
    const card = moved.current && [...(whole.current?.querySelectorAll("li") ?? [])].find(({ id }) => id === `card-${moved.current}`);
    if (!card) return;
    card.querySelector("button")?.focus();
    moved.current = null;
  }, [cards.map(({ id, column }) => id + column).join()]);
  const may = (card: Card, column: string) => !!onMove && card.column !== column && (mayMove?.(card, column) ?? true);
  const drop = (column: string) => {
    if (dragged && may(dragged, column)) onMove?.(dragged, column);
    setDragged(null);
    setOver(null);
  };
  return (
    <div class="board" role="group" aria-label={label} tabindex={0} ref={whole}>
      {columns.map((column) => {
        const mine = cards.filter((card) => card.column === column.id);
        const isTarget = !!dragged && may(dragged, column.id);
        return (
          <section
            key={column.id}
            class={`board-column ${isTarget ? "target" : ""} ${isTarget && over === column.id ? "over" : ""}`}
            aria-label={column.title}
            onDragOver={(event) => isTarget && (event.preventDefault(), setOver(column.id))}
            onDragLeave={() => setOver(null)}
            onDrop={(event) => (event.preventDefault(), drop(column.id))}
          >
            <header>
              <h2>{column.title}</h2>
              <span class="count">{more ? (column.count ?? mine.length) : mine.length}</span>
              {column.note && <span class="quiet small board-note">{column.note}</span>}
            </header>
            <ul>
              {mine.map((card) => (
                <li
                  key={card.id}
                  id={`card-${card.id}`}
                  class={`board-card ${dragged?.id === card.id ? "dragged" : ""}`}
                  draggable={!!onMove}
                  onDragStart={(event) => {
                    event.dataTransfer?.setData(KIND, card.id);
                    setDragged(card);
                  }}
                  onDragEnd={() => (setDragged(null), setOver(null))}
                >
                  <div class="board-card-head">
                    <Link to={card.to} draggable={false}>
                      {card.title}
                    </Link>
                    {(onMove || menu) && (
                      <NamedMenu name={`Move or change ${card.title}`} label={<Icon of={MoreVertical} size={16} />}>
                        {columns
                          .filter((each) => may(card, each.id))
                          .map((each) => (
                            <Button key={each.id} kind="plain" onClick={() => ((moved.current = card.id), onMove?.(card, each.id))}>
                              Move to {each.title}
                            </Button>
                          ))}
                        {menu?.(card)}
                      </NamedMenu>
                    )}
                  </div>
                  {card.body}
                </li>
              ))}
              {!mine.length && empty && <li class="board-empty quiet small">{empty}</li>}
            </ul>
          </section>
        );
      })}
    </div>
  );
}
