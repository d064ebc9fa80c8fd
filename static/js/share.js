/* The panel of the share button: the address of this page, copied; closed as menus are. */
(() => {
  "use strict";
  const panel = document.querySelector(".share");
  const link = panel && panel.querySelector("[data-share-link]");
  if (!link) return;
  const button = panel.querySelector("button");
  const label = button.textContent;
  // A page opened from a folder has no address that others could open, unless the site has one.
  if (location.protocol === "file:" && link.protocol === "file:") panel.querySelector(".share-link").remove();
  panel.addEventListener("toggle", () => {
    // Filters and words searched for belong to what is passed on.
    if (link.pathname === location.pathname) link.search = location.search;
    link.textContent = link.href;
    button.hidden = false;
    button.textContent = label;
  });
  button.addEventListener("click", async () => {
    // Sites without HTTPS may not use the clipboard directly; what is selected they may copy.
    getSelection().selectAllChildren(link);
    const refused = () => document.execCommand("copy");
    const copied = await (navigator.clipboard ? navigator.clipboard.writeText(link.href).then(() => true, refused) : refused());
    if (copied) document.getElementById("page:live").textContent = button.textContent = button.dataset.shareCopy;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !panel.open) return;
    if (panel.contains(document.activeElement)) panel.querySelector("summary").focus();
    panel.open = false;
  });
  document.addEventListener("click", (event) => {
    if (!panel.contains(event.target)) panel.open = false;
  });
})();
