// Who has set no time zone is offered the browser's: it stands in the field, and is kept once they save.

export function suggestZone({ document, zone }) {
  const words = document.getElementById('zone-suggested');
  const field = document.querySelector('form input[name="zone"]');
  if (!words || !field || field.value || !zone || zone === 'UTC') return;
  field.value = zone;
  words.hidden = false;
}
