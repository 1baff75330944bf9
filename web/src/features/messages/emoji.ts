/**
 * The emoji that the picker offers, by what people mean with them. Plain data: a whole catalogue with its search would be
 * heavier than everything else that a message can do (docs/decisions/019). All are fully qualified, the one form that the
 * server keeps.
 */

import { perLanguage, t } from "@/i18n/t";

export interface Emoji {
  emoji: string;
  /** What a screen reader says. */
  name: string;
  /** More words that find it. */
  words: string;
}

export interface EmojiGroup {
  title: string;
  list: Emoji[];
}

function group(title: string, lines: string[]): EmojiGroup {
  const list = lines.map((line) => {
    const [emoji = "", name = "", words = ""] = line.split("|");
    return { emoji, name, words };
  });
  return { title, list };
}

/** Each line: the emoji, its name, and more words that find it. */
export const emojiGroups = perLanguage((): EmojiGroup[] => [
  group(t("Answers"), [
    t("👍|thumbs up|yes ok agree like good plus one"),
    t("👎|thumbs down|no disagree dislike bad minus one"),
    t("✅|check mark|done yes ready complete"),
    t("❌|cross|no wrong cancel"),
    t("👀|eyes|look looking see watching"),
    t("🙏|folded hands|thanks thank you please pray"),
    t("👏|clapping hands|applause bravo well done"),
    t("🙌|raised hands|hooray praise celebrate"),
    t("💪|strong arm|strength muscle power"),
    t("🤝|handshake|deal agree together"),
    t("👋|waving hand|hello hi bye goodbye"),
    t("✋|raised hand|stop me high five"),
    t("🤞|crossed fingers|luck hope"),
    t("👌|okay hand|perfect ok fine"),
    t("🫡|saluting face|yes sir understood respect"),
    t("💯|hundred|perfect agree full score"),
    t("➕|plus|add more one"),
    t("❓|question mark|why what unclear"),
    t("❗|exclamation mark|important attention"),
    t("⏳|hourglass|wait waiting later time"),
  ]),
  group(t("Faces"), [
    t("🙂|slight smile|happy fine"),
    t("😀|grinning face|happy glad"),
    t("😄|grinning face with smiling eyes|happy joy laugh"),
    t("😂|tears of joy|laugh lol funny haha"),
    t("🤣|rolling on the floor|laugh rofl funny"),
    t("😅|grinning face with sweat|phew relief awkward"),
    t("😉|winking face|wink joke"),
    t("😊|smiling face with blush|happy warm shy"),
    t("😍|heart eyes|love adore beautiful"),
    t("🥰|smiling face with hearts|love affection"),
    t("😘|blowing a kiss|kiss love"),
    t("😎|sunglasses|cool"),
    t("🤩|star eyes|wow amazing excited"),
    t("🥳|partying face|party birthday celebrate"),
    t("😇|halo|angel innocent"),
    t("🤔|thinking face|hmm consider doubt"),
    t("🤨|raised eyebrow|sceptical really doubt"),
    t("😐|neutral face|meh flat"),
    t("🙄|rolling eyes|annoyed sure whatever"),
    t("😬|grimacing face|awkward oops cringe"),
    t("😮|open mouth|wow surprised oh"),
    t("🤯|exploding head|mind blown shocked"),
    t("😱|screaming face|shock fear horror"),
    t("😳|flushed face|embarrassed surprised"),
    t("😢|crying face|sad tear"),
    t("😭|loudly crying face|sad sob tears"),
    t("😞|disappointed face|sad sorry"),
    t("😔|pensive face|sad sorry"),
    t("😤|steam from nose|proud determined angry"),
    t("😡|angry face|mad furious"),
    t("😴|sleeping face|tired sleep night"),
    t("🥱|yawning face|tired bored"),
    t("🤒|face with thermometer|ill sick fever"),
    t("🤗|hugging face|hug comfort"),
    t("🫠|melting face|hot overwhelmed"),
    t("🙈|see-no-evil monkey|embarrassed hide oops"),
    t("🤷|shrug|dunno no idea whatever"),
    t("🤦|facepalm|oh no stupid"),
  ]),
  group(t("Hearts and celebration"), [
    t("❤️|red heart|love like"),
    t("🧡|orange heart|love"),
    t("💛|yellow heart|love"),
    t("💚|green heart|love"),
    t("💙|blue heart|love"),
    t("💜|purple heart|love"),
    t("🖤|black heart|love dark"),
    t("💔|broken heart|sad loss"),
    t("🎉|party popper|celebrate congratulations hooray tada"),
    t("🎊|confetti ball|celebrate party"),
    t("🎂|birthday cake|birthday party"),
    t("🎁|present|gift birthday"),
    t("🏆|trophy|win winner first"),
    t("🥇|gold medal|first win"),
    t("⭐|star|favourite great"),
    t("🌟|glowing star|great shine"),
    t("✨|sparkles|new shiny magic clean"),
    t("🔥|fire|hot great lit"),
    t("🚀|rocket|launch ship fast release"),
    t("💐|bouquet|flowers thanks congratulations"),
  ]),
  group(t("Things"), [
    t("☕|hot drink|coffee tea break"),
    t("🍕|pizza|food lunch"),
    t("🍰|cake|food dessert"),
    t("🍎|apple|food fruit health"),
    t("🍻|beer mugs|drink cheers party"),
    t("🥂|clinking glasses|cheers toast wine"),
    t("💡|light bulb|idea"),
    t("📌|pin|important remember"),
    t("📅|calendar|date meeting day"),
    t("📎|paperclip|attachment file"),
    t("📝|memo|note write"),
    t("📞|telephone|call phone"),
    t("💻|laptop|computer work code"),
    t("🐛|bug|error defect"),
    t("🔧|wrench|fix repair tool"),
    t("🔒|lock|secure private secret"),
    t("💰|money bag|pay budget rich"),
    t("⏰|alarm clock|time late wake"),
    t("🌞|sun|weather morning warm"),
    t("🌧️|rain cloud|weather wet"),
    t("❄️|snowflake|cold winter"),
    t("🌈|rainbow|pride colour"),
    t("🌱|seedling|grow plant green"),
    t("🐶|dog|pet animal"),
    t("🐱|cat|pet animal"),
    t("🏠|house|home"),
    t("🚗|car|drive travel"),
    t("✈️|aeroplane|fly travel holiday"),
    t("⚽|football|sport game"),
    t("🎵|musical note|music song"),
  ]),
]);

const all = perLanguage(() => emojiGroups().flatMap((one) => one.list));

/** All whose name or words contain every word of the text, those whose name begins with it first. */
export function emojiMatching(text: string): Emoji[] {
  const query = text.trim().toLowerCase();
  const parts = query.split(/\s+/);
  const found = all().filter((emoji) => parts.every((part) => emoji.emoji === part || `${emoji.name} ${emoji.words}`.toLowerCase().includes(part)));
  return found.toSorted((a, b) => Number(b.name.toLowerCase().startsWith(query)) - Number(a.name.toLowerCase().startsWith(query)));
}

export function nameOf(emoji: string): string {
  return all().find((one) => one.emoji === emoji)?.name ?? emoji;
}
