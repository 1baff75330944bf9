"""The people of the demo: a small magazine and its friends. The first one is who to log in as."""

from typing import NamedTuple


class Role(NamedTuple):
    """`colour`: one of the twelve hues."""

    username: str
    name: str
    colour: int
    status: str = ""


CAST = (
    Role("ana.lima", "Ana Lima", 5, "Proofs, proofs, proofs"),
    Role("jonas.weber", "Jonas Weber", 8),
    Role("mei.tanaka", "Mei Tanaka", 11, "At the printer's"),
    Role("sam.okafor", "Sam Okafor", 2),
    Role("leila.hassan", "ليلى حسن", 1, "في الإجازة حتى الاثنين"),
    Role("priya.nair", "Priya Nair", 9),
    Role("tomas.novak", "Tomáš Novák", 6),
    Role("ines.ferreira", "Inês Ferreira", 0, "Reading"),
    Role("oliver.brandt", "Oliver Brandt", 7),
    Role("yuki.sato", "Yuki Sato", 10),
    Role("grace.mbeki", "Grace Mbeki", 3, "Back at two"),
    Role("david.cohen", "David Cohen", 4),
    Role("elena.petrova", "Елена Петрова", 5),
    Role("luca.moretti", "Luca Moretti", 8),
    Role("hannah.lindqvist", "Hannah Lindqvist", 1),
    Role("kwame.asante", "Kwame Asante", 2),
    Role("sofia.reyes", "Sofía Reyes", 9),
    Role("noor.haddad", "Noor Haddad", 6),
    Role("max", "Maximilian von Hohenberg-Scharffenstein", 0),
    Role("zoe.martin", "Zoé Martin", 7),
    Role("arjun.patel", "Arjun Patel", 10),
    Role("freya.jensen", "Freya Jensen", 3),
    Role("daniel.kim", "Daniel Kim", 4),
    Role("amara.diallo", "Amara Diallo", 11),
)
