// What a keyboard adds: "/" goes to the box, the jumper goes from mark to mark. Everything works without it.
"use strict";

addEventListener("keydown", (event) => {
  const box = document.getElementById("q");
  const isTyping = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
  if (event.key === "/" && box && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    box.focus();
    box.select();
  }
});

const jumper = document.querySelector(".jump");
const marks = document.querySelectorAll(".article mark");
if (jumper && marks.length) {
  const [previous, next] = jumper.querySelectorAll("button");
  let at = -1;
  const say = () => {
    jumper.querySelector("span").textContent = at < 0 ? `${marks.length} marks` : `${at + 1} of ${marks.length} marks`;
  };
  const go = (step) => {
    at = (at + step + marks.length) % marks.length;
    marks[at].scrollIntoView({ block: "center" });
    say();
  };
  previous.addEventListener("click", () => go(at < 0 ? 0 : -1));
  next.addEventListener("click", () => go(1));
  jumper.hidden = false;
  say();
}
