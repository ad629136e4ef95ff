import { describe, expect, it } from "vitest";
import { QuestionState } from "../../src/tables/rows";
import * as commands from "../../src/wire/commands";
import * as frames from "../../src/wire/frames";
import { plain, vectors } from "../vectors";

interface Vector {
  name: string;
  hex: string;
  value: unknown[];
}

const {
  client,
  server,
  commands: written,
} = vectors<{
  client: Vector[];
  server: Vector[];
  commands: Vector[];
}>("frames");

const list = (value: unknown): unknown[] => plain(value) as unknown[];

const watched = (v: unknown[]) => v.slice(1) as unknown as frames.Watch;

function encoded({ name, value }: Vector): Uint8Array {
  const v = list(value);
  switch (name) {
    case "HELLO":
      return frames.hello(v[2] as string, v[3] as string, v[4] as number, (v[5] as unknown[][]).map(watched));
    case "COMMAND":
      return encodedCommand(v);
    case "WATCH":
      return frames.watch(watched(v));
    case "UNWATCH":
      return frames.unwatch(v[1] as string);
    case "JOIN_MEDIA":
      return frames.joinMedia(v[1] as number, v[2] as string, v[3] as string);
    case "LEAVE_MEDIA":
      return frames.leaveMedia();
    case "PUBLISH":
      return frames.publish(v[1] as string, v[2] as boolean);
    case "RESUME_MEDIA":
      return frames.resumeMedia(v[1] as string);
    default:
      return frames.ping(v[1] as number);
  }
}

const encodedCommand = (v: unknown[]) =>
  frames.command(
    v[1] as number,
    v[2] as Uint8Array,
    v[3] as number,
    v[4] as number,
    v[5] as unknown[],
    v[6] as string[][],
  );

describe("a frame of the client", () => {
  it.each(client)("$name is the bytes both languages agree on", (vector) => {
    expect(frames.hex(encoded(vector))).toBe(vector.hex);
  });

  it.each(written)("COMMAND $name is the bytes both languages agree on", (vector) => {
    expect(frames.hex(encodedCommand(list(vector.value)))).toBe(vector.hex);
  });
});

describe("what a page asks for", () => {
  const bodies = new Map(written.map(({ name, value }) => [name, list(value)]));
  const target = frames.fromHex("ffeeddccbbaa99887766554433221100");
  const device = frames.fromHex("0123456789abcdef");
  const asked: [string, commands.Ask][] = [
    ["Launch", commands.launch()],
    ["OpenSession", commands.openSession(0)],
    ["CloseSession", commands.closeSession(0)],
    ["CloseConference", commands.closeConference()],
    ["CheckIn", commands.checkIn(0, 1234, 17)],
    ["CheckOut", commands.checkOut(0, 1234, 17)],
    ["Undo", commands.undo(target, "nhập nhầm")],
    ["AddWalkIn", commands.addWalkIn(0, 17, "Trần Văn Bích", "Phó Bí thư", "Đảng ủy xã Tân Lập")],
    ["ReportHeadCount", commands.reportHeadCount(0, 17, 86)],
    ["Excuse", commands.excuse(0, 1234, "đi công tác")],
    ["Exempt", commands.exempt(0, 1234, "nghỉ hưu")],
    ["ApproveDevice", commands.approveDevice(device)],
    ["RevokeDevice", commands.revokeDevice(device)],
    ["RevokeLink", commands.revokeLink("o17")],
    ["RaiseHand", commands.raiseHand(0, commands.placeOfPoint(17))],
    ["LowerHand", commands.lowerHand(0, "n17")],
    ["CuePlace", commands.cuePlace(0, commands.placeOfPerson(1234))],
    ["GiveFloor", commands.giveFloor(0, "p1234")],
    ["ReleaseFloor", commands.releaseFloor(0, "p1234")],
    ["AskQuestion", commands.askQuestion(0, "n17", "Khi nào có hướng dẫn?")],
    ["MoveQuestion", commands.moveQuestion(target, QuestionState.DECLINED, "đã trả lời ở phiên trước")],
    ["VoteQuestion", commands.voteQuestion(target)],
    ["ClaimQuestion", commands.claimQuestion(target, true)],
    ["RemovePaper", commands.removePaper(frames.fromHex("00112233445566778899aabbccddeeff"))],
    ["ConfirmPhone", commands.confirmPhone(device, 1234, true)],
    [
      "SetPrivacy",
      commands.setPrivacy(
        365,
        "Văn phòng Tỉnh uỷ Thái Nguyên",
        "Ghi nhận tham dự hội nghị học tập",
        "Phòng Tổng hợp, số 1 đường Nha Trang",
      ),
    ],
    ["RenewCode", commands.renewCode("q17")],
    ["RaiseHand", commands.raiseHand(0, "n17")],
    ["LowerHand", commands.lowerHand(0, "n17")],
    ["CuePlace", commands.cuePlace(0, "p1234")],
    ["GiveFloor", commands.giveFloor(0, "p1234")],
    ["ReleaseFloor", commands.releaseFloor(0, "p1234")],
    ["AskQuestion", commands.askQuestion(0, "n17", "Khi nào có hướng dẫn?")],
    ["MoveQuestion", commands.moveQuestion(target, 5, "đã trả lời ở phiên trước")],
    ["VoteQuestion", commands.voteQuestion(target)],
    ["ClaimQuestion", commands.claimQuestion(target, true)],
    ["RemovePaper", commands.removePaper(frames.fromHex("00112233445566778899aabbccddeeff"))],
    ["ConfirmPhone", commands.confirmPhone(device, 1234, true)],
  ];

  it.each(asked)("%s has the kind, body and texts of the protocol", (name, ask) => {
    const value = bodies.get(name);
    expect([ask.kind, ask.body, ask.texts]).toEqual([value?.[1], value?.[5], value?.[6]]);
  });

  it("that is long is sent in strings the wire takes, and nothing of it is lost", () => {
    const long = "ộ𝄞".repeat(commands.QUESTION_CHARS / 2);
    const [text] = commands.askQuestion(0, "n17", long).texts;
    expect(text?.map((part) => [...part].length)).toEqual([300, 300, 300, 300, 300, 300]);
    expect(text?.join("")).toBe(long);
    expect(commands.moveQuestion(target, QuestionState.APPROVED).texts).toEqual([[""]]);
  });

  it("is about a place: a room or a person online", () => {
    expect([commands.pointOf("n17"), commands.personOf("n17")]).toEqual([17, -1]);
    expect([commands.pointOf("p1234"), commands.personOf("p1234")]).toEqual([-1, 1234]);
    expect([commands.pointOf(commands.NOBODY), commands.personOf(commands.NOBODY)]).toEqual([-1, -1]);
  });
});

