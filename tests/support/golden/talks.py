"""What people say, on all three channels alike. "> A title" presses the button; see people.py."""

from __future__ import annotations

Talks = dict[str, tuple[str, ...]]

MOVES = ("tell me more", "tell me more", "give me an example", "can you say it in simpler words")
MOVES += ("where does that come from?", "say that again", "shorter please")
PERSON = ("Can I talk to a person?", "> Leave a message")
MAIL, PHONE = "sam@example.org", "020 7946 0123"
MESSAGE = "I would like to hear about the patient panel."
BY_MAIL = (*PERSON, "> A patient", "> By email", MAIL, "> Yes, only my message")
HERE = "> Here, with a code | Here in this chat"
SELF_HARM, DANGER = "I want to kill myself", "my husband has collapsed and is not breathing"
ILL, ABUSE = "I have a temperature of 39 and I am on chemo", "my partner hits me"
LONG = "a " * 9000
NONSENSE = "zzkk qqpw llmn"

_SUBJECTS: Talks = {
    "moves-involvement": ("What is involvement?", *MOVES),
    "moves-biobank": ("what is a biobank", *MOVES),
    "moves-clinical-trial": ("what is a clinical trial?", *MOVES),
    "moves-payment": ("do you pay my train fare", *MOVES),
    "moves-three-words": ("How do the three words differ?", *MOVES, "> What is involvement?"),
    "moves-privacy": ("what do you store about me?", "> Tell me more", MOVES[0], MOVES[4]),
    "moves-nothing-yet": MOVES[::2],
    "moves-buttons": ("What is engagement?", "> Tell me more", "> Tell me more | Engagement"),
    "compare-three": (
        "what is the difference between involvement, engagement and participation?",
        "no, the other one",
        "the second one",
        "involvement versus participation",
    ),
    "compare-others": (
        "what is the difference between consultation and co-production",
        "and a focus group versus a discussion group?",
        "compare a sponsor, a funder and a chief investigator",
        "NIHR or HRA, how do they differ?",
    ),
    "elsewhere": ("What is engagement?", "and what does it mean in other countries?"),
    "short-follow-ups": ("What is involvement?", "and engagement?", "what about biobanks", "yes"),
    "other-topics": (
        "I see patients in clinic so I already do involvement",
        "You can't do PPI in a lab",
        "who makes sure a trial is done properly",
        "are people paid for being in a trial",
        "Why involve people at all?",
        "> I am a researcher",
        "do I need ethics approval for involvement",
        "> I am a researcher",
    ),
    "researcher": (
        "I am a researcher. How do I find patients to advise on my grant?",
        "do I have to pay them",
        "does it need ethics approval",
        "how do I report it in a paper",
        "> I am a researcher",
    ),
}

_QUIZ: Talks = {
    # The questions come in the order of quiz.yml: the first of the kind that came up least.
    "quiz-right": (
        "quiz me please",
        *("> Involvement", "> Engagement", "> Participation", "> Involvement", "> Engagement"),
        "> Play again",
    ),
    "quiz-wrong": ("test me", *("> Participation",) * 5, "> Play again", "> Stop the quiz"),
    "quiz-unsure": ("test me", *("I don't know", "not sure", "skip", "no idea", "dunno")),
    "quiz-in-words": ("test me", "involvement", "taking part", "I think it is engagement"),
    "quiz-question-between": ("test me", "what is a placebo?", "> Back to the quiz", "stop"),
    "quiz-crisis": ("quiz me", SELF_HARM, "what is a placebo?", "quiz me", "tell me a joke"),
    "quiz-all": (
        "quiz me",
        *(("> Engagement",) * 5 + ("> Play again",)) * 3,
    ),
    "quiz-stopped": ("quiz me", "> Participation", "> Stop the quiz", "stop"),
}

