"""Invented companies and people of the sample book. None of them exists."""

from __future__ import annotations

from typing import Final

CAST: Final = (
    ("合同会社みなとログ", "minatolog.example"),
    ("Þverá Hugbúnaður ehf.", "thvera.example"),
    ("Quarrelton Parcel Network", "quarrelton.example"),
    ("Grünwald & Töchter Optik GmbH", "gruenwald-optik.example"),
    ("شركة نخيل الأفق", "nakheel-alofoq.example"),
    ("Solbakken Fjordmat AS", "solbakken.example"),
    ("杭州青石云图科技有限公司", "qingshi-yuntu.example"),
    ("Υδρόφιλος Λογισμική Α.Ε.", "ydrofilos.example"),
    (
        (
            "The Combined Harbour Pilots’, Lighthouse Keepers’ and Tidal Surveyors’ "
            "Benevolent Assurance Society of Eastmere and Saltwick"
        ),
        "pilots-and-keepers.example",
    ),
    ("Copperfen Foundries plc", "copperfen.example"),
    ("Зоряний Млин ТОВ", "zoryanyi-mlyn.example"),
    ("सूर्यकिरण डेटा प्राइवेट लिमिटेड", "suryakiran.example"),
    ("🌵 Saguaro Supper Club", "saguaro-supper.example"),
)
"""Companies with a part to play, in the order of `cast.PARTS`."""

COMPANIES: Final = (
    ("주식회사 달빛저울", "dalbit.example"),
    ("Żabi Róg Sp. z o.o.", "zabirog.example"),
    ("Třešňová Síť s.r.o.", "tresnova.example"),
    ("Çınaraltı Yazılım A.Ş.", "cinaralti.example"),
    ("L’Écluse Dorée SAS", "ecluse-doree.example"),
    ("Almendro y Ñandú S.L.", "almendro.example"),
    ("Cortiça Açoriana Lda", "cortica.example"),
    ("Công ty Sen Trắng", "sentrang.example"),
    ("Őszirózsa Kft.", "oszirozsa.example"),
    ("Țiglar & Fiii SRL", "tiglar.example"),
    ("Järvenpäivä Oy", "jarvenpaiva.example"),
    ("Klitrosen ApS", "klitrosen.example"),
    ("Lanternfish Bicycles", "lanternfish.example"),
    ("Wicketgate Pharmacy Group", "wicketgate.example"),
    ("Tallow & Thrum", "tallow-thrum.example"),
    ("Bramblewick Savings Bank", "bramblewick.example"),
    ("Ovenbird Payroll", "ovenbird.example"),
    ("Halfmoon Ferries", "halfmoon-ferries.example"),
    ("Cobblestack Inc.", "cobblestack.example"),
    ("Peregrine Loom Works", "peregrine-loom.example"),
    ("Saltmarsh Telemetry", "saltmarsh.example"),
    ("Northlight Veterinary", "northlight-vet.example"),
    ("Rookery Games", "rookery-games.example"),
    ("Fiddlehead Nurseries", "fiddlehead.example"),
    ("Umber Street Coffee", "umberstreet.example"),
    ("Gantry Nine Logistics", "gantry-nine.example"),
    ("Dovecote Insurance", "dovecote.example"),
    ("Marrowstone Legal LLP", "marrowstone.example"),
    ("Pangolin Freightways", "pangolin.example"),
    ("Tidewrack Media", "tidewrack.example"),
    ("Kilnfield Ceramics", "kilnfield.example"),
    ("Sixpenny Learning", "sixpenny.example"),
    ("Windhover Drones", "windhover.example"),
    ("Blackthorn Ledger", "blackthorn-ledger.example"),
    ("Oatfield & Daughters", "oatfield.example"),
    ("Barnacle Robotics", "barnacle.example"),
    ("Teasel Health", "teasel-health.example"),
    ("Corncrake Audio", "corncrake.example"),
    ("Hartsease Hotels", "hartsease.example"),
    ("Mudlark Auctions", "mudlark.example"),
    ("Ptarmigan Outdoors", "ptarmigan.example"),
    ("Larkspur Tickets", "larkspur-tickets.example"),
    ("Inchworm Analytics", "inchworm.example"),
    ("Sundew Irrigation", "sundew.example"),
    ("Catkin Childcare", "catkin.example"),
    ("Millrace Energy", "millrace.example"),
    ("Whimbrel Travel", "whimbrel.example"),
    ("Foxglove Biolabs", "foxglove-bio.example"),
    ("Stonecrop Roofing", "stonecrop.example"),
    ("Bellwether Grocers", "bellwether-grocers.example"),
    ("Turnstone Security", "turnstone.example"),
    ("Yarrow Fintech", "yarrow.example"),
    ("Hawkbit Networks", "hawkbit.example"),
    ("Spindrift Surf Co.", "spindrift.example"),
    ("Gooseberry Dental", "gooseberry.example"),
    ("Redstart Recruiting", "redstart.example"),
    ("Cinquefoil Archives", "cinquefoil.example"),
    ("Nightjar Streaming", "nightjar.example"),
    ("Drumlin Maps", "drumlin.example"),
    ("Sorrel Kitchens", "sorrel.example"),
    ("Eyebright Optics", "eyebright.example"),
    ("Plover Parking", "plover.example"),
    ("Tamarack Timber", "tamarack.example"),
    ("Quince & Medlar", "quince-medlar.example"),
    ("Bittern Water", "bittern.example"),
    ("Agrimony Foods", "agrimony.example"),
    ("Skylark Schools Trust", "skylark-schools.example"),
    ("Fenwick Tide Radio", "fenwicktide.example"),
    ("Osprey Lane Housing", "ospreylane.example"),
    ("Burdock Beverages", "burdock.example"),
    ("Campion Cycles", "campion.example"),
    ("Dunlin Data", "dunlin.example"),
    ("Elderflower Events", "elderflower.example"),
    ("Firecrest Fitness", "firecrest.example"),
    ("Gorse Hill Motors", "gorsehill.example"),
    ("Heron & Pike", "heron-pike.example"),
    ("Ivybridge Homes", "ivybridge-homes.example"),
    ("Juniper Row", "juniper-row.example"),
    ("Knotgrass Software", "knotgrass.example"),
    ("Linnet Library Systems", "linnet.example"),
)
"""The rest of the book, then the colleagues' accounts, then those nobody owns."""

