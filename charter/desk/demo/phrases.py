"""Which sentences are the demonstration's answers, reasons and notes made of?

Practice sentences are kept by value name and by how far along an organisation is: beginning, in place,
embedded. ``{service}``, ``{n}``, ``{m}``, ``{month}`` are filled in. Nobody's history is told.
"""

from __future__ import annotations

BEGINNING, IN_PLACE, EMBEDDED = 0, 1, 2

OPENINGS: tuple[tuple[str, ...], ...] = (
    (
        "We are at the start with this and would rather say so.",
        "This is where {service} has furthest to go.",
        "Until {month} this depended on who happened to be on shift.",
        "We have talked about this more than we have done.",
    ),
    (
        "This has been normal practice in {service} since {month}.",
        "In {service} this is written down and people use it.",
        "Two years ago we had a policy and no habit; now we have both.",
        "We changed this together with the colleagues it is about.",
    ),
    (
        "This is how {service} works, whoever is in charge that week.",
        "Colleagues with lived experience lead this in {service}.",
        "We began this in {month} three years ago and have measured it every quarter.",
        "Other teams now come to {service} to see how this is done.",
    ),
)

PRACTICE: dict[str, tuple[tuple[str, ...], ...]] = {
    "Open and inclusive recruitment": (
        (
            "Our form still asks about convictions on its second page; a new one is with the recruitment team.",
            "One manager has begun to ring applicants before the interview, and we want all of them to.",
            "We have agreed a first paid post and the money for it, and nobody is in it yet.",
            "Adverts say that lived experience is welcome, but the person specification has not caught up.",
        ),
        (
            "We ask about records only once an offer has been made, and only what the role needs.",
            "A manager, a recruitment partner and a colleague with lived experience weigh each disclosure together.",
            "Adverts go to probation, the recovery college and two community groups a week before anywhere else.",
            "{n} of our {m} interview panels this year had a paid member with lived experience.",
            "Applicants may send a recording instead of a form, and {n} did.",
            "The risk assessment is one page, looks at what has changed since, and is shown to the applicant.",
        ),
        (
            "We advertise without asking about records and ask at offer stage, for every role including managers.",
            "Each decision is written up without a name and reviewed by a group that is half lived experience.",
            "The group overturned {n} of our own decisions last year, and we changed the guide each time.",
            "Our two largest contractors now use our form and our decision guide.",
            "{m} people have joined through open routes in two years, in {n} different kinds of role.",
            "We pay for travel to interviews in cash on the day, because waiting for expenses keeps people away.",
        ),
    ),
    "Awareness and benefits": (
        (
            "A lunchtime talk in {month} reached {n} of us; nothing followed it.",
            "Our strategy names lived experience once and gives it no owner.",
            "New starters hear about it if their manager remembers.",
            "We know the barriers from colleagues’ stories, and have not put numbers to them.",
        ),
        (
            "Every manager has had the half-day course, and {n} have had the follow-up.",
            "The service manager owns a plan with five aims and reports on it to the board each spring.",
            "Induction has an hour on benefits and barriers, written with colleagues who have met the barriers.",
            "We ask the same six questions before and after each course; confidence rose from {n} to {m} in twenty.",
            "Posters in staff rooms answer the three worries that managers told us about.",
            "We hold a series of talks with probation, the jobcentre and two colleges.",
        ),
        (
            "Colleagues with lived experience run the course for managers and are paid as trainers.",
            "The board set a target of {m} posts and publishes how far we are twice a year.",
            "Attitudes in our survey have moved every year for three years; the questions and results are attached.",
            "Two neighbouring employers changed their own practice after our sessions and wrote to tell us how.",
            "Every director spends a day a year alongside the team and reports to the board on what they learned.",
            "Induction is led by colleagues with lived experience, in every intake since {month}.",
        ),
    ),
    "Support through employment": (
        (
            "Supervision happens when diaries allow, about every {n} weeks.",
            "We have a draft leaver’s conversation, tried with two people so far.",
            "Support has depended on one kind manager, which is not a system.",
            "A wellbeing plan exists for new starters, but nobody looks at it again.",
        ),
        (
            "New colleagues choose their buddy and, after a month, may choose their supervisor.",
            "Line supervision is every fortnight for three months and every month after that.",
            "Reflective group supervision with an outside facilitator is in paid time, every four weeks.",
            "Travel, first pay and identity papers are sorted before day one; that is where people fell through.",
            "Everyone who leaves is offered a conversation with somebody outside the team; {n} of {m} took it.",
            "Time off for appointments is agreed in advance and needs no explanation.",
        ),
        (
            "All {m} colleagues who joined in two years are still with us or left for a better job.",
            "The peer network meets monthly, has its own budget and invites the director four times a year.",
            "We changed the sickness procedure after what leavers told us: a first call is a welfare call.",
            "Supervision is reviewed each year with the people who receive it, and they write the report.",
            "Somebody who moves on keeps a named contact here for six months.",
            "Managers are coached in trauma-informed supervision, and what staff say about it is part of appraisal.",
        ),
    ),
    "Clear progression pathways": (
        (
            "All our peer posts sit at one grade, and there is no next step on paper.",
            "Courses are offered by e-mail and few people take them up.",
            "Appraisal forms have a box for ambitions that is mostly empty.",
            "We are mapping the roles that a peer worker could move into.",
        ),
        (
            "There are three grades of post with job descriptions, and what moves somebody up is written down.",
            "Two hours a week are protected for study; the rota shows them.",
            "{n} colleagues finished an accredited course this year and {m} have begun one.",
            "Each appraisal ends with one step towards the job somebody wants next, and a date.",
            "Acting-up posts and secondments are open to peer workers on the same terms as to all staff.",
            "Pay is set by the same job evaluation as every other post in the trust or company.",
        ),
        (
            "{n} team leaders and one service manager began here as peer workers.",
            "We publish the route from volunteer to manager and who has travelled each part of it.",
            "An equal pay check each {month} compares like posts, and we closed the one gap it found.",
            "Colleagues with lived experience work at every grade but one, and that one is our aim for next year.",
            "A leadership course with the college is in its third year; {m} have finished it.",
            "We help people to better jobs elsewhere and count it as a success.",
        ),
    ),
    "Workplace environment and culture": (
        (
            "The policy says that discrimination is wrong and stops there.",
            "People told us that some language in handovers hurts; we have begun to talk about it.",
            "Concerns go to the line manager, which is no help when the manager is the concern.",
            "We have a list of changes to the building and no money for them yet.",
        ),
        (
            "The dignity policy names stigma about lived experience and says how to raise it in confidence.",
            "Notes of disclosure are kept by one person, apart from personnel files, and destroyed after six months.",
            "A language guide written by the peer group hangs in the office and is used in handovers.",
            "{n} concerns were raised this year; each was looked into within ten days, and people heard of changes.",
            "We moved name badges, waiting room seats and the entrance after what staff told us.",
            "Reception, security and domestic colleagues were part of the work from the start.",
        ),
        (
            "Nobody needs to tell us anything about themselves to work here, and systems are built that way.",
            "The staff survey shows fewer unkind remarks each year for three years, and we publish the numbers.",
            "Staff with lived experience co-lead the culture group and set half of its agenda.",
            "Each concern is written up as learning, without names, and read out at the team meeting.",
            "The environment review is repeated every {month}; {m} changes have come from it.",
            "A colleague who challenges a remark is thanked in writing, and managers count how often they did it.",
        ),
    ),
    "Co-production and good practice": (
        (
            "We asked people for their views once, about a leaflet.",
            "Involvement is paid in vouchers, and late.",
            "A group has been set up and has met {n} times.",
            "We would like to share what we do, and have not found the time.",
        ),
        (
            "Two members with lived experience have a vote on the service board and are paid the involvement rate.",
            "Our payment policy says what is paid, when, and how it is dealt with for people on benefits.",
            "Minutes show {n} decisions that changed because of what members said.",
            "The welcome pack and the appointment letter were rewritten by the group and tried out before use.",
            "“You said, we did” goes up on the wall every quarter, including what we could not do and why.",
            "We presented the work at one regional event and invited a neighbouring team to visit.",
        ),
        (
            "The group co-chairs the service board and may stop a change; it did so in {month}.",
            "{n} of our policies were written by people with lived experience and signed off by them.",
            "We mentor two other services, and our visitors’ notes say what they took home.",
            "An evaluation by the university, designed with the group, is attached.",
            "Half of the involvement budget is spent as the group decides.",
            "Every change to the service begins with a session that members design and lead.",
        ),
    ),
}
ANY_VALUE: tuple[tuple[str, ...], ...] = (
    ("We have made a beginning and written down what comes next.",),
    ("It is in place and the people it is for say that it helps.", "A named manager looks after it."),
    ("It is routine, measured and led with people with lived experience.", "Others have taken it up from us."),
)

