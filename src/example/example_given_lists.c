/* example_given_lists.c - given names by sex and birth cohort, and the forms that stand for one
 * another. Declared in example_name_lists.h, whose .c says what is known of the sources. */
#include "example_name_lists.h"

#define LIST(array)                                                                                \
    {                                                                                              \
        array, sizeof(array) / sizeof((array)[0])                                                  \
    }

static const char *const f1[] = {
    "Margaret", "Mary",    "Joan",      "Doreen",   "Jean",     "Sheila",   "Gwyneth", "Eileen",
    "Beryl",    "Dorothy", "Megan",     "Joyce",    "Betty",    "Mair",     "Barbara", "Brenda",
    "Audrey",   "Gwen",    "Elizabeth", "Marion",   "Iris",     "Olwen",    "Sylvia",  "Eirlys",
    "Nancy",    "Rita",    "June",      "Patricia", "Hilda",    "Norma",    "Edna",    "Glenys",
    "Irene",    "Morfydd", "Blodwen",   "Mavis",    "Kathleen", "Nesta",    "Vera",    "Annie",
    "Ceinwen",  "Phyllis", "Nia",       "Muriel",   "Enid",     "Myfanwy",  "Dilys",   "Marjorie",
    "Winifred", "Eluned",  "Freda",     "Thelma",   "Gladys",   "Rhiannon", "Menna",   "Ivy",
    "Elsie",    "Maud",    "Mattie",
};
static const char *const f2[] = {
    "Susan",      "Christine", "Margaret", "Linda",     "Patricia",  "Janet",    "Ann",
    "Carol",      "Jean",      "Mary",     "Pamela",    "Gillian",   "Maureen",  "Marilyn",
    "Barbara",    "Sandra",    "Jennifer", "Elizabeth", "Kathleen",  "Judith",   "Anne",
    "Glenys",     "Eirlys",    "Gaynor",   "Diane",     "Valerie",   "Rosemary", "Hilary",
    "Jacqueline", "Lynne",     "Wendy",    "Menna",     "Mair",      "Sheila",   "Carole",
    "Heather",    "Delyth",    "Beti",     "Eryl",      "Gwyneth",   "Rhian",    "Eleri",
    "Brenda",     "Shirley",   "Yvonne",   "Marian",    "Nesta",     "Meryl",    "Avril",
    "Bethan",     "Catherine", "Sian",     "Marlene",   "Josephine", "Angela",   "Lesley",
    "Jane",       "Helen",
};
static const char *const f3[] = {
    "Sarah",     "Joanne",  "Tracey",     "Nicola", "Alison",   "Julie",    "Karen",     "Deborah",
    "Helen",     "Lisa",    "Claire",     "Siân",   "Michelle", "Rhian",    "Jane",      "Sharon",
    "Catherine", "Louise",  "Elizabeth",  "Angela", "Amanda",   "Rachel",   "Susan",     "Emma",
    "Andrea",    "Kerry",   "Jacqueline", "Bethan", "Caroline", "Victoria", "Samantha",  "Lynne",
    "Mandy",     "Nia",     "Jayne",      "Lowri",  "Gaynor",   "Donna",    "Mandy",     "Beverley",
    "Paula",     "Dawn",    "Delyth",     "Eleri",  "Ceri",     "Catrin",   "Rebecca",   "Melanie",
    "Fiona",     "Anne",    "Wendy",      "Sally",  "Tina",     "Maria",    "Non",       "Mererid",
    "Sioned",    "Heulwen", "Ruth",       "Debra",  "Elaine",   "Jennifer", "Katherine", "Teresa",
    "Rhiannon",  "Meinir",
};
static const char *const f4[] = {
    "Sarah",     "Laura",     "Emma",     "Rebecca",  "Gemma",    "Rachel",    "Kelly",
    "Stacey",    "Jessica",   "Amy",      "Hayley",   "Lauren",   "Charlotte", "Natalie",
    "Stephanie", "Claire",    "Hannah",   "Lucy",     "Katie",    "Danielle",  "Samantha",
    "Catrin",    "Rhian",     "Bethan",   "Sian",     "Jennifer", "Nicola",    "Leanne",
    "Carly",     "Kirsty",    "Lowri",    "Ffion",    "Nia",      "Elin",      "Victoria",
    "Michelle",  "Emily",     "Rhiannon", "Zoe",      "Megan",    "Cerys",     "Jade",
    "Kate",      "Naomi",     "Heledd",   "Angharad", "Sophie",   "Lisa",      "Alexandra",
    "Kimberley", "Gwenllian", "Mari",     "Manon",    "Holly",    "Donna",     "Eleanor",
    "Llinos",    "Branwen",
};
static const char *const f5[] = {
    "Megan",   "Chloe",    "Emily",    "Ffion",   "Jessica",  "Caitlin",  "Ella",    "Lauren",
    "Sophie",  "Ellie",    "Seren",    "Carys",   "Bethan",   "Hannah",   "Olivia",  "Mia",
    "Grace",   "Georgia",  "Cerys",    "Amy",     "Ruby",     "Lucy",     "Katie",   "Molly",
    "Lily",    "Elin",     "Nia",      "Catrin",  "Holly",    "Rhiannon", "Evie",    "Charlotte",
    "Erin",    "Isabelle", "Lowri",    "Abigail", "Poppy",    "Amelia",   "Rebecca", "Alys",
    "Mali",    "Efa",      "Beca",     "Freya",   "Courtney", "Eleri",    "Mared",   "Libby",
    "Shannon", "Paige",    "Gwen",     "Daisy",   "Martha",   "Siân",     "Niamh",   "Cari",
    "Leah",    "Tegan",    "Angharad", "Lois",    "Keira",    "Maddison",
};
static const char *const f6[] = {
    "Olivia",    "Amelia", "Ava",       "Isla",   "Seren",    "Mia",      "Lily",  "Ella",
    "Evie",      "Grace",  "Poppy",     "Freya",  "Ffion",    "Mali",     "Erin",  "Elsie",
    "Charlotte", "Willow", "Daisy",     "Rosie",  "Alys",     "Efa",      "Cadi",  "Nansi",
    "Martha",    "Ivy",    "Eira",      "Elin",   "Sienna",   "Phoebe",   "Emily", "Millie",
    "Gwen",      "Harper", "Sophie",    "Lottie", "Lowri",    "Mabli",    "Eliza", "Jessica",
    "Matilda",   "Casi",   "Florence",  "Luna",   "Arabella", "Maisie",   "Beca",  "Ruby",
    "Aria",      "Megan",  "Betsan",    "Greta",  "Ellie",    "Chloe",    "Layla", "Violet",
    "Thea",      "Nel",    "Leusa",     "Cari",   "Iris",     "Penelope", "Robyn", "Bonnie",
    "Lili",      "Annie",  "Gwenllian", "Ela",    "Nia",      "Ada",
};
static const char *const m1[] = {
    "John",    "David",   "William", "Thomas",  "Kenneth", "Ronald",   "Gwilym",   "Evan",
    "James",   "George",  "Raymond", "Peter",   "Idris",   "Emrys",    "Owen",     "Robert",
    "Trevor",  "Roy",     "Derek",   "Gordon",  "Norman",  "Arthur",   "Brian",    "Glyn",
    "Elwyn",   "Ivor",    "Haydn",   "Leslie",  "Dennis",  "Donald",   "Hywel",    "Ieuan",
    "Aneurin", "Cyril",   "Douglas", "Stanley", "Alun",    "Reginald", "Iorwerth", "Albert",
    "Gwyn",    "Mansel",  "Dewi",    "Dilwyn",  "Eric",    "Frank",    "Howell",   "Michael",
    "Harold",  "Goronwy", "Ernest",  "Eurof",   "Richard", "Edward",   "Geraint",  "Wyn",
    "Tudor",   "Emlyn",   "Vernon",  "Ifor",    "Aled",
};
static const char *const m2[] = {
    "David",       "John",    "Peter",   "Michael",  "Alan",   "Robert",  "Brian",    "William",
    "Keith",       "Stephen", "Roger",   "Anthony",  "Gareth", "Terence", "Paul",     "Malcolm",
    "Richard",     "Colin",   "Graham",  "Geoffrey", "Trevor", "Gwyn",    "Thomas",   "Barry",
    "Christopher", "Raymond", "Glyn",    "Alun",     "Dafydd", "Clive",   "Wyn",      "Kenneth",
    "Philip",      "Huw",     "Hywel",   "Roy",      "Derek",  "James",   "Martin",   "Dennis",
    "Ronald",      "Royston", "Dennis",  "Owen",     "Ieuan",  "Emyr",    "Arwel",    "Meirion",
    "Edward",      "Nigel",   "Kevin",   "Elwyn",    "Lyn",    "Byron",   "Leighton", "Eifion",
    "Geraint",     "Dewi",    "Phillip", "Lynn",
};
static const char *const m3[] = {
    "David",    "Andrew",  "Paul",    "Mark",        "Stephen", "Gareth",   "Michael", "Ian",
    "Richard",  "Robert",  "Philip",  "Christopher", "Simon",   "Jonathan", "Huw",     "Martin",
    "Peter",    "John",    "Neil",    "Anthony",     "Kevin",   "Steven",   "Darren",  "Jason",
    "Gary",     "Nigel",   "Alun",    "Craig",       "Matthew", "Wayne",    "Rhys",    "Carl",
    "Geraint",  "Adrian",  "Timothy", "Dylan",       "James",   "Aled",     "Lee",     "Julian",
    "Nicholas", "Daniel",  "Adam",    "Ceri",        "Dafydd",  "Owain",    "Iwan",    "Lyn",
    "Jeremy",   "William", "Phillip", "Thomas",      "Dean",    "Stuart",   "Alan",    "Gerald",
    "Hywel",    "Meirion", "Euros",   "Gethin",      "Ieuan",   "Russell",
};
static const char *const m4[] = {
    "Christopher", "Matthew", "Daniel",  "David",     "James",  "Gareth", "Michael",  "Andrew",
    "Adam",        "Rhys",    "Richard", "Thomas",    "Robert", "Craig",  "Lee",      "Jonathan",
    "Luke",        "Ryan",    "Mark",    "Stephen",   "Owain",  "Ben",    "Joshua",   "Nathan",
    "Dafydd",      "Simon",   "Aled",    "Joseph",    "Kyle",   "Steven", "Jamie",    "Liam",
    "Huw",         "Samuel",  "William", "Alexander", "John",   "Paul",   "Benjamin", "Iwan",
    "Geraint",     "Rhodri",  "Gethin",  "Carl",      "Ashley", "Gavin",  "Dylan",    "Llyr",
    "Tomos",       "Stuart",  "Scott",   "Peter",     "Sion",   "Ieuan",  "Steffan",  "Hywel",
    "Guto",        "Rhydian", "Ross",    "Dean",
};
static const char *const m5[] = {
    "Rhys",    "Joshua",    "Thomas",   "Jack",    "Daniel",  "Dylan",   "Ethan",  "Callum",
    "James",   "Cameron",   "Morgan",   "Jacob",   "Luke",    "Owen",    "Joseph", "Samuel",
    "William", "Lewis",     "Ryan",     "Harry",   "Oliver",  "Evan",    "Ieuan",  "Connor",
    "Liam",    "Alexander", "Benjamin", "Adam",    "Matthew", "Charlie", "Iwan",   "Tomos",
    "Osian",   "Ioan",      "Gethin",   "Nathan",  "Aled",    "Logan",   "Kieran", "Dafydd",
    "George",  "Jordan",    "Harri",    "Ellis",   "Max",     "Leo",     "Siôn",   "Macsen",
    "Ifan",    "Cai",       "Guto",     "Steffan", "Noah",    "Alfie",   "Mason",  "Tyler",
    "Corey",   "Kian",      "Bradley",  "Zac",     "Elis",    "Rhodri",
};
static const char *const m6[] = {
    "Noah",    "Oliver", "Jacob", "Charlie", "Arthur",  "Alfie",  "Theo",    "Leo",    "Oscar",
    "William", "Harry",  "Dylan", "Osian",   "George",  "Henry",  "Jack",    "Mason",  "Macsen",
    "Tomos",   "Harri",  "Ioan",  "Elis",    "Thomas",  "Albie",  "Finley",  "Archie", "Joshua",
    "Lucas",   "Jaxon",  "Louie", "Teddy",   "Freddie", "Rhys",   "Ifan",    "Cai",    "Evan",
    "Owen",    "Max",    "Gruff", "Lewis",   "James",   "Ethan",  "Logan",   "Riley",  "Hari",
    "Caio",    "Guto",   "Jac",   "Morgan",  "Nedw",    "Twm",    "Mabon",   "Deio",   "Reuben",
    "Rory",    "Rowan",  "Isaac", "Daniel",  "Roman",   "Luca",   "Steffan", "Tommy",  "Hudson",
    "Ezra",    "Llew",   "Efan",  "Carter",  "Joseph",  "Edward", "Carwyn",
};
const struct word_list given_female[COHORT_COUNT] = {LIST(f1), LIST(f2), LIST(f3),
                                                     LIST(f4), LIST(f5), LIST(f6)};
