/* example_name_lists.c - words only.
 *
 * Shares of family names. Cited: Jones 170,633, Davies 111,559, Williams 110,404, Evans 72,243 and
 * Thomas 71,040 bearers in Wales in March 2020 ("What's in a name?",
 * bespoketoursofnorthwales.co.uk, a secondary source), over some 3.15 million people: 541, 354,
 * 350, 229 and 225 of ten thousand. Also cited: "nearly 35%" of people in Wales bear a name of
 * Welsh origin (analysis for the Welsh Assembly Government, as quoted by Wikipedia, "Welsh
 * surnames"), which fixes the sum of the Welsh names below. The groups of the other names follow
 * Rowlands & Rowlands, The Surnames of Wales (1996), as summarised by FamilySearch; their single
 * shares are interpolated: an assumption. The order of given names within a cohort is unverified:
 * from general knowledge of the lists of names that the Office for National Statistics publishes
 * for Wales and of older registers, not copied from them. */
#include "example_name_lists.h"

#define LIST(array)                                                                                \
    {                                                                                              \
        array, sizeof(array) / sizeof((array)[0])                                                  \
    }

static const struct surname_share shares[] = {
    {"Jones", 541},    {"Davies", 354},  {"Williams", 350}, {"Evans", 229},   {"Thomas", 225},
    {"Roberts", 160},  {"Hughes", 128},  {"Lewis", 126},    {"Morgan", 116},  {"Griffiths", 108},
    {"Edwards", 104},  {"Smith", 100},   {"James", 82},     {"Rees", 76},     {"Owen", 72},
    {"Jenkins", 70},   {"Price", 68},    {"Phillips", 64},  {"Morris", 62},   {"Richards", 60},
    {"Lloyd", 52},     {"Harris", 48},   {"Parry", 44},     {"Powell", 42},   {"Brown", 42},
    {"Taylor", 42},    {"Howells", 36},  {"Bowen", 34},     {"Ellis", 32},    {"Pritchard", 30},
    {"Wilson", 30},    {"Davis", 29},    {"Watkins", 29},   {"Johnson", 28},  {"Bevan", 27},
    {"Humphreys", 24}, {"Rogers", 24},   {"Matthews", 23},  {"John", 22},     {"Llewellyn", 21},
    {"Hopkins", 21},   {"Daniel", 18},   {"Walters", 18},   {"Pugh", 18},     {"Vaughan", 18},
    {"Samuel", 14},    {"Rowlands", 16}, {"Rosser", 12},    {"Probert", 12},  {"Beynon", 14},
    {"Harries", 13},   {"Foulkes", 9},   {"Meredith", 11},  {"George", 12},   {"David", 12},
    {"Bowden", 8},     {"Parker", 14},   {"Prosser", 12},   {"Protheroe", 7}, {"Gwyther", 4},
    {"Eynon", 5},      {"Gwilliam", 5},  {"Treharne", 5},   {"Penry", 3},     {"Bebb", 3},
    {"Wynne", 6},      {"Gittins", 4},   {"Breeze", 4},     {"Tudor", 5},     {"Gethin", 4},
    {"Cadwaladr", 2},  {"Mostyn", 2},    {"Bellis", 5},     {"Hanmer", 2},    {"Yale", 1},
    {"Cadogan", 2},    {"Lougher", 2},   {"Mathias", 6},    {"Havard", 3},    {"Gunter", 3},
};
const struct surname_share_list surname_shares = LIST(shares);

