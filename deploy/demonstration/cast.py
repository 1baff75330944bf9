"""The people of the demo: a small magazine and its friends. The first one is who to log in as."""

from typing import NamedTuple

from deploy.demonstration.portraits import Look


class Role(NamedTuple):
    """`colour`: one of the twelve hues. `look`: None shows initials."""

    username: str
    name: str
    colour: int
    status: str = ""
    look: Look | None = None


LIGHT, FAIR, TAN, BROWN, DARK = (250, 218, 196), (240, 198, 168), (216, 164, 126), (164, 108, 74), (110, 72, 52)
BLACK, CHESTNUT, BLOND, RED, GREY = (38, 34, 38), (98, 62, 42), (222, 182, 110), (178, 82, 46), (168, 168, 170)
"""Skin and hair."""
SAND, MINT, SKY, ROSE, LILAC, LEMON = (
    (240, 220, 190),
    (190, 226, 210),
    (188, 216, 240),
    (246, 206, 208),
    (216, 206, 240),
    (248, 234, 170),
)
NAVY, PINE, BRICK, PLUM, OCHRE, SLATE = (
    (46, 66, 110),
    (24, 104, 92),
    (176, 70, 56),
    (112, 62, 110),
    (204, 144, 52),
    (84, 98, 108),
)
"""Grounds and clothes."""

CAST = (
    Role("ana.lima", "Ana Lima", 5, "Proofs, proofs, proofs", Look(MINT, TAN, "long", CHESTNUT, BRICK)),
    Role("jonas.weber", "Jonas Weber", 8, "", Look(SKY, LIGHT, "short", BLOND, NAVY, has_glasses=True)),
    Role("mei.tanaka", "Mei Tanaka", 11, "At the printer's", Look(ROSE, FAIR, "bun", BLACK, PLUM)),
    Role("sam.okafor", "Sam Okafor", 2, "", Look(LEMON, DARK, "short", BLACK, PINE, has_beard=True)),
    Role("leila.hassan", "ليلى حسن", 1, "في الإجازة حتى الاثنين", Look(LILAC, FAIR, "scarf", PINE, SLATE)),
    Role("priya.nair", "Priya Nair", 9, "", Look(SAND, BROWN, "long", BLACK, OCHRE)),
    Role("tomas.novak", "Tomáš Novák", 6),
    Role("ines.ferreira", "Inês Ferreira", 0, "Reading", Look(SKY, TAN, "curls", CHESTNUT, BRICK)),
    Role("max", "Maximilian von Hohenberg-Scharffenstein", 0, "", Look(SAND, LIGHT, "none", GREY, SLATE, True, True)),
    Role("yuki.sato", "Yuki Sato", 10),
    Role("grace.mbeki", "Grace Mbeki", 3, "Back at two", Look(ROSE, DARK, "curls", BLACK, NAVY)),
    Role("oliver.brandt", "Oliver Brandt", 7, "", Look(MINT, LIGHT, "short", RED, SLATE, has_beard=True)),
    Role("david.cohen", "David Cohen", 4, "", Look(SKY, FAIR, "short", GREY, PINE, has_glasses=True)),
    Role("elena.petrova", "Елена Петрова", 5, "", Look(LEMON, LIGHT, "long", BLOND, PLUM)),
    Role("luca.moretti", "Luca Moretti", 8),
    Role("hannah.lindqvist", "Hannah Lindqvist", 1, "", Look(LILAC, LIGHT, "bun", RED, NAVY)),
    Role("kwame.asante", "Kwame Asante", 2, "", Look(SAND, DARK, "none", BLACK, OCHRE)),
    Role("sofia.reyes", "Sofía Reyes", 9),
    Role("noor.haddad", "Noor Haddad", 6, "", Look(MINT, TAN, "scarf", PLUM, NAVY)),
    Role("zoe.martin", "Zoé Martin", 7, "", Look(ROSE, FAIR, "curls", RED, PINE, has_glasses=True)),
    Role("arjun.patel", "Arjun Patel", 10),
    Role("freya.jensen", "Freya Jensen", 3, "", Look(SKY, LIGHT, "long", BLOND, BRICK)),
    Role("daniel.kim", "Daniel Kim", 4),
    Role("amara.diallo", "Amara Diallo", 11, "", Look(LEMON, DARK, "bun", BLACK, BRICK)),
)
