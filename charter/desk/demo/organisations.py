"""Which employers are in the demonstration world, where, with which services and people? All made up."""

from __future__ import annotations

from dataclasses import dataclass

from charter.enums import OrganisationKind as Kind
from charter.enums import Region

LEC, ELE = "lec", "ele"


@dataclass(frozen=True)
class Signs:
    """Who signs for an organisation, and as what."""

    name: str
    job: str


@dataclass(frozen=True)
class Employer:
    """An organisation of one programme; ``short`` is how the progress lines call it."""

    key: str
    programme: str
    name: str
    short: str
    kind: Kind
    region: Region
    services: tuple[str, ...]
    lead: str
    contributors: tuple[str, ...]
    signatory: Signs
    viewers: tuple[str, ...] = ()
    certificate_name: str = ""


EMPLOYERS: tuple[Employer, ...] = (
    Employer(
        "fenmarsh",
        LEC,
        "Fenmarsh and Welland NHS Foundation Trust",
        "Fenmarsh and Welland",
        Kind.MENTAL_HEALTH_TRUST,
        Region.EAST_OF_ENGLAND,
        ("Liaison and Diversion", "RECONNECT"),
        "Priti Ashgrove",
        ("Joel Wickenby", "Amara Tolliver-Nash"),
        Signs("Hester Vallance", "Chief executive"),
    ),
    Employer(
        "severnlea",
        LEC,
        "Severnlea Partnership NHS Foundation Trust",
        "Severnlea",
        Kind.MENTAL_HEALTH_TRUST,
        Region.SOUTH_WEST,
        (
            "Custody and Court Advice Team",
            "Forensic Outreach",
            "Involvement Office",
            "Community Sentence Treatment Team",
            "Prison In-Reach Team",
            "Young Adults Team",
        ),
        "Morwenna Tregear",
        ("Luke Abbas-Farley", "Bethan Osgathorpe"),
        Signs("Rupert Halloran-Mead", "Executive director of people"),
        viewers=("Nadia Pellington",),
    ),
    Employer(
        "northmoor",
        LEC,
        "Northmoor Community NHS Trust",
        "Northmoor",
        Kind.COMMUNITY_TRUST,
        Region.NORTH_EAST,
        ("Youth Liaison Team",),
        "Ewan Thirlby",
        ("Safiya Carrick",),
        Signs("Maeve Ollerton", "Chief nurse"),
    ),
    Employer(
        "tarnside",
        LEC,
        "Tarnside Care NHS Trust",
        "Tarnside",
        Kind.MENTAL_HEALTH_TRUST,
        Region.NORTH_EAST,
        ("Youth Liaison Team", "Recovery College"),
        "Dilys Rountree",
        ("Osman Hale-Whitby",),
        Signs("Conrad Ifeoma-Beck", "Director of operations"),
    ),
    Employer(
        "millrace",
        LEC,
        "Millrace Health in Justice CIC",
        "Millrace",
        Kind.PRISON_HEALTHCARE,
        Region.NORTH_WEST,
        ("Healthcare at Thornmere", "Healthcare at Greyscar"),
        "Gwyneth Aldous",
        ("Tariq Bellweather",),
        Signs("Philippa Stannard-Roe", "Managing director"),
    ),
    Employer(
        "ridgeway",
        LEC,
        "Ridgeway Lead Provider Collaborative",
        "Ridgeway",
        Kind.COMMISSIONER,
        Region.MIDLANDS,
        ("Collaborative programme team",),
        "Harriet Osei-Lund",
        ("Bram Kettleworth",),
        Signs("Sunil Draycott", "Collaborative director"),
    ),
    Employer(
        "tidewell",
        LEC,
        "Tidewell Integrated Care Board",
        "Tidewell",
        Kind.INTEGRATED_CARE_BOARD,
        Region.SOUTH_EAST,
        ("People and Inclusion Directorate",),
        "Annelise Corby",
        ("Femi Gladwin",),
        Signs("Roger Tamworth-Shah", "Chief people officer"),
    ),
    Employer(
        "ashcombe",
        LEC,
        "Ashcombe County Council",
        "Ashcombe",
        Kind.LOCAL_AUTHORITY,
        Region.SOUTH_EAST,
        ("Leaving Care Service", "Multiple Disadvantage Programme"),
        "Leonie Marchetti-Dunn",
        ("Jaspreet Winterlund", "Corin Hathersage"),
        Signs("Elspeth Nwosu", "Director of children’s services"),
    ),
    Employer(
        "wyrebank",
        LEC,
        "Wyrebank Borough Council",
        "Wyrebank",
        Kind.LOCAL_AUTHORITY,
        Region.NORTH_WEST,
        ("Youth Justice Service",),
        "Idris Fallowfield",
        ("Keeley Arbuthnot",),
        Signs("Martin Ogundele", "Assistant director"),
    ),
    Employer(
        "larkfield",
        LEC,
        "Larkfield Secure Children’s Home",
        "Larkfield",
        Kind.SECURE_HOME,
        Region.YORKSHIRE,
        ("Education and Wellbeing",),
        "Verity Copplestone",
        ("Ade Hollingworth",),
        Signs("Janine Strickland-Obi", "Registered manager"),
    ),
    Employer(
        "secondgate",
        LEC,
        "Second Gate Recovery",
        "Second Gate",
        Kind.CHARITY,
        Region.WEST_MIDLANDS,
        ("Peer Recovery Hub",),
        "Mina Halloway",
        ("Callum Devereux-Ojo", "Stacey Bridgwater"),
        Signs("Father Anselm Quigley", "Chair of trustees"),
    ),
    Employer(
        "harbourlane",
        LEC,
        "Harbour Lane Women’s Centre",
        "Harbour Lane",
        Kind.CHARITY,
        Region.SOUTH_WEST,
        ("Court Support and Employment", "Volunteer to Work Scheme"),
        "Rosalind Achterberg",
        ("Tamsin Oyelaran",),
        Signs("Carys Penwarden", "Chief executive"),
    ),
    Employer(
        "copperfield",
        LEC,
        "Copperfield Sexual Assault Referral Centre",
        "Copperfield",
        Kind.COMPANY,
        Region.EAST_MIDLANDS,
        ("Whole service",),
        "Orla Brackenbury",
        ("Dev Stapleford",),
        Signs("Ingrid Maplethorpe", "Clinical director"),
    ),
    Employer(
        "openlatch",
        LEC,
        "Openlatch Housing Trust",
        "Openlatch",
        Kind.HOUSING,
        Region.LONDON,
        ("Supported Living Peer Team",),
        "Yetunde Larchwood",
        ("Sam Petherick",),
        Signs("Gareth Montcalm", "Director of housing"),
    ),
    Employer(
        "calderbrook",
        LEC,
        "Calderbrook Custody Nursing Ltd",
        "Calderbrook",
        Kind.COMPANY,
        Region.YORKSHIRE,
        ("Custody suite team",),
        "Fiona Earnshaw-Bello",
        ("Patrick Lumb",),
        Signs("Duncan Hebblethwaite", "Managing director"),
    ),
    Employer(
        "greenhithe",
        LEC,
        "Greenhithe Row Removal Centre Healthcare",
        "Greenhithe Row",
        Kind.PRISON_HEALTHCARE,
        Region.LONDON,
        ("Wellbeing team",),
        "Beatrix Solanke",
        ("Jonty Farrant",),
        Signs("Aileen Rutherglen", "Head of healthcare"),
    ),
    Employer(
        "bullfinch",
        ELE,
        "Bullfinch Lane Community Trust",
        "Bullfinch Lane",
        Kind.CHARITY,
        Region.WEST_MIDLANDS,
        ("Kitchen and Café",),
        "Patience Redfern",
        ("Ollie Sandhurst-Khan",),
        Signs("Winston Arkwright", "Chief executive"),
    ),
    Employer(
        "spokewright",
        ELE,
        "Spokewright Cycles Ltd",
        "Spokewright",
        Kind.COMPANY,
        Region.WEST_MIDLANDS,
        ("Workshop and Delivery",),
        "Halima Trewin",
        ("Barnaby Coyle",),
        Signs("Rita Colesworth", "Owner"),
    ),
    Employer(
        "lockgate",
        ELE,
        "Lockgate Homes",
        "Lockgate",
        Kind.HOUSING,
        Region.WEST_MIDLANDS,
        ("Neighbourhood Repairs",),
        "Dominic Asante-Rowe",
        ("Shirin Galbraith",),
        Signs("Norah Whitcombe", "Director of resources"),
    ),
)


# Registered lately, under nearly the name of another, and waits for approval. It has a lead and nobody else yet.
NEWCOMER = Employer(
    "newcomer",
    LEC,
    "Fenmarsh & Welland NHS Trust",
    "Fenmarsh newcomer",
    Kind.MENTAL_HEALTH_TRUST,
    Region.EAST_OF_ENGLAND,
    ("Crisis Resolution Team",),
    "Aoife Brandreth",
    (),
    Signs("", ""),
)


def employer(key: str) -> Employer:
    """The employer with this key; raises ``KeyError`` when there is none."""
    return BY_KEY[key]


BY_KEY: dict[str, Employer] = {row.key: row for row in (*EMPLOYERS, NEWCOMER)}
