// A form that takes some seconds says so, and is not sent twice: [data-working] names what is shown meanwhile.
(() => {
  for (const form of document.querySelectorAll("form[data-working]")) {
    form.addEventListener("submit", () => {
      document.getElementById(form.dataset.working).hidden = false;
      for (const button of form.querySelectorAll("button")) button.disabled = true;
    });
  }
})();
