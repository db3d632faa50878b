"""Words that help to tell a name from other words; written by hand for this assistant.

A name that is not here is found all the same where a person says that it is one.
"""

from __future__ import annotations

from bot.safety.personal_data.reading import words

GIVEN_NAMES = words(
    """
    aaliyah aaron abbie abdul abdullah abigail adam adebayo adele adrian agnes agnieszka ahmed
    aidan aisha aisling akua alan alastair albert alejandro alessandro alex alexander alexandra
    alfie ali alice alicia alison amanda amara amelia amina amir amit amy ana andrea andrew
    andrzej angela angus anil anita anjali ann anna annabel anne annette annie anthony antonio
    anya archie arjun arthur arun asha ashok asif audrey ayesha ayse babatunde barbara barry
    beatrice becky ben benjamin bernadette bernard bethany beverley brandon brenda brian bridget
    bronwen bruce callum cameron carl carlos carmen carol caroline carys catherine cathy cecilia
    charles charlie charlotte chidi chinedu chloe chris christina christine christopher ciara
    ciaran claire clare clive colin connor constance craig damian daniel danielle darren dave
    david deborah debbie declan deepa deepak delroy denise dennis derek desmond devon diana
    diane dimitri dmitri dominic donald donna doreen dorothy doug douglas duncan dylan eddie
    edith edward edwin efua eileen elaine eleanor elena eleri elizabeth ella ellen ellie elsie
    emily emma enid eric erin ernest esther ethan eunice eva evelyn ewa ewan fahad farah fatima
    fatou femi fiona florence frances francesca francis fred freda freddie frederick gareth gary
    gemma geoff geoffrey george georgia georgina gerald geraldine gerard gillian giovanni giulia
    gladys glenn gloria gordon graham grzegorz gurpreet gwen hamza hannah haroon harold harpreet
    harriet harry harvey hassan hayley heather helen helena henry hilary hilda howard hugh hugo
    hussain hussein iain ian ibrahim ifeoma imogen imran ines ingrid irene iris isaac isabel
    isabella isla ismail ivan jacqueline jacob jade james jamie jan jane janet janice jasmine
    jason jaswinder jatinder javed jean jeff jeffrey jen jennifer jenny jeremy jess jessica jim
    jimmy jo joan joanna joanne joe joel johan john johnny jonathan jordan jorge jose joseph
    josephine josh joshua joyce juan judith judy julia julian julie juliet justin kamal kamran
    karen karim karl kasia kate katherine kathleen kathryn katie katy kavita kayleigh keith
    kelly ken kenneth kerry kevin khadija khalid kieran kim kiran kirsten kirsty kofi krishna
    krystyna krzysztof kwame kyle lakshmi lara laszlo laura lauren laurence layla leah lee leila
    len leo leon leonard lesley leslie lewis liam lilian linda lisa liz lorna lorraine louis
    louise lucas lucia lucy luigi luis luke lydia lynn lynne maciej maeve magdalena mahmoud
    mairead malcolm malgorzata mandy manjit marcus margaret maria marian marie marilyn mario
    marion marta martha martin martyn mary maryam mateusz matt matthew maureen maurice megan
    mehmet melanie melissa michael michal michelle miguel mike mildred miriam mohamed mohammad
    mohammed moira molly monica morag muhammad muriel mustafa nadia nadine naomi natalia natalie
    natasha nathan neil nessa niall niamh nicholas nicola nigel nikhil noah noor nora noreen
    norma norman ola oliver olivia olu olumide omar oscar osman owen pablo padraig pam pamela
    patricia patrick paul paula pauline pawel pedro peggy penelope peter phil philip phillip
    phyllis piotr pooja pradeep priya rachael rachel rahul raj rajesh ralph raymond rebecca
    reginald rhiannon rhys richard rita robert roberta robin rodney roger ron ronald rosalind
    rosemary rosie ross rowan roxanne roy rukhsana rupert russell ruth ryan sabrina sadia sadie
    saira sally sam samantha samir samuel sandra sanjay sara sarah scott sean sebastian shabana
    shahid sharon shaun sheila shelley shirley shreya sian siobhan simon simone sinead sophia
    sophie stacey stanley stefan stella stephanie stephen steve steven stuart sunil sunita
    suresh susan suzanne sybil sylvia tahir tamara tanya tara tariq tatiana teresa terence terry
    thelma theo theresa thomas tim timothy tina toby tom tomasz toni tony tracey tracy trevor
    tunde usha usman valerie vanessa vera veronica vicky victoria vijay vikram vincent vivian
    vivienne wendy wilfred william winifred winston xavier yasmin yolanda yusuf yvette yvonne
    zahra zainab zara zoe zofia zoë
    """
)

NAMES_THAT_ARE_WORDS = words(
    """
    abe al amber angel april archer art aurora autumn basil bea belle bill blessing bob bonnie
    brook cat chase cherry chuck clay colt comfort coral crystal daisy dale dan dawn dean della
    destiny dolly don dot drew earnest eve faith favour fay fern flora frank gale gene ginger
    glen grace grant guy hazel heath holly honey hope iris ivy jack jasper jay jewel josh joy
    june kay kit lance lily max mark may melody mercy mia mo myrtle nancy ned neville nick norm
    olive opal pansy pat patience pearl peg penny pip poppy precious prince princess queenie ray
    reg rich rick rob robin rod rose ruby rusty sandy saul sky sonny stew stone sue summer sunny
    ted temi tilly trinity victor vic viola violet wade ward will willow woody
    """
)
"""Taken for names only where they are written with a capital letter, or said to be a name."""

PARTICLES = words(
    "al ap bin bint da das de del della den der di do dos du el ibn la le mac o st ter van von y"
)

TITLES = words("mr mrs ms miss mx dr doctor prof professor sir dame lady lord rev revd")

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
    services society institute centre steering panel
    """
)
"""Words that stand with a capital letter after "I am" and tell what a person is, not who."""
