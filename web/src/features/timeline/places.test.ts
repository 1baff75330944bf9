import { describe, expect, test } from "vitest";
import { aConversation, conversationId } from "@/testing/builders";
import { placeToReturnTo, withPlace } from "./places";

const read = aConversation({ last_message_no: 90, read_message_no: 90 });
const unread = aConversation({ last_message_no: 90, read_message_no: 20 });
const place = { messageNo: 40, top: -12 };

describe("the place in a conversation", () => {
  test("is where one comes back to", () => {
    expect(placeToReturnTo(withPlace({}, read, place), read)).toEqual(place);
  });

  test("is forgotten at the end", () => {
    expect(withPlace(withPlace({}, read, place), read, null)).toEqual({});
  });

  test("gives way to messages that came since all was read", () => {
    const places = withPlace({}, read, place);
    expect(placeToReturnTo(places, { ...read, last_message_no: 91 })).toBeNull();
  });

  test("stays for one on the way through unread messages, also when more come", () => {
    const places = withPlace({}, unread, place);
    expect(placeToReturnTo(places, { ...unread, last_message_no: 120 })).toEqual(place);
  });

  test("that did not change is the same object, so that nothing is drawn again", () => {
    const places = withPlace({}, read, place);
    expect(withPlace(places, read, { ...place })).toBe(places);
    expect(withPlace({}, read, null)).not.toHaveProperty(conversationId);
  });
});
