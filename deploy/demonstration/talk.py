"""What people say: threads of a few lines, by conversation, in a notation that one can write by hand.

    a: What is said.            letters are speakers, dealt out anew each time a thread is used
    b: >1 An answer.            answers line 1 of the thread
    a: Six => Seven o'clock     was changed after it was sent
    b: Wrong window {deleted}   was taken back
    a: Lovely {❤️ bc} {🎉 b}    reactions, and who reacted
    c: See here {+ lake.jpg}    carries files, by their names in drawings.py

A blank line ends a thread.
"""

import re
from typing import NamedTuple


class Line(NamedTuple):
    """`answers`: the place of another line in the thread; `was`: the words before they were changed."""

    speaker: int
    body: str
    answers: int | None
    was: str | None
    is_deleted: bool
    reactions: list[tuple[str, list[int]]]
    files: list[str]


GROUPS = {
    "Autumn issue": """
a: The proofs are back from the printer. Page four is too dark, everything else looks lovely. {🎉 bcd} {❤️ b}
b: I have the original of that photograph, I can send a brighter one tonight. {+ harbour.jpg}
a: >2 Please do. Then we swap it and stay within the deadline.
c: Thursday noon, they were firm about it: https://natter.example/autumn/schedule
b: That leaves us two evenings.
b: Enough, if nobody falls ill. {😂 ac}
a: Let us meet tomorrow at five. => Let us meet at six, go through it once more, and send it off together. {👍 bcd}
c: Six is good. I bring the cake. {🍰 abd} {❤️ d}

a: Who has the final word count of the interview?
b: 1,840 with the introduction, 1,610 without.
a: Can we lose 200? The layout breaks at the bottom of page eleven.
b: >3 I would cut the paragraph about the flood. It repeats what the caption says.
c: Agreed, the caption is better anyway. {👍 ab}
b: Done, 1,632 now. The captions are in it as well. {+ captions-final-final.txt}
a: Fits. Thank you both. {🙏 b}

a: Cover, three candidates. The second one works from across the room. {+ cover-one.png cover-two.png cover-three.png}
b: The second for me too.
c: I keep coming back to the first. The second shouts a little.
d: >3 It shouts, but it is a newsstand. Everybody shouts there. {😂 abc}
a: Then the second, with the calmer type of the first?
c: That I can live with. {👍 abd}

a: Reminder: captions are due today. Missing are pages 6, 9 and 23.
b: 6 and 9 are mine, within the hour.
c: 23 is waiting for a name. The gallery has not called back.
a: Write "private collection" and we change it in the proofs.
c: They have just called: it is by Marta Olsen, 1974. {🎉 ab}

a: The bindery asks whether we want the thread in grey or in the green of the logo.
b: Green.
c: Green.
d: Grey, because green was on the last three issues.
a: >4 Good point. Grey this time, and we let people wonder. {👀 bc}

a: A reader found a mistake in the summer issue: the ferry runs on Tuesdays, not Thursdays.
b: That was me. Sorry.
a: No harm, we print a line about it. Could you write it?
b: "The ferry to Lindholm runs on Tuesdays. We regret that we stood at the pier on a Thursday, too." {😂 acd} {❤️ c}
""",
    "Everyone": """
a: Good morning. Deliveries are at the back door today, the lift is being repaired.
b: Until when?
a: They say noon. We know what that means. {😂 bcd}

a: Please welcome Grace, who looks after subscriptions from today. {👋 bcde} {🎉 bc}
b: Welcome!
c: Welcome, Grace. The good coffee is on the upper shelf.
d: Thank you, I have found it already. {😂 abc}

a: The figures for last month: 312 new subscriptions. The best October ever. {+ subscriptions.png} {🎉 bcde} {🚀 b}
b: Was that the podcast?
a: A third of them say so. The rest came through the libraries.
c: Then let us thank the libraries properly.

a: Lost in the meeting room: one grey scarf, one charger, half a sandwich.
b: The scarf is mine.
c: The sandwich can stay lost. {😂 ab}

a: The heating will be off between 10 and 12 tomorrow.
b: Thank you for the warning, I will work from home.
c: I bring a blanket and stay. {💪 ab}

a: Fire drill on Wednesday at 11. Leave everything, take the stairs, meet at the fountain.
b: Everything, also the coffee?
a: >2 The coffee may come along. {☕ bc}

a: Next year's calendar of issues is out: https://natter.example/calendar
b: Thank you. Two weeks more for the winter issue, that helps a lot. {👍 ac}
""",
    "Design desk": """
a: I tried the new typeface on the contents page. At 9 points it holds up surprisingly well.
b: The figures are beautiful. Are they tabular?
a: Both, there is a switch for it: `font-feature-settings: "tnum"` {👍 b}
c: Can I get the licence for the web as well?
a: Included, I checked.

a: Which green is ours? I find three in the files.
b: `oklch(0.53 0.1 175)` is the one. The other two are from before the relaunch.
a: I will replace them. {🙏 bc}
c: >2 Put it on the wall, in large.

a: Print has a question about the bleed on page 30.
b: 3 mm on all sides, the picture was too small on the left. I have sent a new one.
a: Got it, thank you.

a: Would anybody look over the icons before I export them?
b: The bell sits half a pixel low. The rest is perfect.
a: Good eyes. Fixed. {👀 b}
c: And the scissors look a little sad. {😂 ab}
a: >4 They have seen things.
""",
    "Website relaunch": """
a: The archive search is live on the test server.
b: Found my very first article in a second. Should I be glad? {😂 ac}
a: It takes about 80 ms now, it was two seconds before.
c: What changed?
a: One index that was missing:
a: ```sql
create index on articles (issue, page);
``` {🚀 bc}

a: Images on the front page are too heavy for phones: 4.1 MB.
b: I can serve them at three sizes. Half a day.
a: Please. {👍 c}
b: Done: 380 KB on a phone now. {🎉 ac}

a: What we drew this morning, before somebody wipes it off. {+ whiteboard.jpg} {🙏 bc}
b: The smaller the phone, the better it gets.

a: We go live on Monday at seven in the morning. I am there from six.
b: Me too, with rolls.
c: If anything breaks, the old site comes back by one switch. I tried it twice. {🙏 ab}
a: That lets me sleep.

a: Two readers cannot log in with the old links.
b: Which browser?
a: Both on an old tablet.
b: Then it is the certificate. I can add the older chain.
a: It works for them now, thank you. {❤️ b}
""",
    "Reading circle": """
a: Chapter three for next week?
b: Three and four, they belong together.
c: Four is sixty pages.
b: >3 They read like twenty. {😂 a}
a: Three and four then. Tuesday at mine, there will be soup. {🍲 bc}

a: I did not see that ending coming.
b: Nobody has finished it but you, please be kind.
a: Sorry, not another word. {deleted}
a: Not another word from me.

a: What do we read after this one?
b: Something short, please.
c: "The Summer Book". 170 pages, and every one of them good. {❤️ ab}
a: Perfect.
""",
    "Exhibition for the fortieth anniversary: rooms, invitations and catering": """
a: The gallery offers us both rooms from the 3rd to the 17th.
b: Then we can hang all forty covers. {🎉 ac}
c: And nobody has to choose between 1987 and 1994.
a: I confirm it today. {👍 bc}

a: 180 invitations are out, 64 have answered, 61 of them with yes.
b: Who are the three?
a: >2 We will never know. {😂 bc}

a: Catering: the bakery round the corner, or the two brothers with the soup?
b: Soup. It is November.
c: Soup, and the bakery for the bread. {🍞 ab}
""",
    "Kitchen": """
a: The dishwasher is clean and waits for a hero.
b: On my way. {💪 a} {❤️ c}

a: Cake in the kitchen. No reason. {+ cake.jpg}
b: The best reason. {🍰 ac}
c: Gone already?
a: There is a second one behind the flour.

a: Whose is the plant by the window? It needs water.
b: It is everybody's, which is the problem.
c: I have put it on my calendar: every Monday. {🌱 ab}
""",
    "مجلة الخريف": """
a: صباح الخير، هل وصلت الترجمة النهائية للمقال؟
b: نعم، أرسلتها أمس مع تعليقات بسيطة على الصفحة الثالثة.
a: ممتاز، سأراجعها قبل الظهر. {🙏 b}
c: هل نحتفظ بالعنوان كما هو؟
b: أقترح: «ما تقوله الأشجار في تشرين».
a: جميل جداً. {❤️ bc}

a: موعدنا غداً في العاشرة؟
b: العاشرة والنصف أفضل لي.
a: اتفقنا. {👍 b}
""",
}

