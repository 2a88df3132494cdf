"""What the invented companies offer to share, and what they ask people to mind."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Story:
    """One invented post; `days_ago` is when it was approved, None = a draft that waits."""

    slug: str
    title: str
    topics: tuple[str, ...]
    why: str
    captions: tuple[str, ...]
    days_ago: float | None
    body: str = ""
    resource: str = ""
    hashtags: tuple[str, ...] = ()
    is_evergreen: bool = False
    share_limit: int | None = None
    in_german: str = ""
    """Suggested words for who reads German, "" for none."""


ACME_STORIES = (
    Story(
        "pump-school",
        "Our pump school opens its doors to neighbours",
        ("People",),
        "Trust starts on the doorstep: neighbours see what we do and who does it.",
        ("Next Saturday I show neighbours how a pump works. Come and turn a valve yourself.",),
        None,
    ),
    Story(
        "porto-roof",
        "Our Porto plant has run on its own roof for a year",
        ("Sustainability",),
        "Buyers ask us for proof, not pledges. These are twelve months of metered numbers, "
        "good and bad, open for anyone to check.",
        (
            (
                "Twelve months, one roof, no grid power for the pump line. Every meter reading is "
                "public, the bad weeks too. Worth five minutes. #AcmeInTheOpen"
            ),
            "A year of solar numbers from our Porto plant, the cloudy weeks included.",
        ),
        0.1,
        "The roof carries 2,140 panels. In November it covered 61 % of the pump line’s needs, in "
        "June all of it and the canteen’s. The readings are public and updated every night.",
    ),
    Story(
        "valve-simulator",
        "We opened the code of our valve simulator",
        ("Engineering",),
        "Engineers asked for it at three fairs. Sharing it says we build in the open.",
        (
            "The simulator I use every week is now open source. Tell me what breaks.",
            "Three fairs, one question: can we have the simulator? Yes. It is open now.",
        ),
        1.2,
        is_evergreen=True,
        in_german="Den Simulator, mit dem ich jede Woche arbeite, gibt es jetzt quelloffen.",
    ),
    Story(
        "apprentices-gdansk",
        "Fourteen apprenticeships open in Gdańsk",
        ("Jobs",),
        "A friend’s word brings four in ten of our apprentices. Yours may be the one.",
        ("Fourteen apprenticeships in Gdańsk. Do you know someone who likes to fix things?",),
        2.5,
        hashtags=("GdańskJobs",),
        share_limit=500,
    ),
    Story(
        "manual-on-the-box",
        "Why we print the repair manual on the box",
        ("Product",),
        "“Can I fix it myself?” is the question buyers ask most. Now the answer is on the carton.",
        ("Can I fix it myself? Yes: the manual is on the box.",),
        4.3,
    ),
    Story(
        "hard-water",
        "What 400 pumps told us about hard water",
        ("Engineering", "Product"),
        "A calm, honest look at field data. It makes good conversation with installers.",
        ("We listened to 400 pumps for a year. Hard water costs more than we thought.",),
        8,
    ),
    Story(
        "quiet-pump",
        "The pump you cannot hear",
        ("Product",),
        "It took four years. The team tells what they threw away on the way.",
        ("Four years for 11 decibels. I was allowed to break the first forty.",),
        15,
    ),
    Story(
        "parental-leave",
        "Parental leave grows to 26 weeks",
        ("People", "Jobs"),
        "For both parents, in every country we work in. It says more about us than any slogan.",
        ("26 weeks, both parents, every country. Proud of this one.",),
        23,
    ),
    Story(
        "night-shift",
        "A night with the people who keep the water running",
        ("People",),
        "Nobody thinks of water at 3 a.m. These colleagues do.",
        ("At 3 a.m. the water runs because of people like Hana. A night in pictures.",),
        36,
    ),
    Story(
        "recycled-casing",
        "Every casing now comes from old casings",
        ("Sustainability", "Product"),
        "A supply story with names and numbers that customers can check.",
        ("My desk lamp was a pump casing once. Now new pumps are old pumps too.",),
        52,
    ),
)
ACME_SHELF = (
    Story(
        "water-rules",
        "What the new water rules ask of every pump room",
        ("Water and industry",),
        "Installers will be asked about it all year. Ten minutes of reading, ten good answers.",
        ("New water rules from January. This is the calmest summary I found.",),
        1.9,
    ),
    Story(
        "heat-pumps-cities",
        "Three cities that heat their schools with river water",
        ("Water and industry",),
        "Not about us at all, and just why people listen when we speak of pumps.",
        ("Schools heated by a river. I like it when the clever part is old and simple.",),
        5.2,
    ),
    Story(
        "read-a-pump-curve",
        "How to read a pump curve, on one page",
        ("Engineering",),
        "The question every newcomer has. Print it, pin it up, send it to a customer.",
        ("The one page I wish I had had in my first week: how to read a pump curve.",),
        70,
        resource="guide",
        is_evergreen=True,
    ),
    Story(
        "change-a-seal",
        "Change a shaft seal in one minute",
        ("Product", "Engineering"),
        "A walk-through without a word, so it works in every country.",
        ("One minute, one seal, no words. It saves somebody a service call.",),
        85,
        resource="walk_through",
        is_evergreen=True,
    ),
    Story(
        "fifteen-seconds-of-test-bay",
        "Fifteen seconds in the test bay",
        ("People",),
        "What our work sounds like. People who look for a job ask for it.",
        ("Fifteen seconds of what my work sounds like.",),
        95,
        resource="short_video",
        is_evergreen=True,
    ),
    Story(
        "fair-talking-points",
        "What to say at the Milan fair next week",
        ("Field sales",),
        "Five honest lines for five hard questions, for the team at the stand.",
        ("See you in Milan? I am at the stand from Tuesday.",),
        0.8,
    ),
)
MIXES = {
    "Water and industry": "industry",
    "People": "culture",
    "Jobs": "culture",
}
"""The part that topics play in the mix, where it is not the company's."""
FOLLOWS = {
    "amira@acme.example": ("Sustainability", "Engineering"),
    "diego@acme.example": ("Engineering",),
    "priya@acme.example": ("Product", "Field sales"),
    "noor@acme.example": ("Jobs",),
}
SAVED = {"amira@acme.example": ("read-a-pump-curve", "hard-water")}
NOT_FOR_ME = {"amira@acme.example": ("quiet-pump",)}
ABOUT_JOBS = ("Jobs",)
CLOSED = {"Field sales": "Field sales"}
"""Topics that are for one team."""
PINNED = {"porto-roof": 4}
"""For how many more days a story stands at the top."""
READERS = {"marta@acme.example": ["en", "pl"], "yuki@acme.example": ["en", "ja"]}
GLOBEX_STORIES = (
    Story(
        "globex-routes",
        "How Globex plans a thousand deliveries before breakfast",
        ("Logistics",),
        "It shows the craft behind the vans.",
        ("A thousand routes before breakfast. This is how we do it at Globex.",),
        1,
    ),
    Story(
        "globex-bikes",
        "Forty cargo bikes replace twelve vans",
        ("Sustainability",),
        "The city council quotes it. Let us tell it ourselves.",
        ("Forty bikes, twelve vans fewer. I ride one of them.",),
        6,
    ),
)
PAIRS = (
    ("Say what you do and what you are proud of, in your own words.", "", ""),
    ("Say that you work here when you talk about us.", "", ""),
    ("Share anything in the feed: it is approved, you may.", "", ""),
    (
        "Say “a hospital in the north”, or ask Sales for a story that is cleared.",
        "Name customers who have not agreed.",
        "A name can break a contract that we signed.",
    ),
    (
        "Talk about what is on the market. The rest is news when it is news.",
        "Mention products that are not announced.",
        "A leak can cost a patent, and the team its moment.",
    ),
    (
        "Say what is true of ours: the number, the year, the source.",
        "Claim to be the best, or speak ill of competitors.",
        "A superlative needs proof, or a competitor can make us take it back.",
    ),
    (
        "Thank them, say who can help, and send the link to Service.",
        "Argue with an unhappy customer in public.",
        "Two people lose in a fight online, and one of them is you.",
    ),
    (
        "Post your view as yours. Leave our name out of it.",
        "Speak for Acme on politics.",
        "Colleagues think differently, and all of them are Acme.",
    ),
)
RULES = (
    # phrase, severity, why, what to write instead, index of the pair that explains it
    (
        "the best in the world",
        "block",
        "A superlative needs a source.",
        "among the first in Portugal",
        5,
    ),
    ("Project Falcon", "block", "It is not announced yet.", "something new", 4),
    ("guaranteed", "hint", "It reads like a legal promise.", "designed to", 5),
    ("world-leading", "hint", "Readers skip it; a number says more.", "trusted in 14 countries", 5),
    ("synergy", "hint", "Plain words travel further.", "working together", 0),
    ("delivery date", "approval", "A date binds us: somebody checks it with the plant.", "", 5),
)
DISCLOSURE = (
    # what has to be said, why, index of the pair that explains it
    ("#AcmeTeam", "I work at Acme", "my team at Acme"),
    "Readers, and the law, want to know it before they judge.",
    1,
)
NAME = (
    # how it is written, how it is not, why
    "Acme Pump School",
    ("Acme PumpSchool", "Acme Pump-School"),
    "It is how the school is registered.",
)
SERVICE = ("Our service team", "https://acme.example/service")
INTRO = (
    "You may talk about your work. This page says what is off limits, why, and what to do instead. "
    "Everything else is yours."
)
