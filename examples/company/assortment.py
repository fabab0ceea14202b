"""What the invented company sells, to whom, and how each niche tastes.

Plain data, so that someone who knows the trade can read and correct it.
Prices are whole cents; factors are percentages of the family's price.
"""

# Axes along which a product comes in variants: (label, price factor).
HAND = [("XS", 100), ("S", 100), ("M", 100), ("L", 100), ("XL", 104)]
BODY = [("XS", 100), ("S", 100), ("M", 100), ("L", 100), ("XL", 100), ("XXL", 108), ("3XL", 115)]
SHOE = [(str(size), 100) for size in range(37, 48)]
TINT = [("wit", 100), ("zwart", 105)]
GLOVE = [("blauw", 100), ("zwart", 106), ("wit", 98)]
CLOTH = [("navy", 100), ("zwart", 100), ("grijs", 102), ("bordeaux", 106)]
SIGNAL = [("geel", 100), ("oranje", 100)]
CODED = [("blauw", 100), ("rood", 100), ("groen", 100), ("geel", 100)]
LITRE = [("500 ml", 100), ("1 l", 165), ("5 l", 640), ("10 l", 1180)]
SALON = [("100 ml", 100), ("250 ml", 210), ("1 l", 620)]
SHADE = [(f"{level}/{tone}", 100) for level in range(4, 10) for tone in (0, 3, 4)]
OUNCE = [("4 oz", 60), ("8 oz", 100), ("12 oz", 125), ("16 oz", 150)]
BAG = [("20 l", 60), ("30 l", 75), ("60 l", 100), ("120 l", 155), ("240 l", 260)]
PLY = [("1-laags", 80), ("2-laags", 100), ("3-laags", 125)]
PACK = [("doos", 100), ("omdoos", 940)]
NEEDLE = [("23G", 100), ("25G", 100), ("27G", 103), ("30G", 108)]
GRADE = [("fijn", 100), ("middel", 100), ("grof", 100)]
VISCOUS = [("0W-20", 118), ("5W-30", 100), ("5W-40", 98), ("10W-40", 88)]
WIDE = [("19 mm", 70), ("25 mm", 85), ("38 mm", 110), ("50 mm", 135)]
SHEET = [("A5", 60), ("A4", 100), ("A3", 190)]
SCENT = [("neutraal", 100), ("citrus", 104), ("lavendel", 104)]
TRAY = [("450 ml", 90), ("650 ml", 100), ("1000 ml", 120)]
WEIGHT = [("250 g", 100), ("500 g", 185), ("1 kg", 340)]
ONE = [("", 100)]