DIRECTS = """
a: Do you have a minute before lunch?
b: Of course. In ten minutes at yours?
a: Perfect. {👍 b}

a: Sent you the photograph. {+ lake.jpg}
b: That is exactly the light we wanted. {❤️ a}
a: It was the last minute of sun.

a: The room is booked, the key is at the desk.
b: Thank you. Until when?
a: Until eight. After that the yoga people come.
b: >3 We will leave them some air. {😂 a}

a: Could you read this before I send it? It is the letter to the museum.
b: Reading.
b: Very good. I would put the third paragraph first, it is what they want to know.
a: You are right. Changed and sent. {🙏 b}

a: Happy birthday! 🎂
b: Thank you, you are the first one. {❤️ a}
a: Cake at four?
b: I would be hurt otherwise.

a: Running ten minutes late, the tram stands still.
b: No hurry, I have my book.

a: Did you see the letter from the reader in Oslo?
b: The one with the pressed leaf? It is on my desk. {+ letter-from-oslo.jpg}
a: We should print it.
b: The letter or the leaf? {😂 a}
a: >4 Both.

a: Can you take the call with the bindery on Friday? I am on the train.
b: Sure. What do they need?
a: The number of copies: 4,200, and 300 unbound.
b: Noted. Have a good trip. {👍 a}

a: I have moved the appointment to Tuesday at ten => I have moved the appointment to Wednesday at ten.
b: Wednesday is even better.

a: Thank you for yesterday. It helped.
b: Any time. {❤️ a}
"""

