//! Spanish.

use super::Language;

pub(super) const SPANISH: Language = Language {
    code: "es",
    domain: "diario.example",
    articles: [
        ["el ", "la ", ""],
        ["el ", "la ", ""],
        ["del ", "de la ", ""],
        ["un ", "una ", ""],
        [""; 3],
    ],
    adjective_after: true,
    adjective_endings: [["o", "a", ""]; 5],
    nouns: [
        "gobierno gabinete ministro consejo comité partido movimiento proyecto plan presupuesto \
         fondo tribunal juicio mercado comercio sindicato tren puente puerto partido torneo \
         colegio informe voto contrato pacto museo teatro barrio incendio fuego temporal paro",
        "policía guardia banca caja junta comuna huelga marcha ley reforma medida sentencia \
         empresa compañía clínica carretera calle crecida tormenta familia víctima defensa \
         justicia comisión fábrica planta película canción escuela universidad",
        "",
    ],
    noun_endings: ["miento ero ismo ado", "ción dad ura anza", ""],
    noun_capitals: false,
    verbs: "rechazó negó bloqueó paró celebró elogió criticó atacó abrió lanzó cerró dejó \
            aprobó votó retrasó aplazó señaló anunció dañó destruyó cambió modificó apoyó \
            respaldó perdió falló encontró halló visitó ganó",
    verb_before: "",
    verb_endings: "ó izó",
    adjectives: "nuev recient grandios enorm pequeñ menud públic comunitari antigu previ \
                 extern vecin sever seri fuertísim poderos larg extens secret ocult barat \
                 módic últim definitiv privad íntim lejan remot históric conocid",
    adjective_stems: "os iv ic ad ari an",
    onsets: "b br c d dr f fl g gr j l ll m n p pl pr r s t tr v z ch",
    vowels: "a e i o u ia ue",
    codas: "n r l s m nd rt z",
    place_endings: "ales osa era illo ena ejo uela mar",
    surname_endings: "ez ano era ido ales ón uela ares",
    first_name_endings: "o a io ia el ina an ena",
    organisations: &[
        "Consejo *",
        "Grupo *",
        "Instituto *",
        "Sindicato *",
        "CD *",
        "Fundación *",
        "Banco *",
        "Plataforma *",
        "Aceros *",
        "Hospital *",
    ],
    outlets: &[
        "El Correo de *",
        "Diario *",
        "La Gaceta de *",
        "* Noticias",
        "El Periódico de *",
        "* Hoy",
        "La Voz de *",
        "* Digital",
    ],
    weekdays: ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"],
    thousands: ".",
    patterns: &[
        "$n1 de $l0 $v1 $a2",
        "$a2, que $v1 $n1 de $l0",
        "$p0 $v1 $a1 después de que $n2 $v2 $i3",
        "después de que $n2 $v2 $i3, $s0 $v1 $a1",
        "según $o0, $#0 personas salieron $d1 cuando $n2 $v1 $a3",
        "cuando $n2 $v1 $a3, $#0 personas salieron $d1, informó $o0",
        "$n1 y $n2 querían $i3, pero $o0 $v1 y $v2",
        "pero $o0 $v1 y $v2, mientras $n1 y $n2 buscaban $i3",
        "más de $#0 euros $d1 fueron para $i2 en $l0",
        "en $l0, $i2 recibe más de $#0 euros $d1",
        "$n1 $v1 $i2 con $a3 por $#0 millones",
        "por $#0 millones $n1 $v1 con $a3 $i2",
        "«$n1 $v1 $a2», dijo $p0 ante $a3",
        "ante $a3, $s0 dijo que $n1 $v1 $a2",
        "este $w0 $n1 de $o0 $v1 $a2 entre $l0 y $a3",
        "entre $l0 y $a3, $n1 de $o0 $v1 este $w0 $a2",
        "$n1, siempre lejos $d2, $v1 $i3",
        "$i3, eso $v1 $n1 lejos $d2",
        "desde $w0 $n1 $v1 $#0 casos $d2 en $l0",
        "en $l0, $#0 casos $d2 desde $w0: $n1 los $v1",
        "$n1 de $p0 $v1 $a2 sin $b3",
        "sin $b3, dice $s0, $n1 $v1 $a2",
        "ni $n1 ni $n2 en $l0 $v1 $a3",
        "en $l0, ni $n1 ni $n2 $v1 $a3",
    ],
    tails: &[
        ", dijo $s1",
        ", según $o1",
        " este $w0",
        ", señala $p1",
        " pese a $i0",
        " en $l1",
        ", añadió un testigo",
        " dentro $d0",
        ", afirma $o1",
        " por ahora",
        " bajo $a0",
        ", subrayó $s1",
        " cerca $d0",
        " por temor a $i0",
    ],
    titles: &[
        "$l0: $b1 $v1 $b2",
        "$b1 $v1 $b2 en $l0",
        "$s0 $v1 $b1 tras $b2",
        "$o0 $v1 $b1 pese a $b2",
        "$#0 casos de $b1 y $b2 en $l0",
        "$p0 y $n1 de $l0",
    ],
    furniture: &[
        "Siga a $o0",
        "Lea también: $b1 $v1 $b2",
        "Reciba el boletín $b1",
        "Foto: $p0",
        "Publicidad: $b1 y $b2",
        "Suscríbase a $o0",
    ],
    roundup_titles: &["El día en breve", "Lo que importa este $w0", "Las breves del $w0"],
    series: &[
        (
            "La Bolsa de $l0 cierra en $#0 puntos",
            "La Bolsa de $l0 cerró este $w0 en $#0 puntos, una diferencia de $#1 puntos frente al \
             día anterior. El volumen alcanzó $#2 millones, contra $#3 millones en la sesión previa. \
             De los valores cotizados, $#4 subieron y $#5 bajaron. La rentabilidad del bono a diez \
             años fue del $#6 por ciento y el barril de crudo costaba $#7 dólares al final de la \
             sesión. Los analistas esperaban una apertura en torno a $#8 puntos.",
        ),
        (
            "Sanidad notifica $#0 contagios en $l0",
            "La oficina de salud de $l0 notificó $#0 nuevos contagios este $w0. Hace una semana la \
             cifra era de $#1. La tasa a siete días se sitúa en $#2 casos por cada 100.000 \
             habitantes, después de $#3 la víspera. En los hospitales de la zona están ingresados \
             $#4 pacientes, $#5 de ellos en cuidados intensivos. Desde el comienzo del recuento $#6 \
             personas han dado positivo y $#7 se han recuperado. Los próximos datos se publicarán \
             mañana.",
        ),
    ],
};