const struct word_list given_male[COHORT_COUNT] = {LIST(m1), LIST(m2), LIST(m3),
                                                   LIST(m4), LIST(m5), LIST(m6)};

static const char *const female_rare[] = {
    "Adela",     "Adelaide",   "Aerona",    "Agnes",    "Aimee",     "Alaw",      "Alexa",
    "Alice",     "Alicia",     "Alma",      "Amber",    "Anastasia", "Aneira",    "Anest",
    "Anita",     "Annabel",    "Annette",   "Annwen",   "Anwen",     "Araminta",  "Arianwen",
    "Astrid",    "Athena",     "Aurora",    "Awel",     "Barbra",    "Beatrice",  "Bella",
    "Belinda",   "Bernadette", "Bertha",    "Bess",     "Betsi",     "Bonita",    "Bridget",
    "Briony",    "Bronwen",    "Buddug",    "Camilla",  "Cara",      "Carina",    "Carla",
    "Carmel",    "Carolyn",    "Cassandra", "Cecilia",  "Celia",     "Celyn",     "Ceridwen",
    "Chantelle", "Charis",     "Chelsea",   "Cheryl",   "Christina", "Clara",     "Clarissa",
    "Claudia",   "Constance",  "Cora",      "Coral",    "Creirwy",   "Crystal",   "Cynthia",
    "Daphne",    "Deanna",     "Delia",     "Denise",   "Dilwen",    "Dinah",     "Dwynwen",
    "Ebony",     "Edith",      "Effie",     "Eiddwen",  "Eigra",     "Eileen",    "Eirian",
    "Eiry",      "Elan",       "Eleanora",  "Elena",    "Elfair",    "Elissa",    "Eloise",
    "Elspeth",   "Elvira",     "Eirwen",    "Emmeline", "Esme",      "Esther",    "Ethel",
    "Eunice",    "Euronwy",    "Eve",       "Evelyn",   "Faith",     "Fay",       "Felicity",
    "Fern",      "Fflur",      "Flora",     "Frances",  "Francesca", "Gabriella", "Genevieve",
    "Georgina",  "Geraldine",  "Glesni",    "Gloria",   "Gwawr",     "Gwenda",    "Gwenfair",
    "Gwenith",   "Gwennan",    "Gwladys",   "Harriet",  "Haf",       "Hafwen",    "Heddwen",
    "Heidi",     "Helena",     "Henrietta", "Hermione", "Honor",     "Imogen",    "India",
    "Indeg",     "Ingrid",     "Iona",      "Isobel",   "Jacinta",   "Janice",    "Jasmine",
    "Jemima",    "Jenna",      "Jodie",     "Josie",    "Joy",       "Julia",     "Juliet",
    "June",      "Kathryn",    "Kayleigh",  "Keeley",   "Kerensa",   "Kiera",     "Lacey",
    "Lara",      "Lavinia",    "Leila",     "Lilian",   "Lleucu",    "Lorna",     "Lorraine",
    "Loveday",   "Luned",      "Lydia",     "Lyra",     "Mabel",     "Maddie",    "Maia",
    "Marged",    "Marina",     "Marta",     "Maxine",   "Meg",       "Mena",      "Meredith",
    "Mirain",    "Miriam",     "Moira",     "Mona",     "Morwenna",  "Myra",      "Nadia",
    "Nanw",      "Natasha",    "Nerys",     "Nest",     "Noelle",    "Nora",      "Octavia",
    "Olga",      "Ophelia",    "Pauline",   "Pearl",    "Petra",     "Philippa",  "Priscilla",
    "Prudence",  "Queenie",    "Rachael",   "Rhonwen",  "Roberta",   "Rosalind",  "Rowena",
    "Roxanne",   "Sabrina",    "Saffron",   "Saoirse",  "Savannah",  "Selina",    "Shauna",
    "Sheridan",  "Sonia",      "Stella",    "Tabitha",  "Talulah",   "Tamsin",    "Tanwen",
    "Tara",      "Tanya",      "Tesni",     "Tirion",   "Ursula",    "Vanessa",   "Verity",
    "Veronica",  "Winnie",     "Ynyra",     "Yvette",   "Zara",      "Zelda",     "Zena",
};
const struct word_list given_female_rare = LIST(female_rare);