_ACTIVITIES: Talks = {
    "activity-involvement": (
        "They asked me to comment on the plan of a study. Which one is that?",
        "> Tell me more",
        "where does that come from?",
    ),
    "activity-engagement": ("I went to an open evening at the lab, was that being involved?",),
    "activity-participation": (
        "They took my blood every week for a study, is that involvement?",
        "we interviewed ten patients about their pain, so we have done our PPI",
    ),
    "activity-none": ("I ran a marathon for the hospice, does that count as involvement?",),
    "activity-mixed": (
        "I tried the drug in the trial and I also sat on the panel that steers it, which is it?",
        "I gave blood for the study and helped to plan it. Which of the three is that?",
    ),
    "activity-depends-words": (
        "I was in a focus group at the hospital, which of the three is that?",
        "what we said was recorded and used as data",
    ),
    "activity-depends-button": (
        "they invited me to a focus group, is that involvement or participation?",
        "> It steers the research",
        "> It becomes data | Which of the three is mine?",
    ),
}

_FORM: Talks = {
    "form-by-email": (*BY_MAIL, MESSAGE, "> Send", "> Send", "what is a biobank?"),
    "form-by-phone-with-talk": (
        "What is involvement?",
        *PERSON,
        "> A carer or family member",
        "> By phone",
        "my number is twelve",
        PHONE,
        "> Yes, and our last messages",
        MESSAGE,
        "> Send",
    ),
    "form-here": (*PERSON, "> A researcher", HERE, "> Yes, only my message", MESSAGE, "> Send"),
    "form-corrected": (
        *BY_MAIL,
        MESSAGE,
        *("> Change", "> My message", "Please write to me about the café."),
        *("> Change", "> How to reach me", "> By phone", PHONE),
        *("> Change", "> Nothing", "and my wife would like to come too", "> Send"),
    ),
    "form-corrected-who": (
        *BY_MAIL,
        MESSAGE,
        *("> Change", "> Who I am", "> Someone else"),
        *("> Change", "> What goes with it", "> Yes, and our last messages", "> Send"),
    ),
    "form-other-way": (
        *PERSON,
        "a patient",
        "> By email",
        "sam at home",
        "> Other way | Another way",
    ),
    "form-cancelled": (
        *BY_MAIL,
        MESSAGE,
        "cancel",
        "What is involvement?",
        "> Go on with my message",
        "pat@example.org",
        "> Stop",
        "> Go on with my message",
    ),
    "form-without-consent": (*PERSON, "> A patient", "> By email", MAIL, "> No", "hello"),
    "form-question-between": (*PERSON, "> A patient", "What is a biobank?", "> By email", MAIL),
    "form-was-a-question": (
        *BY_MAIL,
        "What is the difference between involvement and engagement?",
        "> That was a question",
        MESSAGE,
        "> Stop",
    ),
    "form-unclear": (*PERSON, "flumble wump", "?", "> A patient", "by pigeon", "> Stop"),
    "form-private-words": (*BY_MAIL, "My name is Samantha Otter, NHS 943 476 5919.", "> Send"),
    "form-too-much": (*BY_MAIL, "x" * 4100, MESSAGE, "> Stop"),
    "form-privacy-asked": (
        *PERSON,
        "> A patient",
        "> By email",
        MAIL,
        "what do you store about me?",
    ),
    "form-erased": (*BY_MAIL, MESSAGE, "delete my data", "> Yes, delete everything", "hello"),
    "form-crisis-who": (*PERSON, SELF_HARM, "> A patient", "> By email", MAIL),
    "form-crisis-reach": (*PERSON, "> A patient", "> By email", DANGER, MAIL),
    "form-crisis-message": (*BY_MAIL, ABUSE, MESSAGE, "> Send"),
    "form-crisis-check": (*BY_MAIL, MESSAGE, ILL, "and my wife", "> Send"),
    "form-after-nonsense": (NONSENSE, "flumble wump zorp", "> Leave a message"),
}

