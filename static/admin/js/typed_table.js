// A table of rows to type: lines copied from Excel spread over its cells, Enter goes down, rows follow each other.
(() => {
  "use strict";
  const table = document.querySelector(".typed .rows table");
  if (!table) return;
  const body = table.tBodies[0];
  const most = Number(table.dataset.maxRows);
  const rows = () => Array.from(body.rows).filter((row) => !row.classList.contains("told"));
  const cells = (row) => Array.from(row.querySelectorAll("[name]"));
  const grow = (cell) => {
    if (cell.tagName !== "TEXTAREA") return;
    cell.style.height = "auto";
    cell.style.height = `${cell.scrollHeight + 2}px`;
  };
  const addRow = () => {
    const all = rows();
    if (all.length >= most) return null;
    const row = all[all.length - 1].cloneNode(true);
    row.cells[0].textContent = all.length + 1;
    row.querySelectorAll(".problem, .note").forEach((words) => words.remove());
    row.querySelectorAll(".wrong").forEach((cell) => cell.classList.remove("wrong"));
    cells(row).forEach((cell) => {
      cell.name = cell.name.replace(/^\d+/, all.length);
      cell.setAttribute("aria-label", cell.getAttribute("aria-label").replace(/\d+$/, all.length + 1));
      cell.removeAttribute("aria-invalid");
      cell.value = "";
    });
    body.append(row);
    return row;
  };
  // A row that is begun takes project, kind and period from the row above; what stands there already stays.
  const carry = (row) => {
    const all = rows();
    const above = all[all.indexOf(row) - 1];
    if (!above) return;
    const before = cells(above);
    cells(row).forEach((cell, index) => {
      if (cell.dataset.carried !== undefined && !cell.value) cell.value = before[index].value;
    });
  };
  const begun = (row, but) => cells(row).some((cell) => cell !== but && cell.dataset.carried === undefined && cell.value);
  body.addEventListener("input", (event) => {
    const row = event.target.closest("tr");
    const all = rows();
    if (event.target.dataset.carried === undefined && !begun(row, event.target)) carry(row);
    if (row === all[all.length - 1]) addRow();
    grow(event.target);
  });
  body.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || event.shiftKey || event.ctrlKey || event.altKey) return;
    event.preventDefault();
    const row = event.target.closest("tr");
    const all = rows();
    const below = all[all.indexOf(row) + 1] || addRow();
    if (below) cells(below)[cells(row).indexOf(event.target)].focus();
  });
  body.addEventListener("paste", (event) => {
    const text = event.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n$/, "");
    // A cell copied with line breaks in it is quoted; those are read by the server from the field below.
    if (!/[\t\n]/.test(text) || /(^|[\t\n])"/.test(text)) return;
    event.preventDefault();
    let row = event.target.closest("tr");
    const first = cells(row).indexOf(event.target);
    for (const line of text.split("\n")) {
      if (!row) break;
      const places = cells(row).slice(first);
      line.split("\t").forEach((value, index) => {
        if (places[index]) {
          places[index].value = value.trim();
          grow(places[index]);
        }
      });
      const all = rows();
      row = all[all.indexOf(row) + 1] || addRow();
    }
  });
  rows().forEach((row) => cells(row).forEach(grow));
})();
