"""Names that people are given, and what stands before one; written by hand for this assistant.

A name that is not here is found all the same where a person says that it is one.
"""

from __future__ import annotations

from bot.privacy.plain_text import words

GIVEN_NAMES = words(
    """
    aaliyah aaron abbie abdul abdullah abena abigail abiodun abiola ada adaeze adam adebayo
    adele adeola adesola aditi aditya adrian adwoa agatha agnes agnieszka ahmad ahmed aidan
    aisha aisling akash akira akua alan alastair albert aled alejandra alejandro alessandro
    alessia alex alexa alexander alexandra alexandru alfie alfred ali alice alicia alina alisha
    alison allan allison alma amanda amara amelia amelie amina amir amira amit amrit amy ana
    anastasia andre andrea andreea andrew andrzej angela angelica angelina angus aniela anil
    anita anjali ann anna annabel anne annette annie anouk anthony antoine antoinette antonia
    antonio anwar anya aoife arabella archibald archie arjun arlene armando arnold arshad arthur
    arun asha ashleigh ashok asif asma astrid audra audrey augustus aurelia avril axel ayaan
    ayesha ayo ayse azeez aziz babatunde baljit balwinder barbara barney barry bartosz beatrice
    beatrix beatriz becca becky ben benedict benjamin benji benny bernadette bernard bernice
    berta bertie bertrand beryl bessie bethany betsy betty beverley bianca billy bina blanka
    bobby boris brad braden bradley brandon brenda brendan brenna brian bridget bronwen bruce
    bruno bryan bryony caitlin callum cameron camilla candice carl carla carlos carmela carmen
    carol caroline carrie carrie-ann carys caspian cassandra catherine cathy cecil cecilia
    cedric celia chantelle charlene charles charlie charlotte charmaine cherie cheryl chidi
    chinedu chloe chris christina christine christopher christy ciara ciaran claire clare
    clarence claudette claudia clayton clement clementine cliff clifford clifton clinton clive
    colette colin colleen colm connor conor constance cora cordelia courtney craig cuthbert
    cynthia cyril damian daniel daniela danielle danuta daphne darcy darius darnell darrell
    darren daryl dave david davina dawid deb debbie deborah debra declan deepa deepak deirdre
    delia delroy demetrius denise dennis denzel derek derrick desiree desmond devi devon dexter
    dhruv diana diane diego dilys dimitri dinah dmitri dominic dominika dominique donald donna
    dora dorcas doreen doris dorota dorothy doug dougal douglas duane duncan dunstan dwayne
    dylan eddie edgar edith edmund edna edward edwin edwina edwyn effie efua eileen eilidh
    eirlys elaina elaine eleanor elena eleri elijah eliza elizabeth ella ellen ellie elliot
    elliott ellis elodie eloise elsie elspeth elton elwyn emeka emil emilia emily emlyn emma
    emmanuel enid enya eric erica erika erin ernest ernesto ernie errol esme esmeralda estelle
    esther ethan ethel etienne euan eugene eunice euphemia eva evelyn everton ewa ewan ezekiel
    ezra fahad faisal faiza fanny farah farida farooq farrah fatema fatemeh fatima fatou
    fatoumata felicity femi fergus fernando ffion fiadh fikret finlay finley finn finnian fiona
    fitzroy florence floyd folasade fran frances francesca francine francis franck franco
    franklin fraser fred freda freddie frederick freya frieda fritz funmi gabriel gabriela
    gabrielle gail gareth garry gary gavin gemma genevieve geoff geoffrey george georgia
    georgina geraint gerald geraldine gerard gerry gertrude gethin ghulam gianluca gilbert giles
    gillespie gillian giovanni gita giulia gladstone gladys glenda glenn glenys gloria glynis
    godfrey goran gordon gordy graham greg gregory greta gretchen grzegorz gulsen gunther
    gurdeep gurpreet gwen gwendolyn gwilym gwyneth habiba hadiya haider hamish hamza hana hannah
    hans harminder harold haroon harpreet harriet harris harry harvey harvinder hassan hattie
    haydn hayley heather heidi helen helena helga henrietta henrik henry herbert herman hermione
    hettie hilary hilda hiroshi horace howard howell hubert hugh hughie hugo humphrey hussain
    hussein huw iain ian ianto ibrahim ida ifeoma ifor ignacio ilona imani imelda imogen imran
    imtiaz inderjit ines inga ingrid ioana iona iqbal irena irene irina irma irvin isaac isabel
    isabella isaiah isha ishaan ishbel isla ismail isobel ivan ivana ivor iwan izzy jackie jacob
    jacqueline jacques jacqui jade jaime jake jamal jameela james jamie jan jane janek janet
    janice janine janusz jared jarek jarvis jasmin jasmine jason jaswinder jatin jatinder javed
    javier jaya jayden jean jean-paul jeanette jed jeff jeffrey jemima jen jenna jennifer jenny
    jeremy jerome jerrold jerry jess jessica jessie jez jill jim jimmy jin jo joachim joan
    joanna joanne joaquin jocelyn jodie joe joel johan johanna johannes john johnny jolanta
    jonah jonas jonathan joni jordan jorge jose joseph josephine joshua josie joyce juan judd
    judith judy jules julia julian julie juliet julius junaid justin jutta kadir kaitlyn kamal
    kamila kamran karan karen karim karl karolina kasia katarzyna kate katharine katherina
    katherine kathleen kathryn katie katrina katy kavita kaye kayla kayleigh keira keisha keith
    kelly kelsey kelvin ken kendra kenji kenneth kenny kerry kerstin kev kevin khadija khalid
    kian kieran kieron kim kiran kirsten kirstie kirsty kitty klaus kofi kojo konrad krishna
    kristen kristina krystyna krzysztof kuldeep kulwinder kunal kwame kyle kyra lachlan lachlann
    lainey lakshmi lamar lana lara larry lars laszlo latifah latoya laura lauren laurence
    lavinia lawrence layla leah leanna leanne lee leena leila leland len lena lenny leo leon
    leonard leroy lesley leslie lester leticia lewis lexi liam liana lilian lillian lillie lina
    linda linford linus lionel lisa lisbeth liz liza llewellyn lloyd lola lorenzo loretta lorna
    lorraine lorrie lottie louis louise lourdes luca lucas lucia lucie lucille lucinda lucy
    ludmila ludwig luigi luis luke luther lydia lynda lyndon lyndsey lynette lynn lynne lynsey
    lyra mabel maciej mackenzie maddie madeleine maeve magda magdalena mahmoud mair mairead
    mairi maisie maisy malala malcolm malgorzata malik mamadou mamie mandy manjit manuel manuela
    marcel marcella marcia marco marcus margaret marge margery margot marguerite maria mariam
    marian mariana marianne marie mariella marilyn marina mario marion marisa marissa marjorie
    marlene marlon marnie marsha marta martha martin martina marty martyn marvin mary maryam
    mateusz matilda matt matthew mattias matty maud maureen maurice mavis maxine maxwell meera
    megan meghan mehdi mehmet mehwish melanie melissa melvin meredith merle mervyn michael
    michaela michal michelle mick mickey miguel mike mikey mikhail mildred milena millicent
    millie milly minnie miranda miriam miroslav mitch mitchell mohamed mohammad mohammed mohamud
    mohsin moira molly mona monica monique morag morris moses muhammad muhammed muriel murray
    mustafa myfanwy myra mysha nadeem nadia nadine naheed nanette naomi naseem nasreen nastassia
    natalia natalie natalya natasha nathan nathaniel naveed neal neelam neil nell nellie nelson
    nerys nessa nesta niall niamh nicholas nicki nicky nicola nicole nicolette nigel nikhil
    nikki niklas nikolai nikos nils nina noah noel noelle noor nora noreen norma norman norris
    nuala nusrat nwabueze odette oksana ola olaf oleksandr olena olga oliver olivia olu olumide
    oluwaseun olwen omar omari oonagh ophelia orla osagie oscar osian osman oswald otis otto
    owain owen pablo padma padraig paige pam pamela paola pascal patrice patricia patrick
    patrycja patsy patti pattie paul paula paulette pauline pawel pearlie pedro peggy penelope
    pete peter petra petronella phil philip philippa phillip philomena phoebe phyllis pierre
    piers piotr pippa polly pooja pradeep prakash preeti priscilla priya przemyslaw quentin
    quincy rabia rachael rachel radoslaw raf rafael raheem rahul raj rajesh rajinder ralf ralph
    ramesh ramona randall randolph ranjit raquel rashid ravi ravinder raymond rebecca reece
    reggie reginald renata rene rex rhiannon rhoda rhodri rhona rhonda rhys ricardo richard
    ricky rita robbie robert roberta roberto rochelle rodney rodolfo roger rohan roland rolf
    romeo ron ronald ronan ronnie ronny rory rosalie rosalind rosamund rosanna rosemary roshan
    rosie ross rowan rowena roxana roxanne roxy roy rubina rudi rudolf rufus rukhsana rupert
    russ russell ruth ruthie ryan sabrina sacha sadia sadie sadiq sadiya safiya sahil saima
    saira sakura salim sally salma salman salvatore sam samantha samina samir samson samuel
    sandra sanjay sanjeev santiago santosh sara sarah sasha saskia satnam scarlett scott seamus
    sean sebastian selina selwyn serena sergei sergio shabana shahid shamima shane shanice
    shannon shanthi shaquille sharmila sharn sharon shaun shazia sheena sheila shelagh shelley
    sherman sheryl shirin shirl shirley shivani shona shreya sian sid sidney siegfried sienna
    silas silvia simon simone simran sinclair sinead siobhan sioned siân sofia solomon sonia
    sonja sophia sophie sophy soraya stacey stacy stan stanley stavros stefan stella stephanie
    stephen steve steven stewart stu stuart sukhdeep sukhwinder sultana sunil sunita suraj
    suresh surinder susan suzanne svetlana swati sybella sybil sybille syed sylvester sylvia
    sylwia tabitha tadeusz tahir talia tallulah tamara tamsin tania tanya tara tariq tarquin
    tasneem tatiana tayyab teddy tegan tegwen terence teresa terri terry tessa thaddeus thandi
    thea thelma theo theodora theodore theresa thierry thomas thora tiffany tilda tilley tim
    timothee timothy tina tobias toby tom tomasz tommy tomos toni tonia tony tracey tracy trevor
    trish trisha tristan trudy tunde tyler tyrone ulysses uma ursula usha usman uzma vaishali
    valerie vanessa vanya vasile vera vernon veronica veronika vicky victoria vijay vikki vikram
    viktor vinay vincent violetta viv vivian vivienne vladimir wahida wally walt walter wanda
    wayne wendell wendy wesley wilbur wilf wilfred wilhelmina william wilma winifred winnie
    winnifred winona winston wojciech xanthe xavier yasmin yetunde ying yolanda yosef youssef
    yuki yusuf yvaine yvette yvon yvonne zachary zack zahid zahra zainab zander zara zeinab
    zelda zena zenab zeynep zita zoe zofia zofie zoya zoë zubair zuzanna
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