static const char *const common[] = {
    "Green",     "White",      "Clarke",      "Walker",   "Wood",       "Hall",      "Martin",
    "Jackson",   "Robinson",   "Thompson",    "Wright",   "Hill",       "Cooper",    "Turner",
    "King",      "Baker",      "Ward",        "Cook",     "Mitchell",   "Carter",    "Allen",
    "Young",     "Bailey",     "Scott",       "Lee",      "Clark",      "Collins",   "Bennett",
    "Rogers",    "Adams",      "Marshall",    "Kelly",    "Shaw",       "Murphy",    "Webb",
    "Mason",     "Simpson",    "Cox",         "Anderson", "Chapman",    "Knight",    "Mills",
    "Palmer",    "Barnes",     "Holmes",      "Stevens",  "Reynolds",   "Dixon",     "Campbell",
    "Hunt",      "Fisher",     "Gibson",      "Foster",   "Graham",     "Barker",    "Butler",
    "Russell",   "Stewart",    "Fletcher",    "Pearce",   "Ford",       "Andrews",   "Gray",
    "Harvey",    "Dawson",     "Hart",        "Marsh",    "Walsh",      "Cole",      "Perry",
    "West",      "Lawrence",   "Day",         "Gardner",  "Payne",      "Robertson", "Bell",
    "Elliott",   "Saunders",   "Fox",         "Murray",   "Brooks",     "Hayes",     "Watts",
    "Francis",   "Newman",     "Rose",        "Burton",   "Rowe",       "Wells",     "Kennedy",
    "Hudson",    "Reed",       "Nicholls",    "Bradley",  "Harding",    "Warren",    "Fowler",
    "Barrett",   "Bishop",     "Burgess",     "Carr",     "Coleman",    "Gould",     "Hawkins",
    "Jennings",  "Kemp",       "Lane",        "Long",     "Lowe",       "May",       "Moss",
    "Nash",      "Norris",     "Oliver",      "Osborne",  "Page",       "Parsons",   "Pearson",
    "Perkins",   "Porter",     "Potter",      "Reid",     "Rice",       "Riley",     "Ryan",
    "Sharp",     "Stephens",   "Stone",       "Sullivan", "Tucker",     "Wallace",   "Watson",
    "Weaver",    "Webster",    "Wheeler",     "Woods",    "Yates",      "Abbott",    "Archer",
    "Armstrong", "Arnold",     "Atkins",      "Austin",   "Baldwin",    "Ball",      "Banks",
    "Barber",    "Barlow",     "Barry",       "Bartlett", "Barton",     "Bates",     "Baxter",
    "Berry",     "Birch",      "Bird",        "Black",    "Blake",      "Bolton",    "Bond",
    "Booth",     "Bray",       "Brennan",     "Briggs",   "Bright",     "Bryant",    "Buckley",
    "Bull",      "Burke",      "Burns",       "Burrows",  "Byrne",      "Cameron",   "Carroll",
    "Chambers",  "Charles",    "Christopher", "Coles",    "Connolly",   "Connor",    "Cooke",
    "Cross",     "Crowley",    "Cunningham",  "Curtis",   "Dale",       "Daley",     "Daniels",
    "Dean",      "Donovan",    "Douglas",     "Doyle",    "Driscoll",   "Duffy",     "Duncan",
    "Dunn",      "Dyer",       "Eaton",       "Farr",     "Farrell",    "Ferguson",  "Field",
    "Finch",     "Fitzgerald", "Flynn",       "Franklin", "Freeman",    "French",    "Frost",
    "Fry",       "Fuller",     "Gallagher",   "Garner",   "Gibbs",      "Gilbert",   "Giles",
    "Gill",      "Glover",     "Goddard",     "Godfrey",  "Goodwin",    "Gordon",    "Gough",
    "Grant",     "Gregory",    "Griffin",     "Hale",     "Hamilton",   "Hammond",   "Hancock",
    "Hardy",     "Harper",     "Harrington",  "Harrison", "Hawker",     "Heath",     "Henderson",
    "Henry",     "Herbert",    "Hewitt",      "Hicks",    "Higgins",    "Hobbs",     "Hodges",
    "Hodgson",   "Holland",    "Holloway",    "Holt",     "Hooper",     "Hope",      "Horton",
    "Houghton",  "Howard",     "Howell",      "Howe",     "Humphries",  "Hurley",    "Hutchinson",
    "Hyde",      "Ingram",     "Isaac",       "Jacob",    "Jarvis",     "Jeffreys",  "Jordan",
    "Joseph",    "Joyce",      "Keane",       "Kent",     "Kerr",       "Knowles",   "Lambert",
    "Lawson",    "Leonard",    "Lester",      "Little",   "Lord",       "Lucas",     "Lynch",
    "Mahoney",   "Manning",    "Mansell",     "Maddocks", "Marks",      "Marsden",   "Maynard",
    "Meyrick",   "Michael",    "Middleton",   "Miles",    "Miller",     "Milton",    "Moore",
    "Moran",     "Moseley",    "Moses",       "Myers",    "Neal",       "Nelson",    "Newton",
    "Nicholas",  "Nicholson",  "Nixon",       "Noble",    "Norman",     "North",     "Norton",
    "Nolan",     "Oakley",     "Parfitt",     "Park",     "Parrott",    "Parkinson", "Patterson",
    "Paul",      "Peacock",    "Peters",      "Pike",     "Pitt",       "Poole",     "Pope",
    "Powers",    "Pratt",      "Prior",       "Quinn",    "Ralph",      "Rawlings",  "Ray",
    "Read",      "Regan",      "Reeves",      "Rhodes",   "Richardson", "Roach",     "Robbins",
    "Roderick",  "Rowley",     "Rush",        "Salmon",   "Salter",     "Sanders",   "Savage",
    "Sayce",     "Seymour",    "Sharpe",      "Shepherd", "Sheppard",   "Short",     "Silver",
    "Sims",      "Skinner",    "Slater",      "Small",    "Snow",       "Somers",    "Spencer",
    "Squire",    "Steele",     "Stokes",      "Storey",   "Sutton",     "Swain",     "Sweeney",
    "Swift",     "Symonds",    "Tanner",      "Thorne",   "Timothy",    "Tobin",     "Todd",
    "Townsend",  "Trott",      "Underwood",   "Upton",    "Vincent",    "Viney",     "Wade",
    "Wakefield", "Wall",       "Waters",      "Wathen",   "Weeks",      "Welsh",     "Weston",
    "Whelan",    "Whitehead",  "Whittaker",   "Whyte",    "Wilde",      "Wilkins",   "Wilkinson",
    "Willis",    "Winter",     "Withers",     "Woodward", "Worth",      "Wyatt",     "Yeo",
    "Yorke",
};
const struct word_list surname_common = LIST(common);

