// Search, filter and sort of the table of students. The page is whole without it: this only hides and orders rows.
(() => {
  const table = document.querySelector("table.class");
  if (!table) return;
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const [search, state, mistake] = ["search", "state", "mistake"].map((id) => document.getElementById(id));
  const shown = document.getElementById("shown");
  const names = rows.map((row) => row.cells[0].textContent.toLowerCase());
  const made = rows.map((row) => new Set((row.dataset.m || "").split(" ")));

  function filter() {
    const words = search.value.trim().toLowerCase();
    let count = 0;
    rows.forEach((row, i) => {
      const fits = names[i].includes(words) && (!state.value || row.dataset.s === state.value) &&
        (!mistake.value || made[i].has(mistake.value));
      row.hidden = !fits;
      count += fits;
    });
    shown.textContent = `${count} of ${rows.length} shown`;
  }

  const compare = new Intl.Collator(undefined, { numeric: true }).compare;
  function key(row, column) {
    const cell = row.cells[column];
    return cell.dataset.v ?? cell.textContent;
  }
  function sort(header) {
    const column = header.cellIndex;
    const falling = header.getAttribute("aria-sort") === "ascending";
    for (const other of header.parentNode.cells) other.removeAttribute("aria-sort");
    header.setAttribute("aria-sort", falling ? "descending" : "ascending");
    rows.map((row) => [key(row, column), row])
      .sort(([a], [b]) => (falling ? compare(b, a) : compare(a, b)))
      .forEach(([, row]) => body.append(row));
  }

  search.addEventListener("input", filter);
  for (const choice of [state, mistake]) choice.addEventListener("change", filter);
  for (const button of table.querySelectorAll("thead button")) {
    button.addEventListener("click", () => sort(button.closest("th")));
  }
  for (const button of document.querySelectorAll("button[data-m]")) {
    button.addEventListener("click", () => {
      mistake.value = button.dataset.m;
      state.value = search.value = "";
      filter();
      document.getElementById("students").scrollIntoView();
      mistake.focus({ preventScroll: true });
    });
  }
  document.getElementById("clear").addEventListener("click", () => {
    search.value = state.value = mistake.value = "";
    filter();
  });
  // on paper nothing opens: who made a mistake is printed with it
  const closed = [...document.querySelectorAll(".mistakes details")].filter((each) => !each.open);
  window.addEventListener("beforeprint", () => closed.forEach((each) => (each.open = true)));
  window.addEventListener("afterprint", () => closed.forEach((each) => (each.open = false)));
  filter();
})();
