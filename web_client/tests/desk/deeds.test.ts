import { signal } from "@preact/signals";
import { describe, expect, it } from "vitest";
import { Verdict } from "../../src/i18n/verdicts";
import { Deeds } from "../../src/pages/desk/deeds";
import { type RosterRow, Status } from "../../src/tables/rows";
import type { Outcome } from "../../src/wire/frames";
import type { Connection } from "../../src/wire/socket";

const ROW = {
  person: 4,
  name: "Trần Văn Bích",
  code: "0001",
  post: "Bí thư",
  unit: "Xã",
  status: Status.EXPECTED,
};

/** A desk whose every command is answered as told; what it is linked to is not asked here. */
function desk(outcome: Partial<Outcome>): Deeds {
  let ids = 0;
  const connection = {
    conference: "C",
    grant: "o2",
    link: signal({ live: true }),
    newId: () => new Uint8Array([++ids]),
    submit: async () => ({ verdict: Verdict.ACCEPTED, person: -1, first: null, ...outcome }),
  };
  return new Deeds(connection as unknown as Connection, 0, 2, () => {});
}

const settled = () => new Promise((resolve) => setTimeout(resolve));

describe("a name that has left", () => {
  it("leaves what the desk said of it, and what was done stays said", async () => {
    const deeds = desk({});
    deeds.checkIn(ROW as unknown as RosterRow);
    await settled();

    expect(deeds.forget(new Set([9]))).toBe(false);
    expect(deeds.last.value?.name).toBe(ROW.name);
    expect(deeds.forget(new Set([4]))).toBe(true);

    expect(deeds.last.value).toMatchObject({ kind: "in", person: 4, name: "", about: "", stage: "done" });
    expect(JSON.stringify([deeds.last.value, ...deeds.byPerson.value.values()])).not.toContain("Trần");
    expect(deeds.byPerson.value.get(4)?.before?.status).toBe(Status.EXPECTED);
    expect(deeds.forget(new Set([4]))).toBe(false);
  });

  it("leaves a walk-in's card too, by the number the server gave", async () => {
    const deeds = desk({ person: 11 });
    deeds.addWalkIn("Hà Minh Sơn", "Phóng viên", "");
    await settled();
    deeds.forget(new Set([11]));
    expect(deeds.last.value?.name).toBe("");
  });
});
