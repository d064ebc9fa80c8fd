// The cut of a photo follows the place chosen on it.
addEventListener("load", () => {
  document.querySelectorAll(".focus-input").forEach((input) => {
    const cut = input.querySelector(".focus-cut");
    const follow = () => {
      const place = input.querySelector("input:checked");
      if (cut) cut.className = `focus-cut focus-${place ? place.value : "center"}`;
    };
    input.addEventListener("change", follow);
    follow();
  });
});
// Warns before a form is left that holds changes nobody has saved.
(() => {
  "use strict";
  addEventListener("load", () => {
    const form = document.querySelector("#content-main > form[method=post]");
    if (!form) return;
    const told = () => JSON.stringify(Array.from(new FormData(form), ([name, value]) => [name, value.name ?? value]));
    // A form sent back for correction was not saved either.
    const saved = form.querySelector(".errornote") ? "" : told();
    let sending = false;
    form.addEventListener("submit", () => {
      sending = true;
      // Nothing was sent after all, if the page is still there.
      setTimeout(() => (sending = false), 5000);
    });
    addEventListener("beforeunload", (event) => {
      if (!sending && told() !== saved) event.preventDefault();
    });
  });
})();
// Choices follow what is chosen: sections of the source, measures of the project.
addEventListener("load", () => {
  const $ = window.django && window.django.jQuery;
  const source = document.getElementById("id_source");
  const section = document.querySelector("select#id_section.admin-autocomplete");
  if ($ && $.fn.djangoAdminSelect2 && source && section) {
    const address = section.getAttribute("data-ajax--url").split("?")[0];
    $(source).on("change", () => {
      $(section).val(null).trigger("change").select2("destroy").removeData();
      section.setAttribute("data-ajax--url", source.value ? `${address}?source=${source.value}` : address);
      $(section).djangoAdminSelect2();
    });
  }
  const project = document.getElementById("id_project");
  const groups = document.querySelectorAll("select#id_measure optgroup");
  if (project && groups.length) {
    const show = () => {
      const chosen = project.value ? project.selectedOptions[0].text : "";
      groups.forEach((group) => {
        group.hidden = group.disabled = Boolean(chosen) && group.label !== chosen && !group.querySelector(":checked");
      });
    };
    project.addEventListener("change", show);
    show();
  }
});