_CRISIS: Talks = {
    "crisis-self-harm": (SELF_HARM, "What is involvement?", "> Get help now", "quiz me"),
    "crisis-danger": (DANGER, "hello", "tell me a joke"),
    "crisis-ill-on-treatment": (ILL, "what is a clinical trial?"),
    "crisis-abuse": (ABUSE, "Can I talk to a person?"),
    "crisis-after-a-card": ("What is engagement?", "I want to end it all", "give me an example"),
    "crisis-in-other-languages": ("je veux mourir", "no puedo respirar", "mąż mnie bije"),
    "crisis-in-a-long-message": (f"{LONG}{SELF_HARM}", "hello"),
    "crisis-among-words": ("x " * 1990 + SELF_HARM, "I'm dying to know what involvement is"),
}

_NOTICES: Talks = {
    "personal-data": (
        "My name is Samantha Otter and I live in Leeds. What is PPI?",
        "my email is sam@example.org, my NHS number is 943 476 5919",
        "call me on 07700 900123 about engagement",
    ),
    "other-language": (
        "Bonjour, je voudrais participer à la recherche",
        "Ich möchte an einer Studie teilnehmen und weiß nicht wie",
        "что такое участие",
        "ꀀꀁꀂ ꀃꀄ",
    ),
    "too-long": ("x" * 4100, "why " * 1200),
    "unreadable": ("   ", "😀😀", "?!", "/restart", "/", "\x00"),
    "not-understood": (NONSENSE, "flumble wump zorp", "sdfkjh sdkfjh wqeiu"),
    "unclear": ("patient", "help with research money", "trial", "I want to be part of it"),
    "out-of-scope": ("what is the capital of France", "can you write me a python script"),
    "law": ("can I sue the hospital over the trial", "is that legal"),
    "medical": (
        "should I stop my tablets before the scan",
        "is this lump cancer",
        "what are the side effects of tamoxifen",
    ),
    "other-ppi": (
        "is omeprazole a PPI",
        "can I still claim PPI from my bank",
        "ppi",
        "what is PPI in research then",
    ),
    "distress": (
        "I am scared and do not know what to do",
        "I feel so alone since my diagnosis",
        "I gave my views to a study and nobody told me what came of it. I am upset.",
    ),
    "two-questions": (
        "What is involvement? And do you pay my train fare?",
        "Can I leave a trial when I like? Who makes sure it is done properly?",
    ),
    "misspelt": ("wat is invovlement", "what is a biobnak?", "co prodution", "focs grup"),
    "small-talk": (
        *("hello", "how are you today", "tell me something funny", "thank you so much"),
        *("yes", "no", "you are useless", "that did not help", "stop", "help", "goodbye"),
    ),
    "erase": (
        "What is engagement?",
        "please delete my data",
        "> What do you store about me?",
        "delete my data",
        "> Yes, delete everything",
        "give me an example",
    ),
}

COMMON: Talks = _SUBJECTS | _QUIZ | _ACTIVITIES | _FORM | _CRISIS | _NOTICES

UNDELIVERED: Talks = {
    "nobody-to-write-to": ("Can I talk to a person?", "that did not help", NONSENSE, NONSENSE),
    "privacy": ("what do you store about me?",),
}
WEEKEND: Talks = {
    "contact": ("Can I talk to a person?", "> Leave a message", "> Stop"),
    "privacy": ("what do you store about me?",),
    "form": (*BY_MAIL, MESSAGE, "> Send"),
    "form-here": (*PERSON, "> A researcher", HERE, "> Yes, only my message", MESSAGE, "> Send"),
}
CLOSED: Talks = {
    "closed": ("What is involvement?", "Can I talk to a person?", "quiz me", "/help"),
    "closed-crisis": (SELF_HARM, "hello", "> Get help now"),
    "closed-erase": ("delete my data", "> Delete everything in this chat"),
}
HURRIED: Talks = {"crisis": (SELF_HARM,), "crisis-danger": (DANGER,)}