describe("a frame of the server", () => {
  const read = (name: string) =>
    server.filter((vector) => vector.name === name).map((vector) => frames.read(frames.fromHex(vector.hex)));

  it("is known in every kind there is", () => {
    for (const { hex } of server) expect(frames.read(frames.fromHex(hex)).kind).not.toBe("unknown");
  });

  it("WELCOME says who and where this device is", () => {
    expect(read("WELCOME")[0]).toMatchObject({
      kind: "welcome",
      grant: "o17",
      node: 17,
      nodeName: "Hội trường UBND xã Tân Lập",
      path: ["Tỉnh Thái Nguyên", "Xã Tân Lập"],
      device: "0123456789abcdef",
      deviceState: 0,
      nowMs: 1770426000000,
    });
  });

  it("OUTCOMES says the verdict, and who was first", () => {
    const frame = read("OUTCOMES")[0];
    if (frame?.kind !== "outcomes") throw new Error("not OUTCOMES");
    expect(frame.outcomes[0]).toMatchObject({ verdict: 0, seq: 4711, first: null, person: -1 });
    expect(frame.outcomes[1]?.first).toEqual({
      node: 17,
      place: "Hội trường UBND xã Tân Lập",
      atMs: 1770426000000,
      device: "Chrome · Windows",
    });
  });

  it("MEDIA_ANSWER carries an answer or why there is none; STAGE what may be sent", () => {
    const [answer] = read("MEDIA_ANSWER");
    expect(answer).toMatchObject({ kind: "media_answer", code: "" });
    expect(read("STAGE")[0]).toEqual({
      kind: "stage",
      rights: ["cue"],
      onAir: "n17",
      muted: true,
      reason: "PRESS",
      afterMs: 0,
    });
  });

  it("that is not of the protocol is said to be bad, never half read", () => {
    for (const hex of ["80", "91c0", "920b01", "970ca9626f6172642f332f30c000c390c0"])
      expect(() => frames.read(frames.fromHex(hex))).toThrow(frames.BadFrame);
  });

  it("of a kind that is not known yet is passed over", () => {
    expect(frames.read(frames.fromHex("9163"))).toEqual({ kind: "unknown", number: 99 });
  });
});
