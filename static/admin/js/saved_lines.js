// Saves each line of a list as it is left, and says in the line what became of it.
(() => {
  "use strict";
  const form = document.querySelector("#lines");
  if (!form) return;
  const fields = (line) => Array.from(line.querySelectorAll("[name]"));
  const told = (line) => JSON.stringify(fields(line).map((field) => field.value));
  const lines = Array.from(form.querySelectorAll("[data-line]"));
  const saved = new Map(lines.map((line) => [line, line.querySelector(".problem") ? "" : told(line)]));

  const say = (line, texts, wrong) => {
    const cell = line.querySelector(".told");
    cell.textContent = "";
    for (const text of texts) {
      const paragraph = document.createElement("p");
      paragraph.className = wrong ? "problem" : "note";
      paragraph.textContent = text;
      cell.append(paragraph);
    }
    line.classList.toggle("wrong", wrong);
  };

  const save = async (line) => {
    const sent = told(line);
    if (sent === saved.get(line)) return;
    const body = new FormData();
    body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    body.append("line", line.dataset.line);
    if (form.elements.on) body.append("on", form.elements.on.value);
    for (const field of fields(line)) body.append(field.name, field.value);
    say(line, [form.dataset.saving], false);
    try {
      const answer = await fetch(location.href, { method: "POST", body, credentials: "same-origin" });
      if (!answer.ok) throw new Error(String(answer.status));
      const key = line.querySelector("[name$='-key']").value;
      const result = (await answer.json()).lines.find((one) => one.key === key);
      if (!result) {
        say(line, [], false);
        saved.set(line, sent);
        return;
      }
      line.querySelector("[name$='-mark']").value = result.mark;
      say(line, [result.message, ...result.problems], !result.saved);
      if (result.saved && told(line) !== sent) {
        // Typed on while it was saved: the mark changed, the rest is still to be saved.
        return;
      }
      saved.set(line, result.saved ? told(line) : "");
    } catch {
      say(line, [form.dataset.failed], true);
    }
  };

  for (const line of lines) {
    line.addEventListener("focusout", (event) => {
      if (!line.contains(event.relatedTarget)) save(line);
    });
  }
  let sending = false;
  form.addEventListener("submit", () => (sending = true));
  addEventListener("beforeunload", (event) => {
    if (!sending && lines.some((line) => saved.get(line) !== told(line))) event.preventDefault();
  });
})();
