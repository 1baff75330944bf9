/**
 * The emoji that the picker offers, by what people mean with them. Plain data: a whole catalogue with its search would be
 * heavier than everything else that a message can do (docs/decisions/019). All are fully qualified, the one form that the
 * server keeps.
 */

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

function group(title: string, lines: string): EmojiGroup {
  const list = lines.trim().split("\n").map((line) => {
    const [emoji = "", name = "", words = ""] = line.trim().split("|");
    return { emoji, name, words };
  });
  return { title, list };
}

export const emojiGroups: EmojiGroup[] = [
  group(
    "Answers",
    `👍|thumbs up|yes ok agree like good plus one
     👎|thumbs down|no disagree dislike bad minus one
     ✅|check mark|done yes ready complete
     ❌|cross|no wrong cancel
     👀|eyes|look looking see watching
     🙏|folded hands|thanks thank you please pray
     👏|clapping hands|applause bravo well done
     🙌|raised hands|hooray praise celebrate
     💪|strong arm|strength muscle power
     🤝|handshake|deal agree together
     👋|waving hand|hello hi bye goodbye
     ✋|raised hand|stop me high five
     🤞|crossed fingers|luck hope
     👌|okay hand|perfect ok fine
     🫡|saluting face|yes sir understood respect
     💯|hundred|perfect agree full score
     ➕|plus|add more one
     ❓|question mark|why what unclear
     ❗|exclamation mark|important attention
     ⏳|hourglass|wait waiting later time`,
  ),
  group(
    "Faces",
    `🙂|slight smile|happy fine
     😀|grinning face|happy glad
     😄|grinning face with smiling eyes|happy joy laugh
     😂|tears of joy|laugh lol funny haha
     🤣|rolling on the floor|laugh rofl funny
     😅|grinning face with sweat|phew relief awkward
     😉|winking face|wink joke
     😊|smiling face with blush|happy warm shy
     😍|heart eyes|love adore beautiful
     🥰|smiling face with hearts|love affection
     😘|blowing a kiss|kiss love
     😎|sunglasses|cool
     🤩|star eyes|wow amazing excited
     🥳|partying face|party birthday celebrate
     😇|halo|angel innocent
     🤔|thinking face|hmm consider doubt
     🤨|raised eyebrow|sceptical really doubt
     😐|neutral face|meh flat
     🙄|rolling eyes|annoyed sure whatever
     😬|grimacing face|awkward oops cringe
     😮|open mouth|wow surprised oh
     🤯|exploding head|mind blown shocked
     😱|screaming face|shock fear horror
     😳|flushed face|embarrassed surprised
     😢|crying face|sad tear
     😭|loudly crying face|sad sob tears
     😞|disappointed face|sad sorry
     😔|pensive face|sad sorry
     😤|steam from nose|proud determined angry
     😡|angry face|mad furious
     😴|sleeping face|tired sleep night
     🥱|yawning face|tired bored
     🤒|face with thermometer|ill sick fever
     🤗|hugging face|hug comfort
     🫠|melting face|hot overwhelmed
     🙈|see-no-evil monkey|embarrassed hide oops
     🤷|shrug|dunno no idea whatever
     🤦|facepalm|oh no stupid`,
  ),
  group(
    "Hearts and celebration",
    `❤️|red heart|love like
     🧡|orange heart|love
     💛|yellow heart|love
     💚|green heart|love
     💙|blue heart|love
     💜|purple heart|love
     🖤|black heart|love dark
     💔|broken heart|sad loss
     🎉|party popper|celebrate congratulations hooray tada
     🎊|confetti ball|celebrate party
     🎂|birthday cake|birthday party
     🎁|present|gift birthday
     🏆|trophy|win winner first
     🥇|gold medal|first win
     ⭐|star|favourite great
     🌟|glowing star|great shine
     ✨|sparkles|new shiny magic clean
     🔥|fire|hot great lit
     🚀|rocket|launch ship fast release
     💐|bouquet|flowers thanks congratulations`,
  ),
  group(
    "Things",
    `☕|hot drink|coffee tea break
     🍕|pizza|food lunch
     🍰|cake|food dessert
     🍎|apple|food fruit health
     🍻|beer mugs|drink cheers party
     🥂|clinking glasses|cheers toast wine
     💡|light bulb|idea
     📌|pin|important remember
     📅|calendar|date meeting day
     📎|paperclip|attachment file
     📝|memo|note write
     📞|telephone|call phone
     💻|laptop|computer work code
     🐛|bug|error defect
     🔧|wrench|fix repair tool
     🔒|lock|secure private secret
     💰|money bag|pay budget rich
     ⏰|alarm clock|time late wake
     🌞|sun|weather morning warm
     🌧️|rain cloud|weather wet
     ❄️|snowflake|cold winter
     🌈|rainbow|pride colour
     🌱|seedling|grow plant green
     🐶|dog|pet animal
     🐱|cat|pet animal
     🏠|house|home
     🚗|car|drive travel
     ✈️|aeroplane|fly travel holiday
     ⚽|football|sport game
     🎵|musical note|music song`,
  ),
];

const all = emojiGroups.flatMap((one) => one.list);

/** All whose name or words contain every word of the text, those whose name begins with it first. */
export function emojiMatching(text: string): Emoji[] {
  const query = text.trim().toLowerCase();
  const parts = query.split(/\s+/);
  const found = all.filter((emoji) => parts.every((part) => emoji.emoji === part || `${emoji.name} ${emoji.words}`.includes(part)));
  return found.toSorted((a, b) => Number(b.name.startsWith(query)) - Number(a.name.startsWith(query)));
}

export function nameOf(emoji: string): string {
  return all.find((one) => one.emoji === emoji)?.name ?? emoji;
}
