/** Nouns too general to teach or to ask about. */
export const GENERIC = new Set(
  (
    "way part thing kind form example result number amount time year day people person man woman place case fact " +
    "point side end step reason question answer name word group set series list range level rate use need work job " +
    "change effect cause difference process problem method idea system state rest lot bit piece type sort half third " +
    "quarter percent hundred thousand million billion trillion century decade month week hour minute second moment " +
    "age period size length distance one other something anything everything nothing someone everyone world life " +
    "hand face course matter figure share top bottom middle left right front back line order pair member variety " +
    "majority minority total sum average instance term sense degree condition factor role purpose aim start " +
    "beginning today tomorrow yesterday spring summer autumn winter north south east west gap deal body version " +
    "january february march april may june july august september october november december chapter section figure " +
    "author text lesson course source page note summary introduction conclusion overview work student teacher " +
    "stage feature advantage disadvantage detail piece use kilometre metre centimetre millimetre micrometre kilometer meter centimeter millimeter micrometer mile yard foot " +
    "inch gram kilogram kilo tonne ton litre euro dollar pound cent celsius fahrenheit"
  ).split(" "),
);
/** Say how much or how far, not what: left off the front of a phrase. */
export const WEAK_ADJECTIVES = new Set(
  (
    "many much several other another such same own first second third last next previous new old few more most less " +
    "least certain various different similar main whole entire only very able good bad better best great " +
    "small large big long short high low single ordinary typical usual possible important little early " +
    "late true modern recent daily so-called well-known known called named particular far near wide " +
    "strong weak rich poor young enough extra further additional broad tiny huge " +
    "nearby useful harmless dangerous powerful"
  ).split(" "),
);
/** What people do in histories of ideas: a name before one of these is a person's. */
export const ACTS =
  /^(argue|argued|describe|described|discover|discovered|draw|drew|explain|explained|identified|identify|inoculated|invent|invented|observed|painted|proposed|propose|proved|prove|published|publish|put|received|said|showed|show|studied|suggested|suggest|thought|traced|won|wrote|write|composed|gave|answered|overthrew|used|developed|founded|believed|noticed|introduced|presented|built|called|declared|demonstrated|formulated|named)$/;
/** A name after one of these is a person's. */
export const PEOPLE =
  /^(botanist|biologist|chemist|physicist|mathematician|economist|engineer|doctor|physician|meteorologist|geologist|astronomer|philosopher|writer|poet|composer|painter|pharmacist|scientist|historian|general|king|queen|emperor|president|minister|lawyer|inventor|psychologist|sociologist|explorer|professor|sir|dr|mr|mrs|ms|naturalist|architect|monk|priest|pope)$/i;
/** Names that hold one of these are no person's. */
export const INSTITUTIONS =
  /\b(Organi[sz]ation|University|Company|Institute|Society|Union|Party|Court|Council|Committee|Assembly|Church|States?|Kingdom|Bank|College|Agency|Corporation|Association|Commission|Congress|Parliament|Army|Navy)\b/;