static const char *const stems[] = {
    "Ash",   "Ald",   "Apple",  "Bam",    "Barn",  "Beck",  "Bick",  "Black",   "Blake", "Brad",
    "Bram",  "Brent", "Brom",   "Brough", "Buck",  "Burn",  "Caw",   "Chester", "Cliff", "Clay",
    "Col",   "Cran",  "Craw",   "Crof",   "Dal",   "Den",   "Dray",  "Dun",     "East",  "Egg",
    "Elm",   "Fair",  "Farn",   "Fen",    "Flax",  "Gar",   "Gold",  "Grim",    "Hal",   "Ham",
    "Hart",  "Has",   "Hather", "Hazel",  "Hey",   "Hinch", "Hol",   "Horn",    "Hunt",  "Kir",
    "Kings", "Lang",  "Lap",    "Lin",    "Lock",  "Long",  "Maple", "Mar",     "Mel",   "Mid",
    "Mill",  "Mor",   "Nor",    "Oak",    "Oul",   "Pem",   "Pen",   "Pick",    "Pres",  "Rad",
    "Red",   "Ring",  "Rock",   "Rose",   "Rush",  "Sal",   "Sand",  "Sed",     "Shel",  "Sher",
    "Short", "Skel",  "Stan",   "Staple", "Stock", "Stret", "Swin",  "Tad",     "Thorn", "Til",
    "Tun",   "Wad",   "Wal",    "War",    "Water", "Wey",   "Whit",  "Wig",     "Wil",   "Win",
    "Wood",  "Wool",  "Worm",   "Yar",
};
const struct word_list surname_stems = LIST(stems);

