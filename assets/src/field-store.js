// What a phone keeps of inspections until it is sent: one record an inspection and person, photos as they are.
const NAME = "tingtang-inspections";
const DRAFTS = "drafts";

function opened() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(DRAFTS, { keyPath: "id" });
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

async function within(mode, act) {
  const database = await opened();
  try {
    return await new Promise((resolve, reject) => {
      const work = database.transaction(DRAFTS, mode, { durability: "strict" });
      const asked = act(work.objectStore(DRAFTS));
      work.oncomplete = () => resolve(asked.result);
      work.onabort = work.onerror = () => reject(work.error);
    });
  } finally {
    database.close();
  }
}

export const load = (id) => within("readonly", (drafts) => drafts.get(id));
export const save = (draft) => within("readwrite", (drafts) => drafts.put(draft));
export const remove = (id) => within("readwrite", (drafts) => drafts.delete(id));
