//! French.

use super::Language;

pub(super) const FRENCH: Language = Language {
    code: "fr",
    domain: "journal.example",
    articles: [
        ["le ", "la ", ""],
        ["le ", "la ", ""],
        ["du ", "de la ", ""],
        ["un ", "une ", ""],
        [""; 3],
    ],
    adjective_after: true,
    adjective_endings: [["", "e", ""]; 5],
    nouns: [
        "gouvernement cabinet ministre conseil comité parti mouvement projet plan budget fonds \
         tribunal procès marché commerce syndicat train bus pont tunnel port match tournoi \
         lycée collège rapport scrutin vote contrat pacte musée théâtre chantier quartier",
        "police gendarmerie banque caisse mairie commune grève manifestation loi réforme \
         décision mesure société compagnie clinique route rue rivière tempête crue victime \
         famille défense justice commission députation station centrale chanson revue",
        "",
    ],
    noun_endings: ["ment age eur oir", "tion ure ance ette", ""],
    noun_capitals: false,
    verbs: "rejeté refusé bloqué stoppé salué loué critiqué attaqué ouvert lancé fermé quitté \
            adopté approuvé retardé repoussé signalé annoncé endommagé détruit changé modifié \
            soutenu défendu perdu manqué trouvé découvert visité gagné",
    verb_before: "a ",
    verb_endings: "é isé",
    adjectives: "grand important petit modest public courant local régional ancien précédent \
                 national fédéral rural civil fort puissant long prolongé central principal \
                 secret caché privé personnel lointain distant récent présent",
    adjective_stems: "al eur ant if ain is",
    onsets: "b br c ch d dr f fl g gr j l m n p pl pr qu r s t tr v",
    vowels: "a e i o u ou oi ai é au",
    codas: "n r l s t m nt rd ll ss x ch",
    place_endings: "ville court mont sac gny lieu bourg vaux",
    surname_endings: "ard et eau ier in on el ot",
    first_name_endings: "e ine el ette ien a is ie",
    organisations: &[
        "Conseil *",
        "Groupe *",
        "Institut *",
        "Syndicat *",
        "FC *",
        "Fondation *",
        "Banque *",
        "Collectif *",
        "Aciers *",
        "Clinique *",
    ],
    outlets: &[
        "Le Courrier de *",
        "* Matin",
        "La Gazette de *",
        "* Presse",
        "Le Journal de *",
        "* Info",
        "La Voix de *",
        "* en ligne",
    ],
    weekdays: ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"],
    thousands: "\u{a0}",
    patterns: &[
        "$n1 de $l0 $v1 $a2",
        "$a2, que $n1 de $l0 $v1",
        "$p0 $v1 $a1 après que $n2 $v2 $i3",
        "après que $n2 $v2 $i3, $s0 $v1 $a1",
        "selon $o0, $#0 personnes sont sorties $d1 quand $n2 $v1 $a3",
        "quand $n2 $v1 $a3, $#0 personnes sont sorties $d1, précise $o0",
        "$n1 et $n2 voulaient $i3, mais $o0 $v1 et $v2",
        "mais $o0 $v1 et $v2, tandis que $n1 et $n2 misaient sur $i3",
        "plus de $#0 euros $d1 sont allés vers $i2 à $l0",
        "à $l0, $i2 reçoit plus de $#0 euros $d1",
        "$n1 $v1 $i2 avec $a3 pour $#0 millions",
        "pour $#0 millions, $n1 $v1 avec $a3 $i2",
        "« $n1 $v1 $a2 », selon $p0 devant $a3",
        "devant $a3, $s0 dit que $n1 $v1 $a2",
        "ce $w0, $n1 de $o0 $v1 $a2 entre $l0 et $a3",
        "entre $l0 et $a3, $n1 de $o0 $v1 ce $w0 $a2",
        "$n1, longtemps loin $d2, $v1 $i3",
        "$i3, voilà ce que $n1 $v1 loin $d2",
        "depuis $w0, $n1 $v1 $#0 dossiers $d2 à $l0",
        "à $l0, $#0 dossiers $d2 depuis $w0 : $n1 les $v1",
        "$n1 de $p0 $v1 $a2 sans $b3",
        "sans $b3, dit $s0, $n1 $v1 $a2",
        "ni $n1 ni $n2 à $l0 ne $v1 $a3",
        "à $l0, ni $n1 ni $n2 ne $v1 $a3",
    ],
    tails: &[
        ", dit $s1",
        ", selon $o1",
        " ce $w0",
        ", note $p1",
        " malgré $a0",
        " à $l1",
        ", ajoute un témoin",
        " lors $d0",
        ", affirme $o1",
        " pour le moment",
        " sous $a0",
        ", souligne $s1",
        " autour $d0",
        " par crainte $d0",
    ],
    titles: &[
        "$l0 : $b1 $v1 $b2",
        "$b1 $v1 $b2 à $l0",
        "$s0 $v1 $b1 après $b2",
        "$o0 $v1 $b1 malgré $b2",
        "$#0 dossiers de $b1 et $b2 à $l0",
        "$p0 et $n1 de $l0",
    ],
    furniture: &[
        "Suivez $o0",
        "Lire aussi : $b1 $v1 $b2",
        "Recevez la lettre $b1",
        "Photo : $p0",
        "Publicité : $b1 et $b2",
        "Abonnez-vous à $o0",
    ],
    roundup_titles: &["Le jour en bref", "Ce qui compte ce $w0", "Les brèves du $w0"],
    series: &[
        (
            "La Bourse de $l0 clôture à $#0 points",
            "La Bourse de $l0 a clôturé ce $w0 à $#0 points, soit un écart de $#1 points par \
             rapport à la veille. Le volume a atteint $#2 millions, contre $#3 millions à la séance \
             précédente. Parmi les valeurs cotées, $#4 ont progressé et $#5 ont reculé. Le \
             rendement du titre à dix ans était de $#6 pour cent et le baril de brut valait $#7 \
             dollars en fin de séance. Les analystes attendaient une ouverture autour de $#8 points.",
        ),
        (
            "Santé : $#0 nouveaux cas à $l0",
            "La direction de la santé de $l0 a signalé $#0 nouveaux cas ce $w0. Il y a une semaine \
             ce nombre était de $#1. Le taux sur sept jours se situe à $#2 cas pour 100 000 \
             habitants, après $#3 la veille. Dans les hôpitaux du secteur $#4 patients sont pris en \
             charge, dont $#5 en soins intensifs. Depuis le début du décompte $#6 personnes ont été \
             testées positives et $#7 sont guéries. Les prochains chiffres seront publiés demain.",
        ),
    ],
};
