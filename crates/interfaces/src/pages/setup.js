// Fills in what the browser knows, and tells how it went without leaving the page.
const form = document.getElementById("setup");
const outcome = document.getElementById("outcome");

form.elements.token.value = new URLSearchParams(location.search).get("token") ?? "";
document.getElementById("by-hand").hidden = form.elements.token.value !== "";
form.elements.username.focus();
form.elements.time_zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "UTC";
for (const zone of Intl.supportedValuesOf?.("timeZone") ?? []) {
  const option = document.createElement("option");
  option.value = zone;
  document.getElementById("zones").append(option);
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = form.querySelector("button");
  button.disabled = true;
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(Object.fromEntries(new FormData(form))),
    });
    const body = await answer.json();
    if (!answer.ok) {
      outcome.textContent = [body.detail, body.hint].filter(Boolean).join(" ");
      return;
    }
    // The token in the address is used up; the history need not keep it.
    history.replaceState(null, "", "/setup");
    form.hidden = true;
    outcome.textContent = `Welcome, ${body.username}. Next, make a token for your agent on the machine where Odysseus runs:`;
    const next = document.getElementById("next");
    next.textContent = `odysseus token create --user ${body.username} --name "Claude Agent" --scope todos:write`;
    next.hidden = false;
  } catch {
    outcome.textContent = "The server did not answer. Try again.";
  } finally {
    button.disabled = false;
  }
});