static const char *const male_rare[] = {
    "Aaron",    "Abel",     "Abraham",  "Adrian",   "Alastair",  "Albert",   "Aldous",
    "Alec",     "Alfred",   "Algernon", "Alwyn",    "Ambrose",   "Amos",     "Andreas",
    "Anselm",   "Arfon",    "Arial",    "Arwyn",    "Augustus",  "Austin",   "Bailey",
    "Barnaby",  "Bedwyr",   "Benedict", "Benji",    "Berian",    "Bernard",  "Berwyn",
    "Blake",    "Bleddyn",  "Bradley",  "Brandon",  "Brendan",   "Brychan",  "Bryn",
    "Cadfael",  "Cadog",    "Caleb",    "Calvin",   "Caradog",   "Carey",    "Caspar",
    "Cecil",    "Cedric",   "Ceirion",  "Cenydd",   "Charles",   "Chester",  "Clarence",
    "Clement",  "Cledwyn",  "Clifford", "Conrad",   "Cormac",    "Crispin",  "Curtis",
    "Cynan",    "Cyrus",    "Dale",     "Damian",   "Darcy",     "Darragh",  "Declan",
    "Delwyn",   "Denzil",   "Desmond",  "Dominic",  "Dorian",    "Drystan",  "Duncan",
    "Dunstan",  "Dyfan",    "Dyfrig",   "Eben",     "Edgar",     "Edmund",   "Ednyfed",
    "Edwin",    "Efion",    "Eilir",    "Einion",   "Eirwyn",    "Elfed",    "Elgan",
    "Eli",      "Elliot",   "Emanuel",  "Emmanuel", "Emil",      "Enoch",    "Ephraim",
    "Erik",     "Eugene",   "Eurig",    "Eurwyn",   "Fabian",    "Felix",    "Fergus",
    "Ffransis", "Finn",     "Francis",  "Fraser",   "Frederick", "Gabriel",  "Gerallt",
    "Gerard",   "Gerwyn",   "Gideon",   "Gilbert",  "Godfrey",   "Gomer",    "Gregory",
    "Griff",    "Gwion",    "Gwern",    "Gwilliam", "Hamish",    "Harvey",   "Hector",
    "Hefin",    "Heini",    "Henri",    "Herbert",  "Hefyn",     "Howard",   "Hubert",
    "Hugo",     "Humphrey", "Idwal",    "Illtud",   "Iolo",      "Irfon",    "Islwyn",
    "Ithel",    "Ivan",     "Jared",    "Jasper",   "Jenkin",    "Jeremiah", "Jerome",
    "Joel",     "Jonah",    "Josiah",   "Jude",     "Justin",    "Kai",      "Karl",
    "Kenwyn",   "Lance",    "Laurence", "Lawrence", "Lennox",    "Leopold",  "Lionel",
    "Lloyd",    "Llewelyn", "Llywarch", "Lorcan",   "Louis",     "Lucian",   "Luther",
    "Madog",    "Magnus",   "Maldwyn",  "Marcus",   "Marlon",    "Maurice",  "Medwyn",
    "Meilyr",   "Meredydd", "Merfyn",   "Merlin",   "Mervyn",    "Miles",    "Mihangel",
    "Myrddin",  "Neifion",  "Nicholas", "Noel",     "Oran",      "Orlando",  "Oswald",
    "Otis",     "Padrig",   "Patrick",  "Percy",    "Peredur",   "Phineas",  "Piers",
    "Quentin",  "Ralph",    "Randolph", "Rawdon",   "Rex",       "Rhun",     "Rodney",
    "Roland",   "Rufus",    "Rupert",   "Seimon",   "Seth",      "Seth",     "Sebastian",
    "Selwyn",   "Seymour",  "Silas",    "Spencer",  "Sylvester", "Talfryn",  "Taliesin",
    "Tecwyn",   "Tegid",    "Terrence", "Tobias",   "Toby",      "Trefor",   "Tristan",
    "Tyrone",   "Tegwyn",   "Urien",    "Vaughan",  "Victor",    "Vincent",  "Wallace",
    "Walter",   "Warren",   "Wilfred",  "Winston",  "Xander",    "Yestyn",   "Ynyr",
    "Zachary",  "Zane",
};
const struct word_list given_male_rare = LIST(male_rare);