# category: [(name, brand, unit, tax, cents, [axes], multiple, minimum)]
FAMILIES = {
    "gloves": [
        ("Nitril handschoen poedervrij", "Handvast", "doos", "standard", 595, [HAND, GLOVE, PACK], 1, 1),
        ("Latex handschoen", "Handvast", "doos", "standard", 525, [HAND, PACK], 1, 1),
        ("Vinyl handschoen", "Basis", "doos", "standard", 385, [HAND, TINT, PACK], 1, 1),
        ("Huishoudhandschoen", "Basis", "paar", "standard", 189, [HAND, CODED], 6, 6),
        ("Werkhandschoen nitril gecoat", "Stoer", "paar", "standard", 345, [HAND, TINT], 12, 12),
        ("Snijbestendige handschoen", "Stoer", "paar", "standard", 1195, [HAND], 1, 1),
        ("Winterhandschoen thermo", "Stoer", "paar", "standard", 895, [HAND], 1, 1),
    ],
    "disinfectants": [
        ("Handalcohol gel 70%", "Zuiver", "fles", "standard", 495, [LITRE], 1, 1),
        ("Desinfectiespray oppervlak", "Zuiver", "fles", "standard", 645, [LITRE], 1, 1),
        ("Desinfectiedoekjes", "Zuiver", "pot", "standard", 795, [[("100 st", 100), ("200 st", 175)]], 1, 1),
        ("Handzeep desinfecterend", "Zuiver", "fles", "standard", 575, [LITRE], 1, 1),
        ("Voetbaddesinfectie", "Agrozuiver", "can", "standard", 1850, [[("5 l", 100), ("10 l", 185)]], 1, 1),
    ],
    "cleaning": [
        ("Allesreiniger", "Helder", "fles", "standard", 295, [LITRE, SCENT], 1, 1),
        ("Sanitairreiniger", "Helder", "fles", "standard", 345, [LITRE, SCENT], 1, 1),
        ("Glasreiniger", "Helder", "fles", "standard", 325, [LITRE], 1, 1),
        ("Vloerreiniger", "Helder", "fles", "standard", 420, [LITRE, SCENT], 1, 1),
        ("Ontvetter keuken", "Helder", "fles", "standard", 465, [LITRE], 1, 1),
        ("Vaatwasmiddel professioneel", "Helder", "can", "standard", 2450, [[("5 l", 100), ("10 l", 190), ("20 l", 360)]], 1, 1),
        ("Wasmiddel vloeibaar", "Fris", "can", "standard", 1895, [[("5 l", 100), ("10 l", 190), ("20 l", 360)], SCENT], 1, 1),
        ("Wasverzachter", "Fris", "can", "standard", 1250, [[("5 l", 100), ("10 l", 190)], SCENT], 1, 1),
        ("Microvezeldoek", "Helder", "pak 10", "standard", 895, [CODED], 1, 1),
        ("Sopdoek", "Basis", "pak 10", "standard", 345, [CODED], 5, 5),
        ("Schuurspons", "Basis", "pak 10", "standard", 395, [CODED], 5, 5),
        ("Vlakmop", "Helder", "stuk", "standard", 745, [CODED, [("40 cm", 100), ("60 cm", 130)]], 1, 1),
        ("Toiletblok", "Fris", "stuk", "standard", 125, [SCENT], 10, 10),
    ],
    "paper": [
        ("Toiletpapier tissue", "Zacht", "pak", "standard", 1495, [PLY, [("36 rol", 100), ("64 rol", 170)]], 1, 1),
        ("Toiletpapier jumbo", "Zacht", "pak", "standard", 2195, [PLY[:2], [("mini", 80), ("maxi", 100)]], 1, 1),
        ("Handdoekpapier gevouwen", "Zacht", "doos", "standard", 2695, [PLY, [("Z-vouw", 100), ("C-vouw", 96), ("interfold", 108)]], 1, 1),
        ("Handdoekrol", "Zacht", "pak", "standard", 3195, [PLY[:2], [("midi", 80), ("maxi", 100)]], 1, 1),
        ("Industrierol", "Stoer", "rol", "standard", 1395, [PLY, [("24 cm", 100), ("37 cm", 150)]], 2, 2),
        ("Keukenrol", "Zacht", "pak", "standard", 1195, [PLY[1:]], 1, 1),
        ("Onderzoektafelpapier", "Zorgvuldig", "rol", "standard", 545, [PLY[:2], [("40 cm", 85), ("50 cm", 100), ("59 cm", 115)]], 6, 6),
        ("Servet", "Tafel", "pak", "standard", 345, [PLY, [("24 cm", 60), ("33 cm", 100), ("40 cm", 140)], TINT], 4, 4),
        ("Tissuedoosje", "Zacht", "doos", "standard", 2450, [PLY[1:]], 1, 1),
    ],
    "waste": [
        ("Afvalzak HDPE", "Basis", "rol", "standard", 395, [BAG, TINT], 5, 5),
        ("Afvalzak LDPE extra sterk", "Stoer", "rol", "standard", 745, [BAG, [("grijs", 100), ("blauw", 100), ("transparant", 104)]], 1, 1),
        ("Pedaalemmerzak", "Basis", "rol", "standard", 149, [BAG[:2], TINT], 10, 10),
        ("Naaldencontainer", "Zorgvuldig", "stuk", "standard", 425, [[("0,6 l", 70), ("1,5 l", 100), ("3 l", 150)]], 1, 1),
        ("Composteerbare zak", "Groen", "rol", "standard", 595, [BAG[:4]], 1, 1),
    ],
    "medical": [
        ("Injectienaald", "Zorgvuldig", "doos 100", "standard", 695, [NEEDLE], 1, 1),
        ("Injectiespuit", "Zorgvuldig", "doos 100", "standard", 1295, [[("2 ml", 80), ("5 ml", 100), ("10 ml", 120), ("20 ml", 165)]], 1, 1),
        ("Hechtset steriel", "Zorgvuldig", "stuk", "standard", 545, [GRADE], 5, 5),
        ("Scalpelmes", "Zorgvuldig", "doos 100", "standard", 2495, [[(f"nr {n}", 100) for n in (10, 11, 12, 15)]], 1, 1),
        ("Infuusset", "Zorgvuldig", "stuk", "standard", 365, [[("150 cm", 100), ("180 cm", 108)]], 10, 10),
        ("Gaaskompres steriel", "Zorgvuldig", "doos", "standard", 845, [[("5x5", 70), ("10x10", 100), ("10x20", 155)]], 1, 1),
        ("Chirurgisch mondmasker IIR", "Zorgvuldig", "doos 50", "standard", 595, [[("blauw", 100), ("wit", 100)], PACK], 1, 1),
    ],
    "dental": [
        ("Speekselzuiger", "Dentaal", "zak 100", "standard", 345, [CODED], 5, 5),
        ("Patiëntenservet", "Dentaal", "doos 500", "standard", 1695, [CODED + [("wit", 100), ("lila", 104)]], 1, 1),
        ("Afdrukmateriaal alginaat", "Dentaal", "zak", "standard", 1145, [[("snel", 100), ("normaal", 100)]], 1, 1),
        ("Composiet", "Dentaal", "spuit 4 g", "standard", 4295, [[(s, 100) for s in ("A1", "A2", "A3", "A3.5", "B1", "B2", "C2")]], 1, 1),
        ("Polijstschijf", "Dentaal", "doos 50", "standard", 2895, [GRADE, [("9 mm", 100), ("12 mm", 106)]], 1, 1),
        ("Drinkbekertje", "Dentaal", "doos 3000", "standard", 4695, [CODED], 1, 1),
        ("Tandfloss patiëntenpak", "Dentaal", "doos 50", "standard", 2150, [ONE], 1, 1),
        ("Sterilisatiezak", "Dentaal", "doos 200", "standard", 1245, [[("57x130", 60), ("90x230", 100), ("140x260", 150), ("190x330", 210)]], 1, 1),
    ],
    "hair": [
        ("Haarkleur crème", "Salonista", "tube", "standard", 645, [SHADE, SALON[:2]], 3, 3),
        ("Waterstofperoxide", "Salonista", "fles", "standard", 495, [[("3%", 100), ("6%", 100), ("9%", 100), ("12%", 104)], [("100 ml", 60), ("1 l", 130)]], 1, 1),
        ("Shampoo salon", "Salonista", "fles", "standard", 495, [SALON, [("droog", 100), ("gekleurd", 108), ("anti-roos", 112)]], 1, 1),
        ("Conditioner salon", "Salonista", "fles", "standard", 525, [SALON], 1, 1),
        ("Haarlak", "Salonista", "bus", "standard", 595, [[("normaal", 100), ("sterk", 100), ("extra sterk", 108)]], 6, 6),
        ("Kapmantel wegwerp", "Salonista", "rol 100", "standard", 1395, [TINT], 1, 1),
        ("Halskrepp", "Salonista", "rol", "standard", 145, [ONE], 5, 5),
        ("Folie voor highlights", "Salonista", "rol", "standard", 895, [[("12 cm", 100), ("15 cm", 120)], [("zilver", 100), ("goud", 110)]], 1, 1),
    ],
    "garage": [
        ("Motorolie", "Draaigoed", "can", "standard", 745, [VISCOUS, [("1 l", 100), ("5 l", 440), ("20 l", 1600)]], 1, 1),
        ("Remmenreiniger", "Draaigoed", "bus 500 ml", "standard", 295, [PACK], 12, 12),
        ("Ruitensproeiervloeistof", "Draaigoed", "can", "standard", 545, [[("zomer", 90), ("winter", 100)], [("5 l", 100), ("25 l", 440)]], 1, 1),
        ("Koelvloeistof", "Draaigoed", "can", "standard", 1195, [[("G11", 95), ("G12+", 100), ("G13", 108)], [("5 l", 190), ("1,5 l", 70)]], 1, 1),
        ("Stoelhoes wegwerp", "Draaigoed", "rol", "standard", 3695, [ONE], 1, 1),
        ("Handreiniger garage", "Stoer", "pot", "standard", 895, [[("500 ml", 60), ("2,5 l", 165), ("4,5 l", 270)]], 1, 1),
        ("Autoshampoo", "Draaigoed", "can", "standard", 1095, [[("1 l", 50), ("5 l", 190), ("20 l", 690)]], 1, 1),
        ("Afplaktape", "Draaigoed", "rol", "standard", 325, [WIDE], 12, 12),
        ("Wiellood kleefgewicht", "Draaigoed", "doos", "standard", 1795, [[("5 g", 100), ("10 g", 120)]], 1, 1),
    ],
    "catering": [
        ("Koffiebeker karton", "Tafel", "doos", "standard", 3795, [OUNCE, TINT], 1, 1),
        ("Deksel koffiebeker", "Tafel", "doos", "standard", 2595, [OUNCE[1:], TINT], 1, 1),
        ("Maaltijdbak met deksel", "Tafel", "doos", "standard", 5295, [TRAY, [("1-vaks", 100), ("2-vaks", 112), ("3-vaks", 122)]], 1, 1),
        ("Houten bestek", "Groen", "doos 1000", "standard", 2995, [[("vork", 100), ("mes", 100), ("lepel", 100), ("theelepel", 80)]], 1, 1),
        ("Frietbakje", "Tafel", "doos", "standard", 2895, [[("A5", 80), ("A9", 100), ("A13", 125)]], 1, 1),
        ("Bord suikerriet", "Groen", "pak 50", "standard", 745, [[("18 cm", 75), ("23 cm", 100), ("26 cm", 122)]], 4, 4),
        ("Aluminiumfolie", "Tafel", "rol", "standard", 1245, [[("30 cm", 100), ("45 cm", 145)]], 1, 1),
        ("Vershoudfolie", "Tafel", "rol", "standard", 995, [[("30 cm", 100), ("45 cm", 140)]], 1, 1),
        ("Bakpapier", "Tafel", "doos 500", "standard", 2295, [[("40x60", 100), ("GN 1/1", 92)]], 1, 1),
        ("Prikker bamboe", "Groen", "zak 250", "standard", 295, [[("9 cm", 80), ("12 cm", 100), ("18 cm", 130)]], 4, 4),
        ("Brandpasta", "Tafel", "blik", "standard", 245, [ONE], 12, 12),
    ],
    "packaging": [
        ("Draagtas papier", "Groen", "doos 250", "standard", 3895, [[("18 cm", 75), ("22 cm", 90), ("26 cm", 100), ("32 cm", 125)], [("bruin", 95), ("wit", 105)]], 1, 1),
        ("Verpakkingstape", "Basis", "rol", "standard", 189, [[("bruin", 100), ("transparant", 100)], WIDE[2:]], 6, 6),
        ("Verzenddoos", "Basis", "pak 25", "standard", 1895, [[("A5", 60), ("A4", 100), ("A3", 170)], [("enkel", 100), ("dubbel", 150)]], 1, 1),
        ("Broodzak", "Groen", "doos 1000", "standard", 2795, [[("pond", 80), ("heel", 100), ("stok", 110)]], 1, 1),
        ("Vleeswarenpapier", "Tafel", "pak 10 kg", "standard", 3995, [[("25 cm", 100), ("37 cm", 100)]], 1, 1),
        ("Vacuümzak", "Tafel", "doos", "standard", 1895, [[("15x20", 60), ("20x30", 100), ("30x40", 185)]], 1, 1),
        ("Krimpfolie", "Basis", "rol", "standard", 1695, [[("15 my", 90), ("20 my", 100), ("23 my", 110)]], 6, 6),
    ],
    "pantry": [
        ("Koffiebonen", "Warme Kop", "zak", "reduced", 595, [WEIGHT, [("mild", 98), ("donker", 100), ("decaf", 115)]], 1, 1),
        ("Thee", "Warme Kop", "doos 100", "reduced", 695, [[("earl grey", 100), ("groen", 104), ("rooibos", 104), ("munt", 104)]], 1, 1),
        ("Suikersticks", "Warme Kop", "doos 1000", "reduced", 1495, [ONE], 1, 1),
        ("Koffiemelkcups", "Warme Kop", "doos 240", "reduced", 1395, [ONE], 1, 1),
        ("Speculaasje per stuk verpakt", "Warme Kop", "doos 400", "reduced", 2195, [ONE], 1, 1),
        ("Bronwater", "Warme Kop", "tray 24", "reduced", 895, [[("plat", 100), ("bruisend", 104)], [("33 cl", 80), ("50 cl", 100)]], 1, 1),
    ],
    "workwear": [
        ("Poloshirt", "Werkwijs", "stuk", "standard", 1495, [BODY, CLOTH], 1, 1),
        ("T-shirt", "Werkwijs", "stuk", "standard", 795, [BODY, CLOTH], 1, 1),
        ("Werkbroek", "Werkwijs", "stuk", "standard", 4495, [BODY, CLOTH[:3]], 1, 1),
        ("Softshelljas", "Werkwijs", "stuk", "standard", 5995, [BODY, CLOTH[:2]], 1, 1),
        ("Overall", "Stoer", "stuk", "standard", 4295, [BODY, CLOTH[:3]], 1, 1),
        ("Koksbuis", "Werkwijs", "stuk", "standard", 3295, [BODY, TINT], 1, 1),
        ("Koksbroek", "Werkwijs", "stuk", "standard", 2895, [BODY, TINT], 1, 1),
        ("Zorgtuniek", "Werkwijs", "stuk", "standard", 2795, [BODY, [("wit", 100), ("lichtblauw", 104), ("mint", 104)]], 1, 1),
        ("Kapperstuniek", "Werkwijs", "stuk", "standard", 2595, [BODY[:6], TINT], 1, 1),
        ("Schort halflang", "Werkwijs", "stuk", "standard", 895, [CLOTH], 1, 1),
        ("Werksokken", "Werkwijs", "paar", "standard", 395, [[("39-42", 100), ("43-46", 100)], CLOTH[:2]], 3, 3),
    ],
    "safety": [
        ("Veiligheidsschoen S3 laag", "Stoer", "paar", "standard", 6495, [SHOE], 1, 1),
        ("Veiligheidsschoen S3 hoog", "Stoer", "paar", "standard", 7295, [SHOE], 1, 1),
        ("Werkklomp antislip", "Stoer", "paar", "standard", 3895, [SHOE, TINT], 1, 1),
        ("Signaalvest", "Stoer", "stuk", "standard", 495, [BODY[2:], SIGNAL], 1, 1),
        ("Signaaljas", "Stoer", "stuk", "standard", 6995, [BODY[2:], SIGNAL], 1, 1),
        ("Veiligheidsbril", "Stoer", "stuk", "standard", 645, [[("helder", 100), ("grijs", 108), ("geel", 108)]], 1, 1),
        ("Gehoorkap", "Stoer", "stuk", "standard", 1895, [[("25 dB", 90), ("30 dB", 100), ("35 dB", 125)]], 1, 1),
        ("Stofmasker FFP2", "Stoer", "doos 20", "standard", 1695, [[("met ventiel", 120), ("zonder ventiel", 100)]], 1, 1),
        ("Stofmasker FFP3", "Stoer", "doos 10", "standard", 2195, [[("met ventiel", 110), ("zonder ventiel", 100)]], 1, 1),
        ("Veiligheidshelm", "Stoer", "stuk", "standard", 1295, [CODED], 1, 1),
        ("EHBO-koffer", "Zorgvuldig", "stuk", "standard", 3995, [[("B", 100), ("BHV", 130), ("horeca", 115)]], 1, 1),
        ("Pleisters assortiment", "Zorgvuldig", "doos", "standard", 495, [[("huidkleur", 100), ("blauw detecteerbaar", 130)]], 1, 1),
    ],
    "office": [
        ("Kopieerpapier 80 g", "Blad", "pak 500", "standard", 545, [SHEET], 5, 5),
        ("Ordner", "Blad", "stuk", "standard", 295, [CODED, [("5 cm", 100), ("8 cm", 108)]], 5, 5),
        ("Balpen", "Blad", "doos 50", "standard", 1295, [[("blauw", 100), ("zwart", 100), ("rood", 100)]], 1, 1),
        ("Whiteboardstift", "Blad", "set 4", "standard", 545, [[("rond", 100), ("beitel", 100)]], 1, 1),
        ("Kassarol thermisch", "Blad", "doos 50", "standard", 3295, [[("57 mm", 80), ("80 mm", 130)]], 1, 1),
        ("Etiketten op vel", "Blad", "doos 100", "standard", 1495, [[("8", 100), ("16", 100), ("24", 100), ("65", 104)]], 1, 1),
        ("Tekenpapier klas", "Blad", "pak 250", "standard", 1295, [SHEET], 1, 1),
        ("Plakkaatverf", "Blad", "fles", "standard", 495, [CODED + [("wit", 100), ("zwart", 100), ("paars", 100)], [("500 ml", 100), ("1 l", 175)]], 1, 1),
        ("Enveloppen", "Blad", "doos 500", "standard", 1895, [SHEET[:2], [("venster", 104), ("zonder venster", 100)]], 1, 1),
    ],
    "biocides": [
        ("Algenverwijderaar", "Groenweg", "can", "standard", 1895, [[("2,5 l", 60), ("5 l", 100), ("20 l", 350)]], 1, 1),
        ("Ongediertekorrels", "Groenweg", "emmer", "standard", 3495, [[("1 kg", 50), ("5 kg", 200)]], 1, 1),
        ("Vliegenlokmiddel stal", "Groenweg", "emmer", "standard", 4295, [[("2 kg", 100), ("10 kg", 440)]], 1, 1),
        ("Houtbeits conserverend", "Groenweg", "blik", "standard", 2895, [[("eiken", 100), ("teak", 100), ("antraciet", 104)], [("1 l", 60), ("2,5 l", 130)]], 1, 1),
    ],
    "refrigerants": [
        ("Koudemiddel R134a", "Koelwerk", "cilinder", "standard", 14500, [[("5 kg", 100), ("12 kg", 225)]], 1, 1),
        ("Koudemiddel R1234yf", "Koelwerk", "cilinder", "standard", 48500, [[("5 kg", 100), ("12 kg", 230)]], 1, 1),
        ("Koudemiddel R32", "Koelwerk", "cilinder", "standard", 18900, [[("3 kg", 65), ("9 kg", 180)]], 1, 1),
    ],
    "custom": [
        ("Naambadge bedrukt", "Op Maat", "stuk", "standard", 645, [TINT, [("magneet", 115), ("speld", 100)]], 5, 5),
        ("Stempel met tekst", "Op Maat", "stuk", "standard", 2495, [[("klein", 70), ("middel", 100), ("groot", 150)]], 1, 1),
        ("Poloshirt geborduurd", "Op Maat", "stuk", "standard", 2395, [BODY, CLOTH[:2]], 5, 10),
        ("Beker bedrukt", "Op Maat", "doos 1000", "standard", 12900, [OUNCE[1:]], 1, 2),
    ],
}