FIGURES: tuple[tuple[str, ...], ...] = (
    (
        "So far that is {n} people out of {m}.",
        "We counted: of {m} colleagues asked, {n} had heard of it.",
        "It has no budget of its own yet.",
        "Since {month} one person has had two hours a week for it.",
    ),
    (
        "Since {month} it has reached {n} of {m} colleagues.",
        "We counted {n} cases in the past year and looked at each of them again.",
        "In the last survey {m} of twenty staff agreed that it works.",
        "It takes about {n} hours a month, and the budget for it is protected.",
        "Of {m} people asked, {n} would change nothing; the others gave us the next things to do.",
    ),
    (
        "In the last survey {m} of twenty staff agreed that it works, for the third year.",
        "The figures for three years are attached, with what we did about the weaker ones.",
        "It has had a budget and a named owner since {month} two years ago.",
        "Of {m} people who left or moved up, {n} said that it made the difference.",
    ),
)
EVIDENCE: tuple[str, ...] = (
    "Attached, with names taken out: {example}.",
    "This shows it best, as it looks on an ordinary week: {example}.",
    "We have sent this and a page that explains it: {example}.",
    "Please look at what we attached ({example}).",
)
NEXT_STEPS: tuple[str, ...] = (
    "Next we want to bring the night team in.",
    "By the summer we will have tried this at our other site.",
    "What we find hard is keeping it going when people move on.",
    "The peer group will look at this again in {month}.",
    "Our next step is to ask those who left what would have kept them.",
    "We still need to show it to our partners.",
)