static const char *const muslim_f[] = {
    "Fatima", "Aisha", "Maryam",  "Zainab",  "Khadija", "Amina", "Shazia", "Nasreen", "Rukhsana",
    "Sana",   "Hafsa", "Sumaiya", "Yasmin",  "Farzana", "Nadia", "Samira", "Safiya",  "Halima",
    "Rabia",  "Saima", "Tahmina", "Shabnam", "Zahra",   "Iqra",  "Hawa",   "Layla",   "Noor",
    "Ayesha", "Salma", "Rehana",  "Leyla",   "Elif",    "Sahra", "Hodan",  "Ifrah",
};
static const char *const muslim_m[] = {
    "Mohammed", "Muhammad", "Ahmed",   "Ali",    "Abdul",   "Hassan",     "Hussain",
    "Ibrahim",  "Yusuf",    "Omar",    "Imran",  "Tariq",   "Abdullah",   "Bilal",
    "Usman",    "Hamza",    "Khalid",  "Adnan",  "Asif",    "Faisal",     "Zain",
    "Shahid",   "Nasir",    "Kamal",   "Rashid", "Mohamed", "Abdirahman", "Mahmoud",
    "Karim",    "Said",     "Mustafa", "Ismail", "Anwar",   "Aziz",       "Mehmet",
};
static const char *const indian_f[] = {
    "Priya",  "Anita",    "Sunita", "Meera",  "Kavita",  "Asha",  "Harpreet", "Jasleen", "Manpreet",
    "Neha",   "Pooja",    "Divya",  "Anjali", "Lakshmi", "Nisha", "Sheela",   "Usha",    "Rani",
    "Simran", "Gurpreet", "Deepa",  "Rekha",  "Ananya",  "Aditi", "Bindu",    "Jincy",
};
static const char *const indian_m[] = {
    "Raj",      "Sanjay", "Amit",   "Vijay", "Ravi",  "Anil",   "Suresh", "Rahul",  "Harpreet",
    "Gurpreet", "Manjit", "Jaspal", "Arjun", "Rohan", "Deepak", "Ajay",   "Vikram", "Sunil",
    "Rakesh",   "Kiran",  "Ashok",  "Biju",  "Jijo",  "Mohan",  "Nikhil", "Aarav",
};
static const char *const polish_f[] = {
    "Anna",       "Katarzyna", "Agnieszka", "Małgorzata", "Magdalena", "Joanna", "Monika", "Ewa",
    "Aleksandra", "Zuzanna",   "Julia",     "Maja",       "Zofia",     "Elena",  "Maria",  "Ioana",
    "Andreea",    "Oksana",    "Natalia",   "Oliwia",     "Karolina",  "Beata",  "Dorota", "Olena",
};
static const char *const polish_m[] = {
    "Piotr",  "Krzysztof", "Andrzej", "Tomasz",    "Paweł",    "Michał", "Marcin",
    "Łukasz", "Jakub",     "Mateusz", "Adam",      "Grzegorz", "Rafał",  "Kamil",
    "Jan",    "Szymon",    "Antoni",  "Ion",       "Andrei",   "Mihai",  "Alexandru",
    "Ivan",   "Dmytro",    "Vasile",  "Stanisław",
};
static const char *const chinese_f[] = {
    "Mei",  "Li",      "Yan",   "Xiu Ying", "Wai Ling", "Siu Fong", "Jing",
    "Hui",  "Yuk Lan", "Grace", "Amy",      "Jessica",  "Suk Yee",  "Thi",
    "Linh", "Fang",    "Ting",  "Xin Yi",   "Hoi Yan",  "Min",
};
static const char *const chinese_m[] = {
    "Wei",  "Ming",     "Jun",   "Chi Keung", "Kwok Wah", "Kin",     "Hao",
    "Jian", "Tak Ming", "Kevin", "Jason",     "Wai Man",  "Van",     "Duc",
    "Lei",  "Feng",     "Yong",  "Siu Kei",   "Ho Yin",   "Anthony",
};
static const char *const african_f[] = {
    "Grace",  "Blessing", "Ngozi", "Chidinma", "Funmilayo", "Abena",   "Akosua",  "Precious",
    "Memory", "Tendai",   "Mercy", "Faith",    "Chipo",     "Wanjiku", "Fatou",   "Mariama",
    "Selam",  "Hiwot",    "Amara", "Ifeoma",   "Joy",       "Esther",  "Yetunde", "Nomsa",
};
static const char *const african_m[] = {
    "Emmanuel", "Samuel",    "Chinedu", "Oluwaseun", "Kwame",   "Kofi",    "Tendai",  "Blessing",
    "Godfrey",  "Innocent",  "Ibrahim", "Daniel",    "Michael", "Joseph",  "Kwabena", "Chukwuemeka",
    "Tunde",    "Babatunde", "Yonas",   "Dawit",     "Mamadou", "Ousmane", "Simba",
};
static const char *const iberian_f[] = {
    "Maria",   "Ana",    "Sofia",     "Beatriz", "Carla",  "Inês",      "Joana", "Lucía",
    "Carmen",  "Giulia", "Francesca", "Rosa",    "Teresa", "Isabel",    "Marta", "Jocelyn",
    "Maricel", "Rowena", "Cristina",  "Fátima",  "Núria",  "Elisabete",
};
static const char *const iberian_m[] = {
    "João",    "José",  "António", "Manuel",  "Carlos",   "Pedro",    "Luís",  "Miguel",
    "Paulo",   "Rui",   "Marco",   "Luca",    "Giovanni", "Jorge",    "Ramon", "Angelo",
    "Rodrigo", "Tiago", "Diogo",   "Andreas", "François", "Joselito",
};
const struct word_list given_female_by_tradition[TRADITION_COUNT] = {
    [TRADITION_MUSLIM] = LIST(muslim_f),   [TRADITION_INDIAN] = LIST(indian_f),
    [TRADITION_POLISH] = LIST(polish_f),   [TRADITION_CHINESE] = LIST(chinese_f),
    [TRADITION_AFRICAN] = LIST(african_f), [TRADITION_IBERIAN] = LIST(iberian_f),
};
const struct word_list given_male_by_tradition[TRADITION_COUNT] = {
    [TRADITION_MUSLIM] = LIST(muslim_m),   [TRADITION_INDIAN] = LIST(indian_m),
    [TRADITION_POLISH] = LIST(polish_m),   [TRADITION_CHINESE] = LIST(chinese_m),
    [TRADITION_AFRICAN] = LIST(african_m), [TRADITION_IBERIAN] = LIST(iberian_m),
};