static const char *const endings[] = {
    "ton",  "ley",    "field",  "ford",  "worth", "well",   "by",    "ham",   "den",    "bourne",
    "bury", "combe",  "croft",  "dale",  "wick",  "gate",   "hurst", "land",  "low",    "man",
    "mere", "more",   "shaw",   "stead", "stone", "thorpe", "ridge", "wood",  "bridge", "brook",
    "cott", "ington", "ingham", "ell",   "er",    "ard",    "ett",   "house", "sett",   "wright",
};
const struct word_list surname_endings = LIST(endings);

static const char *const rare[] = {
    "Abse",         "Absalom",     "Adlam",       "Alford",      "Allchurch",  "Ambrose",
    "Amos",         "Angove",      "Anthony",     "Arscott",     "Athay",      "Aubrey",
    "Auden",        "Baglow",      "Bacigalupo",  "Bagshaw",     "Balch",      "Bamfylde",
    "Barrar",       "Basini",      "Bassett",     "Baugh",       "Bawden",     "Beddoe",
    "Belcher",      "Benbow",      "Berni",       "Bidgood",     "Bidwell",    "Biggs",
    "Blacker",      "Blamey",      "Boddington",  "Bodenham",    "Bonner",     "Boughey",
    "Boulter",      "Bracchi",     "Brace",       "Brimble",     "Broom",      "Brute",
    "Brydon",       "Bufton",      "Bulpin",      "Burchell",    "Cadman",     "Caines",
    "Callow",       "Cann",        "Cantlin",     "Carini",      "Cavill",     "Chaloner",
    "Charman",      "Chidgey",     "Chilcott",    "Chivers",     "Churm",      "Cleaves",
    "Clode",        "Coghlan",     "Conti",       "Copp",        "Cordell",    "Corbett",
    "Cory",         "Cosslett",    "Couch",       "Coundley",    "Cresci",     "Crimp",
    "Crocker",      "Cule",        "Cudlip",      "Curtlin",     "Dando",      "Dare",
    "Deasy",        "Deere",       "Denning",     "Dimond",      "Dobbs",      "Dorkin",
    "Drew",         "Duggan",      "Dummer",      "Dunster",     "Eckley",     "Edmunds",
    "Elias",        "Embrey",      "Emlyn",       "Ephraim",     "Esau",       "Everson",
    "Ewing",        "Ezard",       "Facey",       "Fairclough",  "Fecci",      "Felstead",
    "Fewtrell",     "Fidler",      "Fitton",      "Folland",     "Foy",        "Frowen",
    "Furlong",      "Gale",        "Gambarini",   "Gamlin",      "Gammon",     "Garland",
    "Gaskell",      "Gazzi",       "Gealy",       "Gerrish",     "Gibbon",     "Gilpin",
    "Gimblett",     "Glasbrook",   "Goldsworthy", "Gorvett",     "Goss",       "Gower",
    "Grandon",      "Greatorex",   "Greenslade",  "Gronow",      "Grubb",      "Gullick",
    "Gwynne",       "Haines",      "Haggett",     "Hallett",     "Hamer",      "Handcock",
    "Harler",       "Hathaway",    "Hayman",      "Hazell",      "Hempstead",  "Hier",
    "Hillier",      "Hitchings",   "Hixson",      "Hocking",     "Hodder",     "Hoddinott",
    "Holder",       "Hopson",      "Hoskins",     "Huish",       "Hullin",     "Hurford",
    "Huxtable",     "Iles",        "Ireland",     "Isaacs",      "Issard",     "Ivey",
    "Jago",         "Jeffs",       "Jeremiah",    "Jervis",      "Job",        "Jonah",
    "Jory",         "Jukes",       "Kear",        "Keepins",     "Keating",    "Kethro",
    "Kift",         "Kinsey",      "Kiff",        "Kneath",      "Kyffin",     "Lacey",
    "Lammas",       "Landeg",      "Latcham",     "Laugharne",   "Leach",      "Leyshon",
    "Lippiatt",     "Littlejohns", "Loosemore",   "Lovering",    "Luff",       "Luscombe",
    "Lusardi",      "Mabbett",     "Madoc",       "Mainwaring",  "Malpas",     "Manfield",
    "Maggs",        "Mapstone",    "Mardon",      "Marchant",    "Matthias",   "Maidment",
    "Melhuish",     "Merrick",     "Meyler",      "Minhinnick",  "Minty",      "Mizen",
    "Moggridge",    "Monk",        "Moruzzi",     "Moyle",       "Mutlow",     "Nancarrow",
    "Narbett",      "Nethercott",  "Newcombe",    "Nurse",       "Oaten",      "Oatridge",
    "Odgers",       "Onions",      "Orchard",     "Orrin",       "Padfield",   "Palfrey",
    "Pascoe",       "Passmore",    "Paske",       "Pavey",       "Peake",      "Pearn",
    "Pedrick",      "Peel",        "Penhale",     "Perrott",     "Petherick",  "Picton",
    "Pidgeon",      "Pinkham",     "Plumley",     "Pocock",      "Pomeroy",    "Popham",
    "Posnett",      "Pothecary",   "Pring",       "Prout",       "Puddy",      "Pullin",
    "Purnell",      "Quick",       "Rabaiotti",   "Radmore",     "Raison",     "Randell",
    "Reardon",      "Rendall",     "Renowden",    "Revill",      "Ridd",       "Rossiter",
    "Roblin",       "Rodd",        "Routledge",   "Rudge",       "Ruck",       "Sage",
    "Sainsbury",    "Salathiel",   "Sambrook",    "Sansom",      "Sayer",      "Scourfield",
    "Scudamore",    "Seaborne",    "Selwood",     "Shore",       "Shute",      "Sidoli",
    "Silcox",       "Skyrme",      "Sloman",      "Smale",       "Snell",      "Solomon",
    "Southall",     "Spear",       "Spickett",    "Spiller",     "Stacey",     "Starr",
    "Stent",        "Stinchcombe", "Strawbridge", "Stuckey",     "Surringer",  "Sweet",
    "Swancott",     "Symes",       "Tambling",    "Tarr",        "Tasker",     "Teague",
    "Templeman",    "Thatcher",    "Tiley",       "Tovey",       "Trahern",    "Tregear",
    "Trew",         "Trigg",       "Trinder",     "Trollope",    "Truman",     "Tudball",
    "Tugwell",      "Twining",     "Twose",       "Tyrrell",     "Uren",       "Urch",
    "Usher",        "Valerio",     "Venn",        "Verrall",     "Vickery",    "Viggers",
    "Voyle",        "Vowles",      "Wadley",      "Warlow",      "Way",        "Weale",
    "Welchman",     "Whapham",     "Wherlock",    "Whitcombe",   "Widdicombe", "Wigley",
    "Willmott",     "Windsor",     "Wixey",       "Woolacott",   "Woozley",    "Worgan",
    "Wyburn",       "Yandle",      "Yelland",     "Yendole",     "Zammit",     "Zanelli",
    "van der Berg", "van Dyk",     "de Souza",    "da Costa",    "le Grand",   "von Braun",
    "Saint",        "St John",     "Fitzwilliam", "Lewis-Bowen",
};
const struct word_list surname_rare = LIST(rare);