# Why an assessor gave a score, by how far up the scale it is; ``{descriptor}`` is the framework's own words.
REASONS: tuple[tuple[str, ...], ...] = (
    (
        "I find intentions here and little that has happened yet; closest to “{descriptor}”.",
        "An honest answer that does not claim more than it shows, which for me is “{descriptor}”.",
        "The file is a draft without a date, so I cannot go further than “{descriptor}”.",
        "Good people are at work here, and it still depends on them alone.",
        "I looked for what staff say about this and did not find it yet.",
    ),
    (
        "The answer and the files agree with each other, and staff confirm it: “{descriptor}”.",
        "Clear practice with dates and an owner. For the next score I would want to see it reviewed.",
        "This reads as “{descriptor}”, and the numbers given support it.",
        "Solid. The minutes show who decided and what changed afterwards.",
        "What is described is in use; the files show two different teams using it.",
    ),
    (
        "People with lived experience lead this and the figures span several years: “{descriptor}”.",
        "Routine, measured and passed on to others; the visitors’ notes persuaded me.",
        "I looked for a weak spot in the evidence and found none; “{descriptor}” fits.",
        "I would send other applicants here to see how it is done.",
        "What staff say, what the figures say and what the files show are one and the same.",
    ),
)
NOTES_AGREED: tuple[str, ...] = (
    "All of us read the evidence the same way.",
    "Agreed after a short look at the files together.",
    "The middle score, which everybody can stand behind.",
)
NOTES_TALKED: tuple[str, ...] = (
    "We differed at first. Reading the minutes together settled it.",
    "One of us gave more weight to the plan than to the practice; we agreed to score what is in place.",
    "We talked about the night team, which the answer leaves out, and agreed on the lower reading.",
)
MONTHS: tuple[str, ...] = ("January", "March", "April", "May", "June", "September", "October", "November")