static const struct name_pair welsh_given[] = {
    {"David", "Dafydd"},     {"David", "Dewi"},       {"John", "Siôn"},
    {"John", "Ieuan"},       {"John", "Ioan"},        {"William", "Gwilym"},
    {"Thomas", "Tomos"},     {"James", "Iago"},       {"Peter", "Pedr"},
    {"Richard", "Rhisiart"}, {"Stephen", "Steffan"},  {"Hugh", "Huw"},
    {"Rhys", "Rees"},        {"Owen", "Owain"},       {"Evan", "Ifan"},
    {"Michael", "Mihangel"}, {"Mary", "Mair"},        {"Catherine", "Catrin"},
    {"Helen", "Elen"},       {"Margaret", "Marged"},  {"Jane", "Siân"},
    {"Janet", "Sioned"},     {"Elizabeth", "Bethan"}, {"Alice", "Alys"},
    {"Anne", "Ann"},         {"Ellen", "Elin"},       {"Eve", "Efa"},
    {"Rebecca", "Beca"},     {"Martha", "Marta"},     {"Joan", "Siwan"},
    {"Nancy", "Nansi"},      {"Henry", "Harri"},      {"Harry", "Hari"},
    {"Jack", "Jac"},         {"George", "Siôr"},      {"Robert", "Rhobert"},
    {"Edward", "Iorwerth"},  {"Lewis", "Lewys"},      {"Llewellyn", "Llywelyn"},
    {"Joseph", "Joseff"},    {"Matthew", "Mathew"},   {"Benjamin", "Beni"},
    {"Anthony", "Antwn"},    {"Philip", "Phylip"},    {"Timothy", "Timotheus"},
    {"Ivor", "Ifor"},        {"Trevor", "Trefor"},    {"Gwyneth", "Gwenno"},
    {"Susan", "Siwsan"},     {"Sarah", "Sara"},       {"Rachel", "Rahel"},
    {"Ruth", "Rhuth"},       {"Betty", "Beti"},       {"Ellis", "Elis"},
    {"Lily", "Lili"},        {"Ella", "Ela"},
};
const struct name_pair_list given_welsh = LIST(welsh_given);

