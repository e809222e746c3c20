// Dragging a row within and between two lists, with any pointer. A copy follows the pointer; the row itself stays until it is dropped.

import { h } from "../page.js";

/** How far a pointer moves before it is a drag, in pixels. */
const THRESHOLD = 6;
/** How close to the window's edge the page begins to scroll, in pixels. */
const EDGE = 72;

/**
 * Makes `row` draggable: by touch at its `handle` alone, so that a finger on the row still scrolls; by mouse everywhere but on other buttons.
 * `onDrop({list: "ranked" | "pool", index})`: index is the gap in the ranked list, counted with the dragged row in its place.
 */
export function startDrag(row, { handle, lists, onDrop, onCancel }) {
  row.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || !event.isPrimary) return;
    const control = event.target.closest("button, input, a");
    const isOnHandle = handle ? control === handle : false;
    if (event.pointerType !== "mouse" && !isOnHandle) return;
    if (control && !isOnHandle && !control.classList.contains("rank-add")) return;
    const start = { x: event.clientX, y: event.clientY };
    const grabbed = row.getBoundingClientRect();
    let ghost = null;
    let gap = null;
    let pointer = start;
    let frame = 0;

    function place() {
      const rows = [...lists.ranked.children].filter((child) => child !== gap);
      const box = lists.ranked.parentElement.getBoundingClientRect();
      // Below the ranked list by more than half a row: back among the others.
      if (pointer.y > box.bottom + grabbed.height / 2 && !lists.pool.hidden) return { list: "pool", index: 0 };
      if (pointer.y > box.bottom + grabbed.height * 1.5) return { list: "pool", index: 0 };
      let index = 0;
      for (const each of rows) {
        const rect = each.getBoundingClientRect();
        if (pointer.y > rect.top + rect.height / 2) index += 1;
      }
      return { list: "ranked", index };
    }

    function draw() {
      frame = 0;
      ghost.style.transform = `translate(${pointer.x - start.x}px, ${pointer.y - start.y}px)`;
      const at = place();
      const rows = [...lists.ranked.children].filter((child) => child !== gap);
      if (at.list === "ranked") lists.ranked.insertBefore(gap, rows[at.index] ?? null);
      else gap.remove();
      const speed = pointer.y < EDGE ? pointer.y - EDGE : pointer.y > innerHeight - EDGE ? pointer.y - innerHeight + EDGE : 0;
      if (speed !== 0) {
        scrollBy(0, speed / 4);
        frame = requestAnimationFrame(draw);
      }
    }

    function begin() {
      ghost = row.cloneNode(true);
      ghost.classList.add("rank-ghost");
      ghost.setAttribute("aria-hidden", "true");
      for (const [property, value] of Object.entries({ top: `${grabbed.top}px`, left: `${grabbed.left}px`, width: `${grabbed.width}px`, height: `${grabbed.height}px` })) ghost.style.setProperty(property, value);
      document.body.append(ghost);
      gap = h("li", { class: "rank-gap", "aria-hidden": "true" });
      row.classList.add("is-dragged");
      document.documentElement.classList.add("is-dragging");
    }

    function move(next) {
      pointer = { x: next.clientX, y: next.clientY };
      if (!ghost) {
        if (Math.hypot(pointer.x - start.x, pointer.y - start.y) < THRESHOLD) return;
        begin();
      }
      next.preventDefault();
      if (!frame) frame = requestAnimationFrame(draw);
    }

    function end(last, isDropped) {
      cancelAnimationFrame(frame);
      for (const [type, listener] of listeners) removeEventListener(type, listener, true);
      if (!ghost) return;
      const at = place();
      ghost.remove();
      gap.remove();
      row.classList.remove("is-dragged");
      document.documentElement.classList.remove("is-dragging");
      // The click that ends a drag is not a press of what lies under it.
      const swallow = (click) => { click.stopPropagation(); click.preventDefault(); };
      addEventListener("click", swallow, { capture: true, once: true });
      setTimeout(() => removeEventListener("click", swallow, { capture: true }), 0);
      if (isDropped) onDrop(at);
      else onCancel();
    }

    const listeners = [
      ["pointermove", move],
      ["pointerup", (last) => end(last, true)],
      ["pointercancel", (last) => end(last, false)],
      ["keydown", (key) => { if (key.key === "Escape" && ghost) { key.preventDefault(); end(key, false); } }],
    ];
    for (const [type, listener] of listeners) addEventListener(type, listener, { capture: true, passive: false });
  });
  row.addEventListener("dragstart", (event) => event.preventDefault());
}