LATELY = (
    (
        "Kitchen",
        """
b: Who has the key to the pantry?
d: It hangs where it always hangs.
b: It does not.
d: Then Jonas has it. {😂 b}
b: Jonas says Sam has it.
d: Found it. It was in the cake. {🍰 b}
""",
    ),
    (
        "Website relaunch",
        "b: @all The new front page is on the test server. Please look at it on your own phone. {👍 c}\n",
    ),
    ("Everyone", "e: The new chairs have arrived. First come, first served. {🎉 bcd}\n"),
    (
        "Autumn issue",
        """
c: The printer has confirmed: everything is on the machine tonight. {+ proof-pages-1-2.pdf}
b: I will believe it when I smell the ink. {😂 ad}
c: First sheets, still warm. {+ fields.jpg morning.jpg} {❤️ abd} {🎉 bd}
b: >3 Look at that red. The darker paper was right.
d: @ana.lima will you say a few words before we open the first one?
d: See you all at six?
""",
    ),
    (
        "Sam Okafor",
        "d: The contact sheet: the two with the red dot are my favourites. {+ contact-sheet.jpg}\n",
    ),
    ("Jonas Weber", "b: Are you coming along for lunch?\n"),
)
"""What was said a moment ago: where, and a thread whose letters are places in the cast. Direct ones go by a name."""

UNREAD = {"Kitchen": 17, "Everyone": 3, "Reading circle": 2, "Yuki Sato": 1}
"""How many messages of the past the first of the cast has not read; none where it is not said."""
QUIET = "Kitchen"
"""The noisy group, which the first of the cast has muted."""
MARKED = "Priya Nair"
"""Whose messages the first of the cast wants to come back to: marked as unread."""

_LINE = re.compile(r"^([a-z]): (?:>(\d+) )?(.*)$", re.S)
_NOTE = re.compile(r"\s*\{(\S+)(?: ([^{}]+))?\}\s*$")


def threads(text: str) -> list[list[Line]]:
    """All threads of a notation. Raises ValueError for a line that is none."""
    parts = re.split(r"\n\n(?=[a-z]: )", text.strip())
    return [[line(one) for one in re.split(r"\n(?=[a-z]: )", part)] for part in parts]


def lately(people: int) -> list[tuple[str, list[Line]]]:
    """LATELY as far as so many people can say it."""
    said = [(where, [one for thread in threads(text) for one in thread]) for where, text in LATELY]
    return [(where, lines) for where, lines in said if all(one.speaker < people for one in lines)]


def line(text: str) -> Line:
    found = _LINE.match(text)
    if found is None:
        raise ValueError(f"not a line: {text}")
    speaker, answers, body = found.groups()
    reactions: list[tuple[str, list[int]]] = []
    is_deleted, files = False, list[str]()
    while note := _NOTE.search(body):
        body = body[: note.start()]
        if note[1] == "deleted":
            is_deleted = True
        elif note[1] == "+":
            files = note[2].split()
        else:
            reactions.insert(0, (note[1], [ord(letter) - ord("a") for letter in note[2] or ""]))
    was, _, now = body.rpartition(" => ")
    place = int(answers) - 1 if answers else None
    return Line(ord(speaker) - ord("a"), now, place, was or None, is_deleted, reactions, files)