static const struct name_pair welsh_surnames[] = {
    {"Price", "Prys"},        {"Griffiths", "Gruffydd"}, {"Lloyd", "Llwyd"},
    {"Hughes", "Huws"},       {"Rees", "Rhys"},          {"Pugh", "Puw"},
    {"Evans", "Ifans"},       {"Thomas", "Tomos"},       {"Parry", "Parri"},
    {"Morris", "Morys"},      {"Ellis", "Elis"},         {"Lewis", "Lewys"},
    {"Owen", "Owain"},        {"Vaughan", "Fychan"},     {"Powell", "Hywel"},
    {"Meredith", "Maredudd"}, {"Llewellyn", "Llywelyn"}, {"Phillips", "Phylip"},
    {"Wynne", "Wyn"},         {"Davies", "Dafis"},       {"Jones", "Siôn"},
    {"Roberts", "Robert"},    {"Williams", "ap Gwilym"}, {"Davies", "ap Dafydd"},
    {"Evans", "ab Ifan"},     {"Owen", "ab Owain"},      {"Hughes", "ap Huw"},
    {"Rees", "ap Rhys"},      {"Jones", "ap Ioan"},      {"Thomas", "ap Tomos"},
    {"James", "ap Iago"},     {"Roberts", "ap Robert"},
};
const struct name_pair_list surname_welsh = LIST(welsh_surnames);

