"""Words that are no name, or the name of nobody who is asking; written by hand."""

from __future__ import annotations

from bot.privacy.plain_text import words

NOT_NAMES = words(
    """
    a about above account actually added address after again agent all allowed almost already
    also always am an and another any anybody anyone anonymous anything are around as ask asking
    at attached available away back badly be because been before being below beside best better
    between both but by bye call called caller calling came can cannot card carer chair changed
    clearly come coming common completely confidential contact correct could crossed curious
    dear deleted dementia different difficult disclosed displayed do does doing don't down dunno
    early easy eg either else email engaged engagement enough even ever every everyone
    everything extremely family fine first for foreign forgotten form frankly from full fully
    generally get getting given go going gone good got great had handed happy hard has have
    having he hello help her here hers hey hi him his honestly hoping how however i i'd i'll i'm
    i've ie if im important in included incorrect incorrectly information inside interested into
    involved involvement irrelevant is isnt isn't it it's its ive just keen kept kind kindly
    kinds known later leaked left let like listed literally long look looking lost lovely made
    mailing maybe me mentioned might mine misspelled misspelt missing mix mixed mobile more most
    mostly much mud must my myself name named names need needed needs neither never new next
    nice no nobody none nor normally not nothing now number of off often ok okay old on once one
    online only or other otherwise our ours out over own parent participant participating
    participation patient people perhaps person personal phone please postcode private probably
    pronounced properly public published put question quite rare rather read ready really
    recorded regarding regards registered removed research researcher retired right said same
    saved say saying secret shared she should showing shown sick simply since so some somebody
    someone something somewhere soon sorry speaking spell spelled spelling spelt standard still
    stored strange strictly study such sure surname take taken taking thank thanks that that's
    thats the their them then there these they thing this those though through till tiny to
    today together tomorrow tonight too top true trying tuesday typed under unique unknown until
    unusual up upon us use used user usually version very visible volunteer waiting want wanted
    wanting wants was we weird well were what what's when where whether which who whole whom
    whose why will wish with within without wondering worker would write writing written wrong
    yeah yes yesterday yet you your yours yourself monday wednesday thursday friday saturday
    sunday monthly weekly daily lay consumer subject contributor member partner expert doctor
    nurse nurses consultant advocate advisor adviser trial trials trialist clinical cancer
    survivor victim sufferer service diabetic autistic deaf blind disabled able anytime crazy
    stupid mad whatever silly printed signed ticked hidden masked redacted linked sent passed
    spoken cited credited misprinted omitted replaced withheld protected safe secure held quoted
    repeated cut wiped erased dropped asap old-fashioned cold morning afternoon evening
    """
) - {"will"}
"""Words after "my name is" or "I'm called" that begin something else than a name."""

NOT_PERSONS = words(
    """
    academic admin african american arab asian associate assistant atheist australian
    bangladeshi bengali bisexual black brazilian british brc bulgarian canadian cancer caribbean
    catholic charity chief chinese christian church clinical co college committee community
    cornish council coordinator cruk department deputy director dutch eastern elected english
    engagement european executive fellow filipino foundation french gay general german ghanaian
    gp greek gypsy head health hindu hiv hospital hungarian imperial indian information
    international investigator involvement iranian iraqi irish italian jamaican japanese jewish
    junior kurdish latin latvian lead lecturer lesbian lithuanian london manager maltese medical
    medicine mexican middle mixed muslim national nhs nigerian nihr non north northern norwegian
    officer orthodox pakistani palestinian patient ph phase phd pi polish portuguese ppi
    principal professor programme project public queer registered research romanian romany
    russian saudi science scientist scottish secretary senior sikh slovak somali south southern
    spanish special specialist staff stage student sudanese swedish swiss syrian tamil team
    teacher thai trainee trans trial trials trustee turkish type ukrainian united university
    welsh west western white wellcome zimbabwean involved participation group unit trust service
    services society institute centre steering panel cathedral hospice street road house ward
    lab park film show band library museum gallery school festival
    """
)
"""Words that stand with a capital letter after "I am" and tell what a person is, not who."""

NOT_TITLED = words(
    """
    a about all also always an and angiography any appointment appointments appt are as ask
    asked asks at ate bean been booked brought but called calls came can care changed clinic
    could did didn't do does doesn't done each elastography emeritus every explains felt fix for
    found from gave get gets gives going google got guided had has hasn't have he her his how i
    if image images imaging in into is isn't it just keeps kept knew know knows last later led
    left let letter letters linac list machine made martens may me means meant men must my never
    next no not note notes now of off office often on only or our potato put rang reception
    right rings said saw say says scan scanner scans see seen sent she should since so
    spectroscopy spoke still surgery take takes tells that the their them then there they thing
    think thinks this thought to told tomorrow took universe visit visits want wants was wasn't
    we went were what when where which who why will with won't wont world would writes wrote
    yesterday you your
    """
)
"""Words after "dr" or "mr" that are no name: "my dr said", "an MR scan", "Mr Men"."""

KNOWN_FIGURES = words(
    """
    alan-turing anthony-nolan archie-cochrane austin-bradford bradford-hill charles-darwin
    edward-jenner ellen-macarthur florence-nightingale francis-crick george-freeman
    henrietta-lacks iain-chalmers james-lind john-radcliffe josephine-hart karl-popper
    macmillan-cancer marie-curie mary-seacole paul-strickland queen-elizabeth queen-mary
    robert-koch rosalind-franklin roy-castle sally-davies sherry-arnstein st-thomas sue-ryder
    thomas-bayes tom-baker victoria-infirmary wes-streeting
    """
)
"""People known to everyone, and what is named after them: left where nobody says "I am"."""
