/* Keys, clickers and swipes press the slide's links, which name their keys. */
(() => {
  const names = { " ": "Space", f: "F" };
  const ways = { ArrowDown: 1, PageDown: 1, Space: 1, ArrowUp: -1, PageUp: -1 };
  const root = document.documentElement;
  const press = (key) => document.querySelector(`[aria-keyshortcuts~="${CSS.escape(key)}"]`)?.click();
  // A long slide scrolls to its end, then turns.
  const more = (way) => (way > 0 ? root.scrollHeight - innerHeight - scrollY > 2 : way && scrollY > 0);
  const offer = () => {
    const full = document.querySelector("button");
    if (!full) return;
    full.hidden = !document.fullscreenEnabled;
    full.onclick = () => (document.fullscreenElement ? document.exitFullscreen() : root.requestFullscreen());
  };
  let start;
  onkeydown = (event) => {
    const key = names[event.key] || event.key;
    if (event.ctrlKey || event.altKey || event.metaKey || more(ways[key]) || (key === "Space" && event.target.onclick)) return;
    if (ways[key]) event.preventDefault();
    press(key);
  };
  ontouchstart = ({ touches }) => { start = touches[1] ? 0 : touches[0]; };
  ontouchend = ({ changedTouches: [end] }) => {
    const x = start && end.clientX - start.clientX;
    if (Math.abs(x) > 60 + 2 * Math.abs(end.clientY - start.clientY)) press(x < 0 ? "ArrowRight" : "ArrowLeft");
  };
  addEventListener("htmx:afterSettle", () => {
    offer();
    scrollTo(0, 0);
    document.getElementById("page:said").textContent = document.title;
  });
  offer();
})();