static const struct name_pair pet[] = {
    {"William", "Bill"},      {"William", "Will"},      {"William", "Billy"},
    {"William", "Wil"},       {"David", "Dave"},        {"David", "Dai"},
    {"Dafydd", "Daf"},        {"Robert", "Bob"},        {"Robert", "Rob"},
    {"Robert", "Bobby"},      {"Richard", "Dick"},      {"Richard", "Rich"},
    {"Thomas", "Tom"},        {"Thomas", "Tommy"},      {"Thomas", "Twm"},
    {"James", "Jim"},         {"James", "Jimmy"},       {"James", "Jamie"},
    {"John", "Jack"},         {"John", "Johnny"},       {"Michael", "Mike"},
    {"Michael", "Mick"},      {"Christopher", "Chris"}, {"Anthony", "Tony"},
    {"Andrew", "Andy"},       {"Edward", "Ted"},        {"Edward", "Eddie"},
    {"Stephen", "Steve"},     {"Steven", "Steve"},      {"Daniel", "Dan"},
    {"Daniel", "Danny"},      {"Matthew", "Matt"},      {"Joseph", "Joe"},
    {"Samuel", "Sam"},        {"Benjamin", "Ben"},      {"Joshua", "Josh"},
    {"Alexander", "Alex"},    {"Nicholas", "Nick"},     {"Kenneth", "Ken"},
    {"Ronald", "Ron"},        {"Raymond", "Ray"},       {"Geoffrey", "Geoff"},
    {"Terence", "Terry"},     {"Philip", "Phil"},       {"Timothy", "Tim"},
    {"Peter", "Pete"},        {"Gareth", "Gaz"},        {"Gruffydd", "Gruff"},
    {"Jonathan", "Jon"},      {"Frederick", "Fred"},    {"Alfred", "Alf"},
    {"Albert", "Bert"},       {"Charles", "Charlie"},   {"Harold", "Harry"},
    {"Henry", "Harry"},       {"Leslie", "Les"},        {"Margaret", "Peggy"},
    {"Margaret", "Maggie"},   {"Margaret", "Marge"},    {"Elizabeth", "Liz"},
    {"Elizabeth", "Beth"},    {"Elizabeth", "Betty"},   {"Elizabeth", "Lisa"},
    {"Susan", "Sue"},         {"Catherine", "Cath"},    {"Catherine", "Kate"},
    {"Katherine", "Kath"},    {"Kathleen", "Kath"},     {"Patricia", "Pat"},
    {"Patricia", "Trish"},    {"Barbara", "Barb"},      {"Jennifer", "Jenny"},
    {"Jennifer", "Jen"},      {"Deborah", "Debbie"},    {"Christine", "Chris"},
    {"Jacqueline", "Jackie"}, {"Sandra", "Sandy"},      {"Pamela", "Pam"},
    {"Gillian", "Gill"},      {"Rebecca", "Becky"},     {"Samantha", "Sam"},
    {"Victoria", "Vicky"},    {"Nicola", "Nicky"},      {"Joanne", "Jo"},
    {"Amanda", "Mandy"},      {"Alexandra", "Alex"},    {"Charlotte", "Lottie"},
    {"Stephanie", "Steph"},   {"Rhiannon", "Rhi"},      {"Angharad", "Hari"},
    {"Gwenllian", "Gwen"},    {"Bethan", "Beth"},       {"Abigail", "Abi"},
    {"Isabelle", "Izzy"},     {"Megan", "Meg"},         {"Dorothy", "Dot"},
    {"Mary", "Molly"},        {"Florence", "Flo"},      {"Eleanor", "Ellie"},
    {"Matilda", "Tilly"},     {"Katarzyna", "Kasia"},   {"Małgorzata", "Gosia"},
    {"Agnieszka", "Aga"},     {"Mohammed", "Mo"},       {"Aleksandra", "Ola"},
    {"Krzysztof", "Krzys"},   {"Amelia", "Millie"},     {"Oliver", "Ollie"},
};
const struct name_pair_list given_pet = LIST(pet);

