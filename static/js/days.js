// Which day lines were said on, where that is not today or not the day of the line before: as the page does it (handlers/rows), when
// lines come before or after those that are there, and when today is over.

// createDays returns
//
//	soon  puts the days right once what is under way is in its place
export function createDays({ document, clock }) {
  let due = false;

  function mark(of) {
    const item = document.createElement('li');
    const time = document.createElement('time');
    item.className = 'day';
    time.dataset.form = 'day';
    item.append(time);
    item.id = of;
    return item;
  }

  function look() {
    due = false;
    const list = document.querySelector('#lines[data-days]');
    if (!list) return;
    let last = clock.dayId(clock.now());
    const marks = new Map([...list.querySelectorAll(':scope > .day')].map((item) => [item.id, item]));
    for (const line of list.querySelectorAll(':scope > li[id^="m-"]')) {
      const at = line.querySelector('time[datetime]')?.getAttribute('datetime');
      if (!at) continue;
      const id = clock.dayId(Date.parse(at));
      if (id !== last) {
        const item = marks.get(id) ?? mark(id);
        marks.delete(id);
        const words = line.previousElementSibling?.id === 'first-unread' ? line.previousElementSibling : null;
        const place = words ?? line;
        if (place.previousElementSibling !== item) place.before(item);
        item.firstElementChild.setAttribute('datetime', at);
        clock.dress(item);
      }
      last = id;
    }
    for (const item of marks.values()) item.remove();
  }

  return {
    soon() {
      if (!due) queueMicrotask(look);
      due = true;
    },
  };
}
