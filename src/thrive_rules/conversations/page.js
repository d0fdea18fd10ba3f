// One key hides the page at once, for somebody whose screen others walk past. Only loading it again brings it back, so
// that a second press shows nothing.
(() => {
  const page = document.querySelector("main");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "hide";
  button.textContent = HIDE;
  const hide = () => {
    document.title = "-";
    page.remove();
  };
  button.addEventListener("click", hide);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
  });
  page.prepend(button);
})();
