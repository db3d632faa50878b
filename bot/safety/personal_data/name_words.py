"""Names that people are given, and what stands before one; written by hand for this assistant.

A name that is not here is found all the same where a person says that it is one.
"""

from __future__ import annotations

from bot.safety.personal_data.reading import words

GIVEN_NAMES = words(
    """
    aaliyah aaron abbie abdul abdullah abena abigail abiodun abiola adaeze adam adebayo adele
    adeola adesola aditi aditya adrian adwoa agnes agnieszka ahmad ahmed aidan aisha aisling
    akash akira akua alan alastair albert aled alejandra alejandro alessandro alessia alex alexa
    alexander alexandra alexandru alfie ali alice alicia alina alisha alison allan allison
    amanda amara amelia amelie amina amir amira amit amrit amy ana anastasia andre andrea
    andreea andrew andrzej angela angelica angelina angus aniela anil anita anjali ann anna
    annabel anne annette annie anouk anthony antoine antoinette antonia antonio anwar anya aoife
    arabella archie arjun arlene armando arnold arshad arthur arun asha ashleigh ashok asif asma
    astrid audra audrey aurelia avril axel ayaan ayesha ayo ayse azeez aziz babatunde baljit
    balwinder barbara barry bartosz beatrice beatrix beatriz becca becky ben benedict benjamin
    benji benny bernadette bernard bernice berta bertie bessie bethany betsy betty beverley
    bianca billy bina blanka bobby boris bradley brandon brenda brendan brian bridget bronwen
    bruce bryan bryony caitlin callum cameron camilla candice carl carla carlos carmela carmen
    carol caroline carys caspian cassandra catherine cathy cecilia cedric celia chantelle
    charlene charles charlie charlotte charmaine cherie cheryl chidi chinedu chloe chris
    christina christine christopher christy ciara ciaran claire clare claudia clement clementine
    clifford clinton clive colette colin colleen connor conor constance cora cordelia courtney
    craig cynthia damian daniel daniela danielle danuta daphne darius darnell darren daryl dave
    david davina dawid debbie deborah declan deepa deepak deirdre delia delroy demetrius denise
    dennis denzel derek derrick desiree desmond devi devon dhruv diana diane diego dilys dimitri
    dinah dmitri dominic dominika dominique donald donna dorcas doreen doris dorota dorothy doug
    douglas duncan dunstan dwayne dylan eddie edgar edith edmund edna edward edwin edwina efua
    eileen eilidh eirlys elaina elaine eleanor elena eleri eliza elizabeth ella ellen ellie
    elliot elliott elodie elsie elspeth elwyn emeka emil emilia emily emlyn emma emmanuel enid
    eric erica erika erin ernest ernesto errol esme estelle esther ethan ethel etienne euan
    eugene eunice eva evelyn everton ewa ewan ezra fahad faisal faiza farah farida farooq farrah
    fatema fatemeh fatima fatou fatoumata felicity femi fergus fernando fikret finlay fiona
    fitzroy florence folasade fran frances francesca francine francis franck franco franklin
    fraser fred freda freddie frederick frieda fritz funmi gabriel gabriela gabrielle gail
    gareth gary gavin gemma genevieve geoff geoffrey george georgia georgina geraint gerald
    geraldine gerard gerry gertrude ghulam gianluca gilbert giles gillespie gillian giovanni
    gita giulia gladys glenda glenn glenys gloria godfrey goran gordon graham greg gregory greta
    gretchen grzegorz gulsen gunther gurdeep gurpreet gwen gwendolyn gwyneth habiba hadiya
    haider hamish hamza hana hannah hans harminder harold haroon harpreet harriet harry harvey
    harvinder hassan hattie haydn hayley heather heidi helen helena helga henrietta henry
    herbert hermione hilary hilda hiroshi horace howard hugh hugo hussain hussein iain ian
    ibrahim ida ifeoma ifor ignacio ilona imelda imogen imran imtiaz inderjit ines inga ingrid
    ioana iona iqbal irena irene irina irma isaac isabel isabella isha ishaan isla ismail isobel
    ivan ivana iwan jacob jacqueline jade jaime jamal jameela james jamie jan jane janek janet
    janice janine janusz jarek jasmine jason jaswinder jatin jatinder javed jaya jayden jean
    jean-paul jeanette jeff jeffrey jemima jen jennifer jenny jeremy jerome jerry jess jessica
    jessie jill jim jimmy jin jo joachim joan joanna joanne joaquin jocelyn jodie joe joel johan
    johanna johannes john johnny jolanta jonah jonas jonathan jordan jorge jose joseph josephine
    joshua josie joyce juan judith judy jules julia julian julie juliet julius junaid justin
    jutta kadir kaitlyn kamal kamila kamran karan karen karim karl karolina kasia katarzyna kate
    katharine katherina katherine kathleen kathryn katie katrina katy kavita kaye kayleigh keira
    keith kelly kelvin ken kendra kenji kenneth kerry kerstin kevin khadija khalid kieran kieron
    kim kiran kirsten kirstie kirsty klaus kofi kojo konrad krishna kristen kristina krystyna
    krzysztof kuldeep kulwinder kunal kwame kyle lachlan lakshmi lamar lana lara lars laszlo
    latifah latoya laura lauren laurence lavinia layla leah leanne lee leena leila len lena
    lenny leo leon leonard leroy lesley leslie leticia lewis liam lilian lillian lina linda
    linford lionel lisa liz lloyd lola loretta lorna lorraine lottie louis louise lourdes lucas
    lucia lucie lucille lucinda lucy ludmila ludwig luigi luis luke lydia lynda lyndsey lynette
    lynn lynne lynsey mabel maciej maddie madeleine maeve magda magdalena mahmoud mairead mairi
    maisie malcolm malgorzata malik mamadou mandy manjit manuel manuela marcel marcella marcia
    marco marcus margaret maria mariam marian mariana marianne marie mariella marilyn marina
    mario marion marisa marissa marlene marlon marsha marta martha martin martina martyn marvin
    mary maryam mateusz matilda matt matthew mattias maud maureen maurice mavis maxine meera
    megan meghan mehdi mehmet mehwish melanie melissa melvin meredith mervyn michael michaela
    michal michelle mick mickey miguel mike mikhail mildred milena millicent millie minnie
    miranda miriam miroslav mitchell mohamed mohammad mohammed mohamud mohsin moira molly mona
    monica monique morag morris muhammad muhammed muriel murray mustafa myra nadeem nadia nadine
    naheed nanette naomi naseem nasreen nastassia natalia natalie natasha nathan nathaniel
    naveed neelam neil nelson nerys nessa niall niamh nicholas nicki nicky nicola nicole nigel
    nikhil nikki nikolai nikos nina noah noel noelle noor nora noreen norma norman nuala nusrat
    nwabueze oksana ola olaf oleksandr olena olga oliver olivia olu olumide oluwaseun omar omari
    oonagh ophelia orla osagie oscar osman oswald otis owen pablo padma padraig paige pam pamela
    paola pascal patrice patricia patrick patrycja patsy paul paula pauline pawel pedro peggy
    penelope peter petra petronella phil philip philippa phillip philomena phyllis pierre piotr
    pippa polly pooja pradeep prakash preeti priscilla priya przemyslaw quentin rabia rachael
    rachel radoslaw rafael raheem rahul raj rajesh rajinder ralph ramesh ramona randolph ranjit
    raquel rashid ravi ravinder raymond rebecca reece reginald renata rene rhiannon rhoda rhodri
    rhona rhonda rhys ricardo richard ricky rita robert roberta rochelle rodney roger rohan
    roland romeo ron ronald ronan ronnie rory rosalie rosalind rosamund rosanna rosemary roshan
    rosie ross rowan rowena roxana roxanne roy rubina rudolf rufus rukhsana rupert russ russell
    ruth ryan sabrina sacha sadia sadie sadiq safiya sahil saima saira sakura salim sally salma
    salman salvatore sam samantha samina samir samuel sandra sanjay sanjeev santiago santosh
    sara sarah sasha saskia satnam scott seamus sean sebastian selina serena sergei sergio
    shabana shahid shamima shane shanice shannon shanthi shaquille sharmila sharon shaun shazia
    sheena sheila shelagh shelley sheryl shirin shirley shivani shona shreya sian sidney
    siegfried silvia simon simone simran sinead siobhan sioned sofia sonia sonja sophia sophie
    sophy soraya stacey stacy stanley stavros stefan stella stephanie stephen steve steven
    stewart stuart sukhdeep sukhwinder sultana sunil sunita suraj suresh surinder susan suzanne
    svetlana swati sybil sybille syed sylvia sylwia tabitha tadeusz tahir talia tamara tamsin
    tania tanya tara tariq tasneem tatiana tayyab teddy tegan terence teresa terri terry tessa
    thandi thea thelma theo theodora theodore theresa thierry thomas thora tiffany tilda tim
    timothee timothy tina tobias toby tom tomasz tommy toni tonia tony tracey tracy trevor trish
    trisha trudy tunde tyrone ursula usha usman uzma vaishali valerie vanessa vanya vasile vera
    veronica veronika vicky victoria vijay vikki vikram viktor vinay vincent viv vivian vivienne
    vladimir wahida walter wanda wayne wendy wesley wilfred wilhelmina william wilma winifred
    winnie winston wojciech xanthe xavier yasmin yetunde ying yolanda yosef youssef yuki yusuf
    yvette yvon yvonne zachary zahid zahra zainab zara zeinab zelda zena zenab zeynep zita zoe
    zofia zofie zoë zubair zuzanna
    """
)

NAMES_THAT_ARE_WORDS = words(
    """
    abe al amber angel april archer art aurora autumn basil bea belle bill blessing bob bonnie
    brook cat celeste chase cherry chuck clay colt comfort coral crystal daisy dale dan dawn
    dean della destiny dolly don dot drew earnest ebony eve faith favour fay fern flora frank
    gale gene ginger glen grace grant guy hazel heath hector holly honey hope iris ivy jack
    jasper jay jewel josh joy june kay kit lance lily madison mark max may melody mercy mia mo
    morgan myrtle nana nancy ned neville nick norm olive opal orlando pansy pat patience pearl
    peg penny pip poppy precious prince princess queenie ray reg regina rich rick riley rob
    robin rod rose ruby rusty sandy saul sky sonny stew stone sue summer sunny sydney ted temi
    tilly trinity verity vic victor viola violet wade ward will willow woody
    """
)
"""Taken for names only where they are written with a capital letter, or said to be a name."""

PARTICLES = words(
    "al ap bin bint da das de del della den der di do dos du el ibn la le mac o st ter van von y"
)

TITLES = words("mr mrs ms miss mx dr doctor prof professor sir dame lady lord rev revd")