# niche: (nace codes, season, how names begin, {category: weight})
NICHES = {
    "dentists": (["86.23"], "school", ["Tandartspraktijk", "Mondzorg", "Orthodontie"],
                 {"dental": 40, "gloves": 20, "disinfectants": 14, "medical": 12, "paper": 6, "waste": 4, "workwear": 4}),
    "doctors": (["86.21", "86.22"], "winter", ["Huisartsenpraktijk", "Artsenpraktijk", "Medisch Centrum"],
                {"medical": 34, "gloves": 20, "disinfectants": 18, "paper": 14, "waste": 6, "office": 8}),
    "therapists": (["86.91", "86.96"], "school", ["Fysiotherapie", "Podotherapie", "Praktijk"],
                   {"paper": 34, "disinfectants": 24, "gloves": 12, "cleaning": 10, "office": 10, "workwear": 10}),
    "vets": (["75.00"], "even", ["Dierenkliniek", "Dierenarts"],
             {"medical": 30, "gloves": 24, "disinfectants": 20, "waste": 10, "paper": 10, "workwear": 6}),
    "care-homes": (["87.10", "87.30"], "winter", ["Zorgcentrum", "Woonzorg", "Verpleeghuis"],
                   {"gloves": 26, "paper": 20, "cleaning": 20, "disinfectants": 12, "medical": 8, "waste": 8, "pantry": 6}),
    "childcare": (["88.91"], "school", ["Kinderdagverblijf", "BSO", "Peuterspeelzaal"],
                  {"paper": 26, "cleaning": 22, "office": 20, "gloves": 12, "pantry": 10, "waste": 10}),
    "schools": (["85.20", "85.31"], "school", ["Basisschool", "College", "Lyceum"],
                {"office": 44, "paper": 24, "cleaning": 22, "waste": 10}),
    "hair-salons": (["96.02"], "december", ["Kapsalon", "Salon", "Haarmode", "Barbier"],
                    {"hair": 66, "gloves": 10, "paper": 8, "pantry": 6, "workwear": 6, "cleaning": 4}),
    "laundries": (["96.01"], "summer", ["Wasserij", "Stomerij"],
                  {"cleaning": 70, "packaging": 16, "gloves": 6, "waste": 8}),
    "gyms": (["93.11", "93.13"], "winter", ["Sportschool", "Fitness", "Sporthal"],
             {"disinfectants": 28, "cleaning": 28, "paper": 26, "waste": 8, "pantry": 10}),
    "garages": (["45.20", "45.32"], "winter", ["Autobedrijf", "Garage", "Bandenservice"],
                {"garage": 54, "gloves": 14, "paper": 12, "workwear": 8, "safety": 8, "refrigerants": 4}),
    "hauliers": (["49.41"], "even", ["Transport", "Expeditie", "Koeriersdienst"],
                 {"garage": 34, "safety": 28, "packaging": 18, "workwear": 12, "pantry": 8}),
    "restaurants": (["56.10"], "summer", ["Restaurant", "Eethuis", "Bistro", "Pannenkoekenhuis"],
                    {"catering": 40, "cleaning": 18, "paper": 16, "workwear": 10, "gloves": 8, "pantry": 8}),
    "caterers": (["56.21", "56.29"], "december", ["Catering", "Cateringbedrijf", "Feestservice"],
                 {"catering": 56, "packaging": 14, "gloves": 10, "paper": 10, "workwear": 10}),
    "bars": (["56.30"], "summer", ["Café", "Eetcafé", "Bar"],
             {"catering": 28, "paper": 22, "cleaning": 24, "pantry": 16, "waste": 10}),
    "hotels": (["55.10", "55.20"], "summer", ["Hotel", "Pension", "Herberg"],
               {"paper": 30, "cleaning": 28, "pantry": 18, "catering": 12, "workwear": 8, "waste": 4}),
    "campsites": (["55.30"], "summer", ["Camping", "Recreatiepark"],
                  {"paper": 36, "cleaning": 30, "waste": 20, "biocides": 6, "catering": 8}),
    "bakeries": (["10.71"], "december", ["Bakkerij", "Banketbakkerij"],
                 {"packaging": 44, "catering": 20, "cleaning": 12, "gloves": 10, "workwear": 8, "paper": 6}),
    "butchers": (["47.22"], "december", ["Slagerij", "Keurslager"],
                 {"packaging": 42, "gloves": 20, "cleaning": 16, "disinfectants": 10, "workwear": 12}),
    "cleaners": (["81.21", "81.22"], "even", ["Schoonmaakbedrijf", "Glazenwasserij", "Facilitair"],
                 {"cleaning": 52, "paper": 18, "waste": 14, "gloves": 12, "biocides": 4}),
    "gardeners": (["81.30"], "spring", ["Hovenier", "Tuinen", "Groenvoorziening"],
                  {"safety": 30, "gloves": 26, "workwear": 20, "biocides": 14, "waste": 10}),
    "builders": (["43.34", "43.32", "41.20"], "spring", ["Schildersbedrijf", "Timmerbedrijf", "Bouwbedrijf"],
                 {"safety": 42, "workwear": 24, "gloves": 16, "garage": 8, "waste": 10}),
    "installers": (["43.21", "43.22"], "even", ["Installatiebedrijf", "Elektro", "Loodgieter"],
                   {"safety": 36, "workwear": 26, "gloves": 16, "packaging": 8, "refrigerants": 8, "office": 6}),
    "growers": (["01.13", "01.41", "01.19"], "spring", ["Kwekerij", "Melkveebedrijf", "Tuinderij"],
                {"gloves": 30, "disinfectants": 24, "safety": 20, "biocides": 14, "workwear": 12}),
    "offices": (["69.20", "69.10", "70.22"], "school", ["Accountants", "Notaris", "Adviesbureau", "Advocaten"],
                {"office": 46, "pantry": 30, "paper": 14, "cleaning": 6, "custom": 4}),
}