FIRST: Final = (
    "Keziah", "Torvald", "Amparo", "Dragan", "Freydís", "Ngozi", "Laszlo", "Mireille",
    "Öykü", "Pádraig", "Quynh", "Renske", "Sukhdeep", "Tomasz", "Ulrike", "Vasil",
    "Wanjiru", "Xóchitl", "Yevhen", "Zsófia", "Anselm", "Beatriz", "Corentin", "Dilnoza",
    "Eluned", "Farrukh", "Giulietta", "Haruto", "Ingvild", "João", "伊吹", "晓彤",
    "ليلى", "Ελπίδα", "Богдана", "अनुराधा", "하늘",
)  # fmt: skip

LAST: Final = (
    "Abernethy-Cole", "Bjarnadóttir", "Castañeda", "Dovlatyan", "Eriksholm", "Fitzwarren",
    "Grzelak", "Hoàng", "Iwashiro", "Jankauskas", "Kipchumba", "Lefèbvre", "Mwangaza",
    "Nordqvist", "Okafor-Reyne", "Pellegrino", "Quispe", "Rautavaara", "Szentgyörgyi",
    "Tchaikovska", "Uzunoğlu", "Vandersloot", "Wójtowicz", "Yamabuki", "Zacharias",
)  # fmt: skip

TITLES: Final = (
    "Head of Product", "Data engineer", "Growth lead", "CTO", "Product manager",
    "Finance lead", "Front-end developer", "Analyst", "Founder", "Support lead",
)  # fmt: skip

COLLEAGUES: Final = (
    ("Bartek Wilczur", "bartek.wilczur", "active"),
    ("Ofure Adebanke", "ofure.adebanke", "active"),
    ("Linh Sơn", "linh.son", "active"),
    ("Caoimhe Thornbury", "caoimhe.thornbury", "active"),
    ("Rasmus Ekelöf", "rasmus.ekelof", "deactivated"),
    ("Workflow courier", "courier", "auto-created"),
)
"""Name, start of the address, licence; the first four own accounts."""