static const char *const mac[] = {
    "Carthy", "Donald", "Grath", "Kenna",  "Mahon", "Namara",  "Loughlin", "Intyre",  "Kenzie",
    "Gregor", "Lean",   "Leod",  "Millan", "Neil",  "Pherson", "Cann",     "Cormack", "Dermott",
    "Evoy",   "Gee",    "Ginty", "Govern", "Guire", "Hugh",    "Inerney",  "Kay",     "Keown",
    "Laren",  "Nally",  "Nulty", "Quaid",  "Queen", "Sweeney", "Tavish",   "Vey",
};
const struct word_list surname_mac = LIST(mac);

static const char *const o_names[] = {
    "Brien",       "Connor", "Donnell",  "Donovan", "Driscoll", "Dwyer",    "Grady",  "Hara",
    "Keefe",       "Kelly",  "Leary",    "Mahony",  "Malley",   "Neill",    "Reilly", "Rourke",
    "Shaughnessy", "Shea",   "Sullivan", "Toole",   "Flynn",    "Halloran", "Regan",
};
const struct word_list surname_o = LIST(o_names);

static const char *const muslim_surnames[] = {
    "Khan",    "Ahmed",    "Ali",      "Hussain", "Begum",     "Rahman",    "Miah",      "Islam",
    "Uddin",   "Hassan",   "Mohamed",  "Mahmood", "Akhtar",    "Malik",     "Chowdhury", "Iqbal",
    "Hussein", "Ahmad",    "Shah",     "Abdi",    "Choudhury", "Mohammed",  "Sheikh",    "Yusuf",
    "Omar",    "Ibrahim",  "Aziz",     "Karim",   "Hossain",   "Alam",      "Mirza",     "Qureshi",
    "Butt",    "Farah",    "Jama",     "Warsame", "al-Hamad",  "Haddad",    "Nasser",    "Saleh",
    "Said",    "Abdullah", "Osman",    "Kabir",   "Sultana",   "Siddiqui",  "Ansari",    "Rashid",
    "Bibi",    "Raja",     "Zaman",    "Haque",   "Sarwar",    "Ashraf",    "Javed",     "Demir",
    "Yilmaz",  "Kaya",     "Hosseini", "Karimi",  "Ahmadi",    "al-Khatib", "el-Sayed",  "Bashir",
    "Elmi",    "Duale",    "Noor",     "Salim",   "Talukdar",  "Bhatti",
};
static const char *const indian_surnames[] = {
    "Patel",      "Singh",     "Kaur",       "Sharma",  "Kumar",    "Shah",     "Gupta",
    "Reddy",      "Nair",      "Thomas",     "Joseph",  "Varghese", "George",   "Mathew",
    "Das",        "Roy",       "Rao",        "Iyer",    "Mehta",    "Desai",    "Joshi",
    "Verma",      "Gill",      "Dhillon",    "Sandhu",  "Sidhu",    "Mistry",   "Chauhan",
    "Chopra",     "Kapoor",    "Malhotra",   "Menon",   "Pillai",   "Krishnan", "Subramanian",
    "Banerjee",   "Mukherjee", "Chatterjee", "Ghosh",   "Bhatt",    "Parmar",   "Solanki",
    "Kurian",     "Philip",    "Abraham",    "Cherian", "Jain",     "Agarwal",  "Srinivasan",
    "Venkatesan", "Perera",    "Fernando",   "Silva",   "Gurung",   "Rai",      "Thapa",
    "Limbu",
};
static const char *const polish_surnames[] = {
    "Nowak",       "Kowalski",   "Wiśniewski",  "Wójcik",    "Kowalczyk", "Kamiński",
    "Lewandowski", "Zieliński",  "Szymański",   "Woźniak",   "Dąbrowski", "Kozłowski",
    "Jankowski",   "Mazur",      "Kwiatkowski", "Krawczyk",  "Kaczmarek", "Piotrowski",
    "Grabowski",   "Zając",      "Pawłowski",   "Michalski", "Król",      "Wieczorek",
    "Jabłoński",   "Wróbel",     "Nowakowski",  "Majewski",  "Olszewski", "Stępień",
    "Malinowski",  "Jaworski",   "Adamczyk",    "Dudek",     "Górski",    "Pawlak",
    "Sikora",      "Witkowski",  "Rutkowski",   "Michalak",  "Szewczyk",  "Baran",
    "Popescu",     "Ionescu",    "Popa",        "Dumitru",   "Radu",      "Stan",
    "Marin",       "Ivanov",     "Petrov",      "Dimitrov",  "Georgiev",  "Horváth",
    "Nagy",        "Kovács",     "Szabó",       "Novák",     "Svoboda",   "Dvořák",
    "Kazlauskas",  "Petrauskas", "Bērziņš",     "Ozols",     "Kovalenko", "Shevchenko",
    "Bondarenko",  "Tkachenko",  "Melnyk",      "Rusu",      "Munteanu",  "Kuznetsov",
};
static const char *const chinese_surnames[] = {
    "Wong",  "Chan",  "Li",   "Chen",  "Wang", "Lam",  "Cheung", "Zhang", "Liu",   "Ng",
    "Leung", "Yang",  "Ho",   "Lau",   "Chow", "Tang", "Huang",  "Cheng", "Wu",    "Lin",
    "Yip",   "Tsang", "Zhao", "Zhou",  "Xu",   "Yu",   "Man",    "Liang", "Zheng", "Nguyen",
    "Tran",  "Pham",  "Le",   "Hoang", "Kim",  "Park", "Choi",   "Tan",   "Lim",   "Goh",
    "Teoh",  "Phung", "Tse",  "Kwok",  "Fung", "Mak",
};
static const char *const african_surnames[] = {
    "Okafor", "Adeyemi",   "Mensah",  "Okeke",   "Owusu",  "Boateng", "Adebayo",    "Eze",
    "Nwosu",  "Ogunleye",  "Balogun", "Okoro",   "Moyo",   "Ncube",   "Sibanda",    "Dube",
    "Ndlovu", "Chikwanha", "Mutasa",  "Osei",    "Asante", "Appiah",  "Acheampong", "Amoah",
    "Banda",  "Phiri",     "Mwangi",  "Kamau",   "Otieno", "Wanjiru", "Tesfaye",    "Bekele",
    "Haile",  "Tekle",     "Kabongo", "Mukendi", "Diallo", "Traoré",  "Koné",       "Camara",
    "Sesay",  "Kamara",    "Conteh",  "Bangura", "Koroma", "Ojo",     "Afolabi",    "Olawale",
    "Udoh",   "Ekpo",      "Igwe",    "Obi",     "Nkosi",  "van Wyk", "Campbell",   "Clarke",
    "Grant",  "Francis",
};
static const char *const iberian_surnames[] = {
    "Silva",      "Santos",    "Ferreira",     "Pereira",   "Oliveira",   "Costa",    "Rodrigues",
    "Martins",    "Fernandes", "Gomes",        "Lopes",     "Marques",    "Alves",    "Almeida",
    "Ribeiro",    "Pinto",     "Carvalho",     "Teixeira",  "Moreira",    "Correia",  "García",
    "Martínez",   "López",     "Sánchez",      "Pérez",     "González",   "Rossi",    "Russo",
    "Ferrari",    "Esposito",  "Bianchi",      "Reyes",     "Cruz",       "Bautista", "Ocampo",
    "Garcia",     "Mendoza",   "de la Cruz",   "dela Cruz", "Villanueva", "Ramos",    "Aquino",
    "Müller",     "Schmidt",   "Papadopoulos", "Georgiou",  "Dubois",     "Lefèvre",  "da Silva",
    "dos Santos",
};
const struct word_list surname_by_tradition[TRADITION_COUNT] = {
    [TRADITION_MUSLIM] = LIST(muslim_surnames),   [TRADITION_INDIAN] = LIST(indian_surnames),
    [TRADITION_POLISH] = LIST(polish_surnames),   [TRADITION_CHINESE] = LIST(chinese_surnames),
    [TRADITION_AFRICAN] = LIST(african_surnames), [TRADITION_IBERIAN] = LIST(iberian_surnames),
};