# Weight of each month, January first.
SEASONS = {
    "even": [100] * 12,
    "summer": [60, 65, 80, 105, 130, 150, 160, 150, 115, 90, 65, 80],
    "winter": [135, 125, 110, 90, 80, 75, 70, 75, 95, 115, 130, 120],
    "spring": [65, 85, 130, 150, 145, 120, 90, 80, 100, 95, 75, 45],
    "december": [75, 85, 95, 100, 105, 100, 85, 80, 95, 105, 130, 175],
    "school": [110, 95, 105, 100, 95, 90, 45, 100, 150, 115, 110, 75],
}

# Last names of businesses, and towns by region.
SURNAMES = [
    "De Linde", "Van den Berg", "Jansen", "De Zwaan", "Bakker", "Van Dam", "Visser", "De Eik", "Smit", "Mulder",
    "Bos", "Vos", "Peters", "Hendriks", "Van Leeuwen", "Dekker", "Brouwer", "De Wit", "Dijkstra", "Smits",
    "De Molen", "Van der Meer", "Kok", "Jacobs", "Vermeulen", "Van der Heijden", "Schouten", "Van Beek", "Willems", "Van Vliet",
    "Het Anker", "Hoekstra", "Maas", "Verhoeven", "Koster", "Van Dongen", "Prins", "Huisman", "Blom", "Kuipers",
]
TOWNS = {
    "noord": ["Groningen", "Assen", "Leeuwarden", "Drachten", "Emmen", "Sneek"],
    "oost": ["Zwolle", "Deventer", "Arnhem", "Nijmegen", "Enschede", "Apeldoorn"],
    "zuid": ["Veghel", "Eindhoven", "Breda", "Tilburg", "Maastricht", "'s-Hertogenbosch"],
    "west": ["Utrecht", "Haarlem", "Rotterdam", "Leiden", "Gouda", "Den Haag"],
    "belgie": ["Antwerpen", "Gent", "Hasselt", "Turnhout"],
    "uk": ["Norwich", "Leeds", "Bristol", "Hull"],
    "zwitserland": ["Basel", "Zürich", "Bern"],
}