static const struct name_pair twins_female[] = {
    {"Ellie", "Ella"},  {"Ffion", "Fflur"}, {"Elin", "Efa"},    {"Mia", "Maia"},
    {"Lili", "Lowri"},  {"Cari", "Carys"},  {"Jade", "Jody"},   {"Bethan", "Beca"},
    {"Evie", "Eve"},    {"Nia", "Non"},     {"Ava", "Eva"},     {"Amy", "Emmy"},
    {"Isla", "Isobel"}, {"Cerys", "Ceris"}, {"Megan", "Mared"},
};
static const struct name_pair twins_male[] = {
    {"Jac", "Jacob"},    {"Rhys", "Rhodri"},  {"Tomos", "Twm"},       {"Harri", "Henri"},
    {"Osian", "Owain"},  {"Aled", "Alun"},    {"Jayden", "Jaydon"},   {"Ioan", "Iolo"},
    {"Alfie", "Archie"}, {"Lewis", "Louis"},  {"Ryan", "Rhyan"},      {"Dylan", "Daniel"},
    {"Cai", "Caio"},     {"Macsen", "Mabon"}, {"Steffan", "Stephen"},
};
const struct name_pair_list given_twins_female = LIST(twins_female);
const struct name_pair_list given_twins_male = LIST(twins_male);
