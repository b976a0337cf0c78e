//! English.

use super::Language;

const THE: [&str; 3] = ["the ", "the ", "the "];

pub(super) const ENGLISH: Language = Language {
    code: "en",
    domain: "news.example",
    articles: [THE, THE, THE, ["a ", "a ", "a "], [""; 3]],
    adjective_after: false,
    adjective_endings: [[""; 3]; 5],
    nouns: [
        "government cabinet council committee ministry department company firm police \
         patrol court tribunal minister secretary mayor governor party movement proposal \
         plan law bill budget fund market trade bank lender school college hospital clinic \
         union guild team squad match game road street bridge tunnel river canal storm \
         flood fire blaze crash collision report study decision ruling deal contract vote \
         ballot strike protest price tariff reform change film song museum gallery factory \
         plant harbour port train bus",
        "",
        "",
    ],
    noun_endings: ["er ment tion ness ship ard dom ling", "", ""],
    noun_capitals: false,
    verbs: "rejected refused blocked halted praised welcomed criticised attacked reached hit \
            opened launched closed shut passed approved delayed postponed reported announced \
            damaged destroyed changed altered backed supported lost dropped found located \
            stopped ended joined entered called named won gained",
    verb_before: "",
    verb_endings: "ed",
    adjectives: "new recent large big small minor public common local regional former previous \
                 national federal military civil serious severe strong powerful long lengthy \
                 main central secret hidden cheap costly final last private personal foreign \
                 distant",
    adjective_stems: "al ous ive ant ful ic y en",
    onsets: "b br c cl d dr f fl g gr h j k l m n p pl pr r s sh sp st t tr v w th",
    vowels: "a e i o u ea oo ai",
    codas: "n r l s t nd rk m ck rn ld p",
    place_endings: "ton ford bury wick ham field mouth stead",
    surname_endings: "er son man ley well by ington s",
    first_name_endings: "a en in ie ick el on ia",
    organisations: &[
        "* Council",
        "* Holdings",
        "* Institute",
        "* Union",
        "* United",
        "* Rail",
        "* Trust",
        "* University",
        "* Foods",
        "* Steel",
    ],
    outlets: &[
        "The * Herald",
        "* Gazette",
        "The * Post",
        "* Evening News",
        "* Observer",
        "* Daily",
        "The * Courier",
        "* Online",
    ],
    weekdays: [
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
    ],
    thousands: ",",
    patterns: &[
        "$n1 in $l0 $v1 $a2",
        "$a2 was $v1 by $n1 of $l0",
        "$p0 $v1 $a1 after $n2 had $v2 $i3",
        "after $n2 $v2 $i3, $a1 was $v1 by $s0",
        "according to $o0, $#0 people left $d1 when $n2 $v1 $a3",
        "when $n2 $v1 $a3, $#0 people left $d1, $o0 reported",
        "$n1 and $n2 $v1 $a3, but $o0 $v2 it",
        "while $o0 $v2 $a3, it was $v1 by $n1 and $n2",
        "more than $#0 of $d1 $v1 $i2 near $l0",
        "near $l0 $i2 was $v1 by $#0 of $d1",
        "$n1 $v1 $i2 with $b3 for $#0 million",
        "for $#0 million $n1 $v1 $i2, including $b3",
        "“$n1 has $v1 $a2,” $p0 told $d3",
        "$s0 told $d3 that $n1 had $v1 $a2",
        "on $w0 $n1 of $o0 $v1 $a2 between $l0 and $d3",
        "between $l0 and $d3 $a2 was $v1 on $w0 by $n1 of $o0",
        "$n1, long $v1 by $d2, now faces $i3",
        "now $i3 awaits $n1, which $d2 $v1 for years",
        "since $w0 $n1 has $v1 $#0 of $d2 across $l0",
        "across $l0 $#0 of $d2 were $v1 by $n1 since $w0",
        "$n1 of $p0 $v1 $a2 without $b3",
        "without $b3, $s0 said, $a2 was $v1 by $n1",
        "neither $n1 nor $n2 $v1 $a3 in $l0",
        "in $l0 $a3 was $v1 by neither $n1 nor $n2",
    ],
    tails: &[
        ", $s1 said",
        ", said $o1",
        " on $w0",
        ", according to $d0",
        " in $l1",
        ", as $p1 put it",
        ", a spokesman added",
        " despite $d0",
        ", officials said",
        " last year",
        " for now",
        ", witnesses told $o1",
        " amid $b0",
        " under $d0",
    ],
    titles: &[
        "$l0: $b1 $v1 $b2",
        "$b1 $v1 $b2 in $l0",
        "$s0 $v1 $b1 over $b2",
        "$o0 $v1 $b1 as $b2 looms",
        "$#0 $b1 claims after $b2 in $l0",
        "$p0 and the $b1 of $l0",
    ],
    furniture: &[
        "More from $o0",
        "Sign up for the $b1 newsletter",
        "Follow $o0 for $b1 and $b2",
        "Subscribe to read $b1",
        "Photo: $p0",
        "Advertisement: $b1 $b2",
    ],
    roundup_titles: &["The day in brief", "What matters on $w0", "News at a glance: $w0"],
    series: &[
        (
            "$l0 share index closes at $#0",
            "The $l0 share index closed at $#0 points on $w0, a change of $#1 points on the day \
             before. Turnover reached $#2 million, against $#3 million in the previous session. \
             Of the listed companies $#4 rose and $#5 fell. The yield on the ten-year bond was \
             $#6 per cent, and a barrel of crude oil cost $#7 dollars in late trading. Analysts \
             had expected the index to open at around $#8 points.",
        ),
        (
            "$l0 health office reports $#0 new infections",
            "The health office of $l0 reported $#0 new infections on $w0. A week ago the number \
             was $#1. The rate over seven days stands at $#2 cases for every 100,000 people, \
             after $#3 on the previous day. In the hospitals of the district $#4 patients are \
             being treated, $#5 of them in intensive care. Since the beginning of the count \
             $#6 people have tested positive and $#7 have recovered. The next figures will be \
             published tomorrow.",
        ),
    ],
};
